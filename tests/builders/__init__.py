"""Makes what tests are about: a site on an empty database, and the people, groups and texts in it."""
