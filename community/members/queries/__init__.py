"""Members as other members see them, and what a member's own pages show."""
