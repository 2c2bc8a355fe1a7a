"""What a member changes about themselves: who they are, what they show, and how they hear of things."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from community import audit, jobs
from community.accounts.models import Member, Notify
from community.audit.member_events import ProfileChanged, SettingsChanged
from community.core.db import db
from community.core.slugs import fold
from community.members.models import Expertise, MemberTheme, Profile
from community.members.queries.profiles import PARTS
from community.organisations.models import Organisation
from community.organisations.services import name_organisation
from community.policy import Actor, Permission, requires


@dataclass(frozen=True, slots=True)
class Told:
    """What a member tells of themselves, and which parts of it others may see."""

    about: str = ""
    email: str = ""
    phone: str = ""
    link: str = ""
    theme_ids: Collection[int] = ()
    expertise: Sequence[str] = ()
    shown: Collection[str] = ()


@requires(Permission.PROFILE_EDIT)
def change_profile(
    actor: Actor,
    member: Member,
    *,
    function: str,
    organisation: Organisation | None,
    organisation_name: str,
    region_id: int | None,
    told: Told,
) -> None:
    """Change what the site says of a member, and what of it others see."""
    if organisation is None and organisation_name:
        organisation = name_organisation(actor, name=organisation_name)
    member.organisation_id = organisation.id if organisation else None
    member.function, member.region_id, member.about = function, region_id, told.about
    profile = _hold_profile(member)
    profile.email, profile.phone, profile.link = told.email, told.phone, told.link
    for part in PARTS:
        setattr(profile, f"shows_{part}", part in told.shown)
    _work_on(member, told.theme_ids)
    _be_called_for(member, told.expertise)
    audit.record(actor, ProfileChanged(member_id=member.id))
    jobs.enqueue("reports.look_at_member", member_id=member.id)


@requires(Permission.PROFILE_EDIT)
def change_settings(actor: Actor, member: Member, *, notify: Notify, language: str) -> None:
    """Change how a member hears of things, and in which language."""
    if notify != member.notify:
        # A new answer to the question as a whole counts for every kind.
        member.mail_choices = {}
    member.notify, member.language = notify, language
    audit.record(actor, SettingsChanged(member_id=member.id))


def _hold_profile(member: Member) -> Profile:
    """Give the profile of a member, made where there is none; who saves the same one twice at once waits."""
    _hold(member)
    profile = db.session.scalars(select(Profile).where(Profile.member_id == member.id)).one_or_none()
    if profile is None:
        profile = Profile(member_id=member.id)
        db.session.add(profile)
    return profile


def _hold(member: Member) -> None:
    """Let nobody else change what this member tells of themselves until this transaction ends."""
    db.session.execute(select(Member.id).where(Member.id == member.id).with_for_update())


def _work_on(member: Member, theme_ids: Collection[int]) -> None:
    db.session.execute(delete(MemberTheme).where(MemberTheme.member_id == member.id))
    db.session.add_all(MemberTheme(member_id=member.id, theme_id=theme_id) for theme_id in sorted(set(theme_ids)))


def _be_called_for(member: Member, expertise: Sequence[str]) -> None:
    """Keep each word once, in the order in which it was said."""
    db.session.execute(delete(Expertise).where(Expertise.member_id == member.id))
    said = dict[str, str]()
    for words in expertise:
        said.setdefault(fold(words), words)
    for folded, words in said.items():
        db.session.add(Expertise(member_id=member.id, words=words, words_folded=folded))
