"""How surely somebody is who they say they are, after eIDAS: nothing is proved here, so whoever clicks chooses."""

# From low to high, with how people call them.
LEVELS = {"low": "laag", "substantial": "substantieel", "high": "hoog"}
