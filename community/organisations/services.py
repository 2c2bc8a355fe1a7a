"""What is done to organisations: named by who works there, confirmed by a moderator, merged when they are one."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from community import audit
from community.accounts.models import Member
from community.audit.member_events import OrganisationConfirmed, OrganisationMerged, OrganisationNamed
from community.content.models import Comment, ContentItem
from community.core.db import db
from community.core.slugs import fold, slugify, with_letters
from community.membership.models import Application
from community.organisations.models import Layer, Organisation, organisation_region
from community.organisations.queries import organisation_by_name
from community.policy import Actor, Permission, requires


@requires(Permission.ORGANISATION_NAME)
def name_organisation(actor: Actor, *, name: str) -> Organisation:
    """Give the organisation of this name; one that is new is kept, and waits for a moderator to confirm it."""
    known = organisation_by_name(actor, name) or unconfirmed_of(name)
    if known is not None:
        return known
    organisation = Organisation(
        name=name, name_folded=fold(name), slug=with_letters(slugify(name)), is_confirmed=False, aliases=[]
    )
    try:
        with db.session.begin_nested():
            db.session.add(organisation)
            db.session.flush()
    except IntegrityError:
        other = unconfirmed_of(name)
        if other is None:
            raise
        return other
    audit.record(actor, OrganisationNamed(name=name))
    return organisation


def unconfirmed_of(name: str) -> Organisation | None:
    """Give the row of a name, seen by nobody but moderators as yet, so that one name never makes two rows."""
    return db.session.scalars(select(Organisation).where(Organisation.name_folded == fold(name))).one_or_none()


@requires(Permission.ORGANISATION_MANAGE)
def confirm_organisation(actor: Actor, organisation: Organisation, *, name: str, layer: Layer) -> None:
    """Put an organisation in the list, under its right name and layer, and in what its people wrote."""
    if not organisation.is_confirmed:
        fill_in_bylines(organisation, name=name)
    organisation.name, organisation.name_folded = name, fold(name)
    organisation.layer, organisation.is_confirmed = layer, True
    audit.record(actor, OrganisationConfirmed(name=name))


@requires(Permission.ORGANISATION_MANAGE)
def merge_organisation(actor: Actor, organisation: Organisation, *, into: Organisation) -> None:
    """Make one of two: people and applications move, and the name stays known as another name."""
    if into.is_confirmed and not organisation.is_confirmed:
        fill_in_bylines(organisation, name=into.name)
    for model in (Member, Application):
        db.session.execute(
            update(model).where(model.organisation_id == organisation.id).values(organisation_id=into.id)
        )
    regions = organisation_region.c
    db.session.execute(organisation_region.delete().where(regions.organisation_id == organisation.id))
    if fold(organisation.name) not in map(fold, [into.name, *into.aliases]):
        into.aliases = [*into.aliases, organisation.name]
    audit.record(actor, OrganisationMerged(name=organisation.name, into=into.name))
    db.session.delete(organisation)


def fill_in_bylines(organisation: Organisation, *, name: str) -> None:
    """Give what people wrote for an organisation the name that could not be shown before it was confirmed."""
    people = select(Member.id).where(Member.organisation_id == organisation.id)
    for model in (ContentItem, Comment):
        of_them = (model.author_id.in_(people), model.author_organisation == "")
        db.session.execute(update(model).where(*of_them).values(author_organisation=name))
