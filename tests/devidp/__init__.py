"""The development identity provider, as a process of its own, spoken to over HTTP."""
