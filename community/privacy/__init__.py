"""Data of one's own: what is kept of a person, a copy of it, leaving and erasure, and how long anything is kept."""
