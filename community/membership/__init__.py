"""How a person becomes a member and stops being one."""
