"""The wiki of a working group: pages in a tree, written together."""
