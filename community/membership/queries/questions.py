"""Questions to applicants, with their answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community import policy
from community.core.db import db
from community.membership.models import Application, ApplicationQuestion
from community.policy import Actor

MOST_QUESTIONS = 200


def questions_about(actor: Actor, applications: Sequence[Application]) -> dict[int, list[ApplicationQuestion]]:
    """Give for each of these applications what was asked, in the order of asking."""
    query = (
        select(ApplicationQuestion)
        .where(
            ApplicationQuestion.application_id.in_([each.id for each in applications]),
            policy.readable(actor, ApplicationQuestion),
        )
        .order_by(ApplicationQuestion.id)
        .limit(MOST_QUESTIONS)
        .options(joinedload(ApplicationQuestion.asked_by))
    )
    found: dict[int, list[ApplicationQuestion]] = defaultdict(list)
    for each in db.session.scalars(query) if applications else ():
        found[each.application_id].append(each)
    return found


def newest_question(actor: Actor, application: Application) -> ApplicationQuestion | None:
    """Give what was last asked about an application, answered or not."""
    query = (
        select(ApplicationQuestion)
        .where(ApplicationQuestion.application_id == application.id, policy.readable(actor, ApplicationQuestion))
        .order_by(ApplicationQuestion.id.desc())
        .limit(1)
        .options(joinedload(ApplicationQuestion.application))
    )
    return db.session.scalars(query).one_or_none()
