"""Who may see and do what. Written once, in `table`, and read both as a filter and as a question.

Nothing here speaks HTTP, and nothing outside decides on access.
"""

from community.policy.actor import CLOCK, SOMEBODY, VISITOR, Actor
from community.policy.enforcement import (
    Absent,
    Refused,
    allows,
    demand,
    get,
    permitted,
    readable,
    reasons,
    requires,
    why_not,
)
from community.policy.permission import Permission

__all__ = [
    "CLOCK",
    "SOMEBODY",
    "VISITOR",
    "Absent",
    "Actor",
    "Permission",
    "Refused",
    "allows",
    "demand",
    "get",
    "permitted",
    "readable",
    "reasons",
    "requires",
    "why_not",
]
