"""Proofs of what nobody may do, each over all routes that there are: a new route is asked by itself."""
