"""The decision trail: what came out of what, from the first discussion to what everybody reads of it."""
