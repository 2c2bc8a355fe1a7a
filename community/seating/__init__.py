"""Who is at the table: which organisations take part in a group or a region, are silent, or are missing."""
