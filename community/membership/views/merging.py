"""`/beheer/leden/<slug>/samenvoegen`: an administrator makes one of two accounts of the same person."""

from __future__ import annotations

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.models import Member
from community.accounts.views import asked_again
from community.accounts.views.identities import labels
from community.membership.queries.people import lock_people, members_to_merge_into, person_to_manage, ways_in
from community.membership.services.merging import merge_accounts
from community.membership.views.blueprint import blueprint
from community.membership.views.people import state_words, text_of
from community.policy import Actor, Permission, demand
from community.web import current
from community.web.administration import admin_page, administrator_of
from community.web.answers import see_other


@blueprint.get("/beheer/leden/<slug>/samenvoegen")
def merging(slug: str) -> Response:
    """Let an administrator find the account of which this one becomes a part."""
    actor = administrator_of(Permission.MEMBER_MANAGE)
    member = person_to_manage(actor, slug)
    demand(actor, Permission.MEMBER_MERGE, member)
    words = text_of("q")
    found = members_to_merge_into(actor, member, words)
    return admin_page(
        "membership/merge.html",
        member=member,
        words=words,
        found=found,
        ways_in=ways_in(actor, [member, *found]),
        labels=labels(),
        states=state_words(),
    )


@blueprint.post("/beheer/leden/<slug>/samenvoegen")
def merge(slug: str) -> Response:
    """Make one of two accounts, after a sign-in of just now."""
    actor = administrator_of(Permission.MEMBER_MANAGE)
    chosen = request.form.get("into", "")[:200].replace("\0", "")
    member, into = both(actor, slug, chosen)
    demand(actor, Permission.MEMBER_MERGE, member)
    if not asked_again.is_fresh():
        names = {"name": name_of(member), "into": name_of(into)}
        question = _("Wil je het account van %(name)s laten opgaan in dat van %(into)s?", **names)
        return asked_again.ask(question, fields={"into": chosen}, back=f"/beheer/leden/{slug}")
    actor = current.begin_writing()
    lock_people(Member.slug.in_([slug, chosen]))
    member, into = both(actor, slug, chosen)
    merge_accounts(actor, member, into=into)
    flash(_("De twee accounts van %(name)s zijn nu één.", name=into.name), "success")
    return see_other(f"/beheer/leden/{into.slug}")


def both(actor: Actor, slug: str, chosen: str) -> tuple[Member, Member]:
    """Give the account that is merged and the one that stays, or raise `Absent`."""
    return person_to_manage(actor, slug), person_to_manage(actor, chosen)


def name_of(member: Member) -> str:
    """Give a name with where its address is, by which one of two of the same name is known.

    It waits in the address of a page while the administrator signs in anew, so the whole address must not be in it.
    """
    domain = member.email.rpartition("@")[2]
    return f"{member.name} ({domain})" if domain else member.name
