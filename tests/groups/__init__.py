"""Working groups: who may know them, come in, run them and leave."""
