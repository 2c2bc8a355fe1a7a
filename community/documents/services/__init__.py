"""What people do with documents: folders, files and their versions, uploads in pieces."""
