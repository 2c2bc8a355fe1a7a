"""Action items: what somebody does next, agreed in a group, often out of a decision or a discussion."""
