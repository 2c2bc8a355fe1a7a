"""The table of rights as people read it: each right in words, and what each kind of person can count on.

What a rule asks of a thing is not known beforehand, so there are three answers: always, never, and it depends. They
are worked out from the rules themselves, as are the words; nothing is written a second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from community.policy.actor import VISITOR, Actor
from community.policy.permission import Permission
from community.policy.rule import All, AnyOf, Named, Not, Rule, Through, Trait, explain
from community.policy.table import RULES

SOMEBODY = 1

# Each kind of person, as the rules see one who is in no group and wrote nothing.
KINDS: tuple[tuple[Any, Actor], ...] = (
    (_l("Bezoeker"), VISITOR),
    (_l("Aangemeld, nog geen lid"), Actor(id=SOMEBODY)),
    (_l("Lid"), Actor(id=SOMEBODY, is_member=True)),
    (_l("Redacteur"), Actor(id=SOMEBODY, is_member=True, is_editor=True)),
    (_l("Moderator"), Actor(id=SOMEBODY, is_member=True, is_moderator=True)),
    (
        _l("Beheerder"),
        Actor(id=SOMEBODY, is_member=True, is_editor=True, is_moderator=True, is_administrator=True),
    ),
)


@dataclass(frozen=True, slots=True)
class RightInWords:
    """One right: what it allows, its rule in words, and for each kind of person: always, never, or it depends."""

    permission: Permission
    label: Any
    rule: str
    outcomes: tuple[bool | None, ...]


def rights_in_words() -> list[RightInWords]:
    """Give every right that some person can have, in the order of the table."""
    rows = [
        RightInWords(permission, permission.label, explain(rule), tuple(outcome(rule, actor) for label, actor in KINDS))
        for permission, rule in RULES.items()
    ]
    return [row for row in rows if any(each is not False for each in row.outcomes)]


def outcome(rule: Rule, actor: Actor) -> bool | None:
    """Say whether a rule holds for an actor whatever the thing; None where that depends on the thing."""
    match rule:
        case Trait():
            return rule.holds(actor, None)
        case All():
            return every(outcome(part, actor) for part in rule.parts)
        case AnyOf():
            denied = every(opposite(outcome(part, actor)) for part in rule.parts)
            return opposite(denied)
        case Not():
            return opposite(outcome(rule.part, actor))
        case Named():
            return outcome(rule.rule, actor)
        case Through():
            # Without a parent it never holds, so it is at best uncertain.
            return False if outcome(rule.rule, actor) is False else None
        case _:
            return None


def every(outcomes: Any) -> bool | None:
    """Put outcomes together that must all be so."""
    found = list(outcomes)
    if False in found:
        return False
    return None if None in found else True


def opposite(found: bool | None) -> bool | None:
    """Turn an outcome round; what depends still does."""
    return None if found is None else not found
