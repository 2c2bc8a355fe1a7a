"""Synthetic content of any size, for measuring and trying. Not the demo: nobody is meant to read it."""
