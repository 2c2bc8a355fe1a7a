"""Brings the site to what the file of a programme says; what the file does not name stays as it is.

It writes rows directly, as an operator's command does, and what has not changed is not written again. A page that
changes keeps what it said before as a revision.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload, undefer

from community import audit, richtext
from community.accounts.models import Member, MemberState
from community.audit.events import ItemCreated, ItemEdited
from community.audit.member_events import SettingChanged
from community.content.models import Audience, ItemCounter, State
from community.content.services.texts import Text, first_text, keep, put, take_next_number
from community.core.clock import now
from community.core.db import db
from community.core.ids import new_id
from community.core.slugs import fold
from community.pages.models import Page
from community.policy import Actor
from community.regions.models import Region
from community.setup import shapes
from community.site.queries import site_settings
from community.site.services import keep as keep_setting
from community.themes.models import Theme

SETTINGS = ("name", "tagline", "introduction", "owner", "contact_email", "region_word")
# Pages need an author, and a new site has no people yet.
AUTHOR = "programma"
OPERATOR = Actor()


class Writer:
    """Writes one programme, and counts what was new, what changed and what stood so already."""

    def __init__(self, programme: shapes.Programme) -> None:
        self.programme = programme
        self.counts: Counter[str] = Counter(new=0, changed=0, same=0)

    def write(self) -> Counter[str]:
        """Write everything."""
        self.settings()
        themes = {each.slug: self.theme(number, each) for number, each in enumerate(self.programme.theme)}
        for number, region in enumerate(self.programme.region):
            self.region(number, region, themes)
        for page in self.programme.page:
            self.page(page)
        return self.counts

    def settings(self) -> None:
        """Set what the file says of the site, with a line in the log for each."""
        before = site_settings()
        for setting in SETTINGS:
            old, new = getattr(before, setting), getattr(self.programme, setting)
            if new is not None and new != old:
                keep_setting(setting, new)
                audit.record(OPERATOR, SettingChanged(setting=setting, before=old, after=new))
                self.counts["changed"] += 1

    def theme(self, position: int, theme: shapes.Theme) -> Theme:
        """Write a theme."""
        row = db.session.scalars(select(Theme).where(Theme.slug == theme.slug)).one_or_none()
        values = {"name": theme.name, "description": theme.description, "position": position}
        kept: Theme = self.put(Theme, theme.slug, row, values)
        return kept

    def region(self, position: int, region: shapes.Region, themes: dict[str, Theme]) -> None:
        """Write a region with its facts and themes."""
        found = select(Region).where(Region.slug == region.slug).options(selectinload(Region.themes))
        values = {
            "name": region.name,
            "summary": region.summary,
            "body": str(richtext.from_markdown(region.body)),
            "facts": [{"label": each.label, "value": each.value, "source": each.source} for each in region.facts],
            "map_area": region.map_area,
            "label_x": region.label[0],
            "label_y": region.label[1],
            "position": position,
            "themes": [themes[slug] for slug in region.themes],
        }
        self.put(Region, region.slug, db.session.scalars(found).one_or_none(), values)

    def put(self, kind: type[Any], slug: str, row: Any, values: dict[str, Any]) -> Any:
        """Make a row, or change what differs in it."""
        if row is None:
            row = kind(slug=slug, **values)
            db.session.add(row)
            self.counts["new"] += 1
            return row
        differing = {name: value for name, value in values.items() if not is_alike(getattr(row, name), value)}
        for name, value in differing.items():
            setattr(row, name, value)
        self.counts["changed" if differing else "same"] += 1
        return row

    def page(self, page: shapes.Page) -> None:
        """Write a page, public and published."""
        text = Text(page.title, page.lead, richtext.from_markdown(page.body))
        found = select(Page).where(Page.slug == page.slug).options(undefer(Page.body), joinedload(Page.counter))
        row = db.session.scalars(found).one_or_none()
        if row is None:
            self.new_page(page.slug, text)
            self.counts["new"] += 1
        elif (row.title, row.lead, row.body) != (text.title, text.lead, text.body):
            take_next_number(row, row.revision_number)
            put(row, text)
            keep(row, row.revision_number, made_by_id=row.author_id, note="")
            audit.record(OPERATOR, ItemEdited(item_id=row.id))
            self.counts["changed"] += 1
        else:
            self.counts["same"] += 1

    def new_page(self, slug: str, text: Text) -> None:
        """Make a page."""
        row = Page(
            id=new_id(),
            slug=slug,
            author_id=author_id(self.programme.owner or self.programme.name),
            audience=Audience.PUBLIC,
            state=State.PUBLISHED,
            published_at=now(),
            comments_open=False,
            counter=ItemCounter(),
        )
        db.session.add(row)
        first_text(row, text)
        audit.record(OPERATOR, ItemCreated(item_id=row.id))


def author_id(name: str) -> int:
    """Give the author of the pages: a name that is nobody, has no account and so cannot sign in."""
    found = db.session.scalar(select(Member.id).where(Member.slug == AUTHOR))
    if found is not None:
        return found
    row = Member(id=new_id(), name=name, name_folded=fold(name), slug=AUTHOR, state=MemberState.LEFT)
    db.session.add(row)
    db.session.flush()
    return row.id


def is_alike(old: Any, new: Any) -> bool:
    """Whether a column or a list of related rows says the same; the order of related rows says nothing."""
    if isinstance(new, list) and new and isinstance(new[0], Theme):
        return {each.slug for each in old} == {each.slug for each in new}
    return bool(old == new)
