"""Signing in: the protocol against three kinds of provider, and the pages of the site."""
