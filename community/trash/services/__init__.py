"""Putting back what was removed, and taking away for good what nobody put back in time."""
