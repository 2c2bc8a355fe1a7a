"""Every text of the site goes through the catalogue, and the catalogue of English is complete."""
