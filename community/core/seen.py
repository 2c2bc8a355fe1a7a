"""A print of what a form showed, so that saving it does not undo what somebody else saved meanwhile.

Only for what has no numbered versions; texts of items have theirs.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any


def print_of(*values: Any) -> str:
    """Give the same short text for the same values, and another for others."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:32]
