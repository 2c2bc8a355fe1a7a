"""The development OpenID provider: a program of its own that plays the part of Pleio on a developer's machine.

Start it with `python -m community.devidp`. It speaks the real protocol (discovery, code flow with PKCE, signed tokens,
key rotation, sign-out), asks for no password, and therefore refuses to start in production. The application never
imports it and it imports nothing of the application: the two meet only over HTTP.
"""
