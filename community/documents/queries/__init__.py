"""What is read of documents: folders and lists, one document with its versions, uploads, room."""
