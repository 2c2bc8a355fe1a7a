"""Who may read a thing, and why, in words made from the rules; and looking at the site with fewer rights."""
