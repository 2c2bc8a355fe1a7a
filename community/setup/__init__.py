"""What a programme begins with: its name, regions, themes and pages, read from one file by `community setup`."""
