"""One rule, read twice: as a WHERE over many rows, and as a question about one.

A `fact` speaks of the thing and the actor, a `trait` of the actor alone; `&`, `|`, `~` and `through` compose them. Each
carries a Dutch phrase for the page on rights and, where useful, the sentence that a refused person reads.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from flask_babel import gettext
from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlalchemy.orm import QueryableAttribute
from sqlalchemy.sql.elements import False_, True_


class Rule:
    """A condition on an actor and a thing."""

    phrase: Any = ""
    refusal: Any = ""

    def holds(self, actor: Any, thing: Any) -> bool:
        """Answer for one loaded row."""
        raise NotImplementedError

    def where(self, actor: Any, model: Any) -> ColumnElement[bool]:
        """The same answer as a filter over all rows of `model`."""
        raise NotImplementedError

    def why_not(self, actor: Any, thing: Any) -> Any:
        """The sentence for an actor for whom it does not hold; empty where it has none."""
        return self.refusal

    def reasons(self, actor: Any, thing: Any) -> tuple[Any, ...]:
        """The phrases by which it holds for an actor, each saying one thing; only asked where it does."""
        return (self.phrase,)

    def describe(self) -> str:
        """The rule in Dutch."""
        return str(self.phrase)

    def __and__(self, other: Rule) -> Rule:
        return All(self, other)

    def __or__(self, other: Rule) -> Rule:
        return AnyOf(self, other)

    def __invert__(self) -> Rule:
        return Not(self)


class All(Rule):
    """Holds where all of its parts do."""

    parts: tuple[Rule, ...]

    def __init__(self, *parts: Rule) -> None:
        self.parts = tuple(leaf for part in parts for leaf in (part.parts if isinstance(part, All) else (part,)))

    def holds(self, actor: Any, thing: Any) -> bool:
        """Answer for one row."""
        return all(part.holds(actor, thing) for part in self.parts)

    def where(self, actor: Any, model: Any) -> ColumnElement[bool]:
        """Filter rows by all parts; where one leaves nothing, the others are not even built."""
        conditions = []
        for part in self.parts:
            condition = part.where(actor, model)
            if isinstance(condition, False_):
                return condition
            if not isinstance(condition, True_):
                conditions.append(condition)
        return and_(true(), *conditions)

    def why_not(self, actor: Any, thing: Any) -> Any:
        """The sentence of the first part that does not hold."""
        return next((part.why_not(actor, thing) for part in self.parts if not part.holds(actor, thing)), "")

    def reasons(self, actor: Any, thing: Any) -> tuple[Any, ...]:
        """The phrases of all parts."""
        return tuple(phrase for part in self.parts for phrase in part.reasons(actor, thing))

    def describe(self) -> str:
        """The parts joined by "en"."""
        word = gettext("en")
        return f" {word} ".join(in_brackets(part) for part in self.parts)


class AnyOf(Rule):
    """Holds where at least one of its parts does."""

    parts: tuple[Rule, ...]

    def __init__(self, *parts: Rule) -> None:
        self.parts = tuple(leaf for part in parts for leaf in (part.parts if isinstance(part, AnyOf) else (part,)))

    def holds(self, actor: Any, thing: Any) -> bool:
        """Answer for one row."""
        return any(part.holds(actor, thing) for part in self.parts)

    def where(self, actor: Any, model: Any) -> ColumnElement[bool]:
        """Filter rows by any part; where one leaves all, the others are not even built."""
        conditions = []
        for part in self.parts:
            condition = part.where(actor, model)
            if isinstance(condition, True_):
                return condition
            if not isinstance(condition, False_):
                conditions.append(condition)
        return or_(false(), *conditions)

    def why_not(self, actor: Any, thing: Any) -> Any:
        """The sentence of the last part that has one: the least special way in stands last."""
        sentences = [part.why_not(actor, thing) for part in self.parts]
        return next((sentence for sentence in reversed(sentences) if sentence), "")

    def reasons(self, actor: Any, thing: Any) -> tuple[Any, ...]:
        """The phrases of the first part that holds."""
        return next((part.reasons(actor, thing) for part in self.parts if part.holds(actor, thing)), ())

    def describe(self) -> str:
        """The parts joined by "of"."""
        word = gettext("of")
        return f" {word} ".join(in_brackets(part) for part in self.parts)


class Not(Rule):
    """Holds where its part does not. Never put one around `through`, nor around a fact on a nullable column."""

    def __init__(self, part: Rule) -> None:
        self.part = part
        self.refusal = getattr(part, "refusal_when_true", "")

    def holds(self, actor: Any, thing: Any) -> bool:
        """Answer for one row."""
        return not self.part.holds(actor, thing)

    def where(self, actor: Any, model: Any) -> ColumnElement[bool]:
        """Filter rows by the opposite."""
        return ~self.part.where(actor, model)

    def reasons(self, actor: Any, thing: Any) -> tuple[Any, ...]:
        """Nothing: that something stands in nobody's way is no reason."""
        return ()

    def describe(self) -> str:
        """The part, denied."""
        return str(gettext("niet: %(what)s", what=in_brackets(self.part)))


