"""What was removed in a group: it waits some time in which it can be put back, and then goes for good."""
