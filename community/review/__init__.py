"""What waits for a look by somebody else before it stands on the site: why, for whom, and what came of it."""
