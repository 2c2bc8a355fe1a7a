"""What may go wrong outside of the code: hostile input, a full disk, a locked database, killed processes."""
