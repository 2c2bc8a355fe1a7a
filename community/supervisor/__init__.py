"""`make run`: the site, its worker and the development identity provider, started together and stopped together.

A program of its own for development and demonstrations. In production systemd does this work (see README.md); the site
never imports it.
"""
