"""What an operator does with a deployment: back it up, restore it, and check that it is safe and complete."""