class Named(Rule):
    """A rule with a phrase of its own, for where it is part of others; by itself it tells what it is made of."""

    def __init__(self, phrase: Any, rule: Rule) -> None:
        self.phrase, self.rule = phrase, rule

    def holds(self, actor: Any, thing: Any) -> bool:
        """Answer for one row."""
        return self.rule.holds(actor, thing)

    def where(self, actor: Any, model: Any) -> ColumnElement[bool]:
        """Filter rows by the rule."""
        return self.rule.where(actor, model)

    def reasons(self, actor: Any, thing: Any) -> tuple[Any, ...]:
        """The phrases of what it is made of."""
        return self.rule.reasons(actor, thing)

    def why_not(self, actor: Any, thing: Any) -> Any:
        """The rule's own sentence."""
        return self.rule.why_not(actor, thing)


class Fact(Rule):
    """A rule about the thing: one comparison, given a row in Python and the class in SQL."""

    def __init__(self, body: Callable[[Any, Any], Any], phrase: Any, refusal: Any, refusal_when_true: Any) -> None:
        self.body, self.phrase, self.refusal = body, phrase, refusal
        self.refusal_when_true = refusal_when_true

    def holds(self, actor: Any, thing: Any) -> bool:
        """Answer for one row."""
        return bool(self.body(thing, actor))

    def where(self, actor: Any, model: Any) -> ColumnElement[bool]:
        """Filter rows by the comparison."""
        condition: ColumnElement[bool] = self.body(model, actor)
        return condition


class Trait(Rule):
    """A rule about the actor alone."""

    def __init__(self, body: Callable[[Any], bool], phrase: Any, refusal: Any, refusal_when_true: Any) -> None:
        self.body, self.phrase, self.refusal = body, phrase, refusal
        self.refusal_when_true = refusal_when_true

    def holds(self, actor: Any, thing: Any) -> bool:
        """Answer for this actor, whatever the thing."""
        return self.body(actor)

    def where(self, actor: Any, model: Any) -> ColumnElement[bool]:
        """All rows or none."""
        return true() if self.body(actor) else false()


class Through(Rule):
    """The rule of the parent, reached over a relationship; false where there is no parent. Never negate one."""

    def __init__(self, relation: str, rule: Rule) -> None:
        self.relation, self.rule = relation, rule

    def holds(self, actor: Any, thing: Any) -> bool:
        """Answer for the parent of one row."""
        parent = getattr(thing, self.relation)
        return parent is not None and self.rule.holds(actor, parent)

    def where(self, actor: Any, model: Any) -> ColumnElement[bool]:
        """Filter rows by their parent."""
        relation = getattr(model, self.relation)
        of_parent = self.rule.where(actor, relation.property.mapper.class_)
        condition: ColumnElement[bool] = of_parent if isinstance(of_parent, False_) else relation.has(of_parent)
        return condition

    def why_not(self, actor: Any, thing: Any) -> Any:
        """The sentence of the parent's rule."""
        parent = getattr(thing, self.relation)
        return "" if parent is None else self.rule.why_not(actor, parent)

    def reasons(self, actor: Any, thing: Any) -> tuple[Any, ...]:
        """The phrases of the parent's rule."""
        parent = getattr(thing, self.relation)
        return () if parent is None else self.rule.reasons(actor, parent)

    def describe(self) -> str:
        """The parent's rule."""
        return self.rule.describe()


def fact(phrase: Any, refusal: Any = "", *, refusal_when_true: Any = "") -> Callable[[Callable[[Any, Any], Any]], Fact]:
    """Make a fact of one plain comparison; `and`, `or` and `not` in it would silently widen the SQL filter."""
    return lambda body: Fact(body, phrase, refusal, refusal_when_true)


def trait(phrase: Any, refusal: Any = "", *, refusal_when_true: Any = "") -> Callable[[Callable[[Any], bool]], Trait]:
    """Make a trait of a question about the actor."""
    return lambda body: Trait(body, phrase, refusal, refusal_when_true)


def through(relation: str, rule: Rule) -> Rule:
    """The rule of the parent over `relation`."""
    return Through(relation, rule)


def in_brackets(rule: Rule) -> str:
    """Describe a part of a rule, in brackets where it could be read as two parts."""
    inner = rule
    while isinstance(inner, Through):
        inner = inner.rule
    return f"({rule.describe()})" if isinstance(inner, All | AnyOf) else rule.describe()


def explain(rule: Rule) -> str:
    """Describe a rule in Dutch, telling what it is made of where it has a name."""
    return explain(rule.rule) if isinstance(rule, Named) else rule.describe()


def named(phrase: Any, rule: Rule) -> Rule:
    """A rule with a phrase of its own."""
    return Named(phrase, rule)


def one_of(value: Any, options: Collection[Any]) -> Any:
    """`value in options`, in both worlds."""
    if isinstance(value, QueryableAttribute | ColumnElement):
        return value.in_(options) if options else false()
    return value in options


def is_absent(value: Any) -> Any:
    """`value is None`, in both worlds."""
    return value.is_(None) if isinstance(value, QueryableAttribute | ColumnElement) else value is None
