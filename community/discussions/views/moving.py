"""Moving a discussion to another group: choose, read who gains and who loses sight of it, then confirm."""

from __future__ import annotations

from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.content.models import Audience
from community.discussions import queries, services
from community.discussions.forms import AUDIENCE_WORDS, MoveForm
from community.discussions.models import Discussion
from community.discussions.views.discussions import blueprint
from community.groups.models import Group
from community.groups.views.arrival import arrive, head
from community.policy import Actor, Permission, Refused, demand
from community.web import current
from community.web.answers import invalid, page, see_other


@blueprint.get("/<talk>/verplaats")
def choose_target(slug: str, talk: str) -> Response:
    """Ask to which group a discussion goes, and then show what that changes."""
    actor = current.actor()
    group, discussion, groups = to_be_moved(actor, slug, talk)
    target = next((each for each in groups if each.slug == request.args.get("target")), None)
    wanted = next((each for each in Audience if each == request.args.get("audience")), discussion.audience)
    if target is None:
        form = MoveForm(formdata=None, audience=wanted.value)
        form.offer(groups, discussion.audience)
        if "audience" in request.args:
            form.target.errors = [_("Kies een werkgroep.")]
            return invalid("discussions/move.html", form, item=discussion, groups=groups, **head(actor, group))
        return page("discussions/move.html", form=form, item=discussion, groups=groups, **head(actor, group))
    return page("discussions/move_confirm.html", **consequences(discussion, target, wanted), **head(actor, group))


@blueprint.post("/<talk>/verplaats")
def move(slug: str, talk: str) -> Response:
    """Move a discussion to the group that was chosen and confirmed."""
    form = MoveForm()
    actor = current.begin_writing()
    group, discussion, groups = to_be_moved(actor, slug, talk)
    form.offer(groups, discussion.audience)
    if not form.validate():
        return invalid("discussions/move.html", form, item=discussion, groups=groups, **head(actor, group))
    target = next(each for each in groups if each.slug == form.target.data)
    services.move_discussion(actor, discussion, target=target, audience=Audience(form.audience.data))
    flash(_("Het gesprek staat nu in %(group)s.", group=target.name), "success")
    return see_other(discussion.address)


def to_be_moved(actor: Actor, slug: str, talk: str) -> tuple[Group, Discussion, list[Group]]:
    """Give a discussion that the actor may move, with its group and those to which it can go."""
    group = arrive(actor, slug)
    discussion = queries.discussion_to_read(actor, group, talk)
    demand(actor, Permission.DISCUSSION_MOVE, discussion)
    return group, discussion, list(queries.groups_to_move_to(actor, discussion))


def consequences(discussion: Discussion, target: Group, wanted: Audience) -> dict[str, Any]:
    """Give what the page that asks for confirmation says; an audience that is too wide becomes the widest allowed."""
    allowed = services.audiences_after_move(discussion, target)
    if not allowed:
        raise Refused(Permission.DISCUSSION_MOVE, _("Zo mag dit gesprek niet in die werkgroep staan."))
    audience = wanted if wanted in allowed else allowed[0]
    return {
        "item": discussion,
        "target": target,
        "audience": audience,
        "is_narrowed": audience != wanted,
        "words": AUDIENCE_WORDS,
        "change": queries.change_of_readers(discussion, target, audience),
    }
