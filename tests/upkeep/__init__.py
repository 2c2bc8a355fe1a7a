"""What operators do: back up, restore, check."""
