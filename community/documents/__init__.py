"""Documents of working groups: folders, files with their versions, and how they come in and go out."""
