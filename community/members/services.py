"""What a member changes about themselves."""

from __future__ import annotations

from community import audit
from community.accounts.models import Member, Notify
from community.audit.member_events import ProfileChanged
from community.organisations.models import Organisation
from community.organisations.services import name_organisation
from community.policy import Actor, Permission, requires


@requires(Permission.PROFILE_EDIT)
def change_profile(
    actor: Actor,
    member: Member,
    *,
    function: str,
    organisation: Organisation | None,
    organisation_name: str,
    region_id: int | None,
    about: str,
    notify: Notify,
    language: str,
) -> None:
    """Change what the site says of a member, and how they hear of things."""
    if organisation is None and organisation_name:
        organisation = name_organisation(actor, name=organisation_name)
    member.organisation_id = organisation.id if organisation else None
    member.function, member.region_id, member.about = function, region_id, about
    if notify != member.notify:
        # A new answer to the question as a whole counts for every kind.
        member.mail_choices = {}
    member.notify, member.language = notify, language
    audit.record(actor, ProfileChanged(member_id=member.id))
