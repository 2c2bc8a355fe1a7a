"""Documents of working groups: files, folders, versions, uploads in pieces, and who gets to see them."""
