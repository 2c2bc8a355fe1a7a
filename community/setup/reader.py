"""Reads the file of a programme, and says everything that is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from email_validator import EmailNotValidError, validate_email

from community.content.models import LEAD_LENGTH, TITLE_LENGTH
from community.core.slugs import slugify
from community.core.toml import ContentError, build, table_of
from community.richtext.cleaning import LONGEST
from community.setup.shapes import Programme
from community.site.forms import LINE_LENGTH, NAME_LENGTH, TEXT_LENGTH

PLACE_LENGTH = 120
REGION_WORD_LENGTH = 30
SHOWN = 3
# An address below /over that is made by the site itself.
TAKEN = "rechten"


def read_programme(path: Path) -> Programme:
    """Read a file, or raise `ContentError` with one line about what is wrong with it."""
    programme = build(Programme, table_of(path), path.name)
    faults = list(faults_of(programme))
    if faults:
        more = f" (and {len(faults) - SHOWN} more)" if len(faults) > SHOWN else ""
        raise ContentError(f"{path.name}: {'; '.join(faults[:SHOWN])}{more}")
    return programme


def faults_of(programme: Programme) -> Iterator[str]:
    """Find what the shapes alone do not tell."""
    yield from wrong_slugs(programme)
    yield from unknown_themes(programme)
    yield from wrong_lengths(programme)
    yield from wrong_address(programme)
    yield from (f"the label of {each.slug} is two numbers" for each in programme.region if len(each.label) != 2)


def wrong_slugs(programme: Programme) -> Iterator[str]:
    """Find what cannot stand in an address, or stands there twice."""
    for kind, rows in (("theme", programme.theme), ("region", programme.region), ("page", programme.page)):
        slugs = [row.slug for row in rows]
        yield from (f"the {kind} {slug!r} stands there twice" for slug, count in Counter(slugs).items() if count > 1)
        for slug in slugs:
            if not slug or slug != slugify(slug) or len(slug) > PLACE_LENGTH:
                yield f"{slug!r} cannot be the address of a {kind}: write {slugify(slug)[:PLACE_LENGTH]!r}"
    if TAKEN in {page.slug for page in programme.page}:
        yield f"the page {TAKEN!r} is made by the site itself"


def unknown_themes(programme: Programme) -> Iterator[str]:
    """Find themes of regions that are not in the file."""
    known = {theme.slug for theme in programme.theme}
    for region in programme.region:
        unknown = [slug for slug in region.themes if slug not in known]
        yield from (f"{region.slug} names the theme {slug!r}, which is not there" for slug in unknown)


def wrong_lengths(programme: Programme) -> Iterator[str]:
    """Find what is empty and may not be, or longer than its place."""
    texts: list[tuple[str, str | None, int, bool]] = [
        ("name", programme.name, NAME_LENGTH, True),
        ("tagline", programme.tagline, LINE_LENGTH, False),
        ("introduction", programme.introduction, TEXT_LENGTH, False),
        ("owner", programme.owner, LINE_LENGTH, False),
        ("region_word", programme.region_word, REGION_WORD_LENGTH, True),
        *((f"the name of {each.slug}", each.name, PLACE_LENGTH, True) for each in programme.theme),
        *((f"the name of {each.slug}", each.name, PLACE_LENGTH, True) for each in programme.region),
        *((f"the text of {each.slug}", each.body, LONGEST, False) for each in programme.region),
        *((f"the title of {each.slug}", each.title, TITLE_LENGTH, True) for each in programme.page),
        *((f"the lead of {each.slug}", each.lead, LEAD_LENGTH, False) for each in programme.page),
        *((f"the text of {each.slug}", each.body, LONGEST, True) for each in programme.page),
    ]
    for where, text, longest, is_needed in texts:
        if text is not None and is_needed and not text:
            yield f"{where} is empty"
        if text is not None and len(text) > longest:
            yield f"{where} is longer than {longest} characters"


def wrong_address(programme: Programme) -> Iterator[str]:
    """Find a contact address that is none."""
    if programme.contact_email:
        try:
            validate_email(programme.contact_email, check_deliverability=False, test_environment=True)
        except EmailNotValidError:
            yield f"{programme.contact_email!r} is no e-mail address"
