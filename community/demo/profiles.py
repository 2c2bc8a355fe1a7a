"""Writes what the people of the demo tell of themselves, and what of it they let other members see."""

from __future__ import annotations

from community.accounts.models import Member
from community.core.db import db
from community.core.slugs import fold
from community.demo import shapes
from community.demo.files import Files
from community.demo.people import People
from community.demo.places import Places
from community.members.models import Expertise, MemberTheme, Portrait, Profile
from community.members.queries.profiles import PARTS


def write_profiles(demo: shapes.Demo, people: People, places: Places, files: Files) -> None:
    """Write all profiles of the demo; the people must have their numbers."""
    for profile in demo.profiles:
        member = people.rows[profile.key]
        shown = {f"shows_{part}": part in profile.shows for part in PARTS}
        contact = {"email": profile.email, "phone": profile.phone, "link": profile.link}
        db.session.add(Profile(member_id=member.id, **contact, **shown))
        db.session.add_all(MemberTheme(member_id=member.id, theme_id=places.themes[slug].id) for slug in profile.themes)
        db.session.add_all(
            Expertise(member_id=member.id, words=words, words_folded=fold(words)) for words in profile.expertise
        )
        if profile.picture:
            hang_portrait(member, files, profile.picture)


def hang_portrait(member: Member, files: Files, name: str) -> None:
    """Give a person the picture that they chose."""
    kept = files.portraits[name]
    db.session.add(
        Portrait(
            member_id=member.id,
            storage_key=kept.key,
            byte_count=kept.byte_count,
            width=kept.width,
            variants=list(kept.variants),
        )
    )
