"""Members, their identities and sign-ins."""
