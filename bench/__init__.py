"""Measures speed and memory of the site on this machine and writes docs/performance.md. Bounded, on loopback only."""
