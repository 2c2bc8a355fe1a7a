"""What members change about themselves."""
