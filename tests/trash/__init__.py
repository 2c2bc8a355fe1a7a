"""The trash of a group: what was removed can be put back for some time, and then goes for good."""
