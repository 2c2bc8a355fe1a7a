"""The organisations that members work for."""
