"""Secret words in every row that somebody may not read, and a crawl of the whole site that looks for them."""
