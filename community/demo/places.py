"""Writes the themes, organisations and regions of the demo."""

from __future__ import annotations

from community import richtext
from community.core.db import db
from community.core.slugs import fold, slugify
from community.demo import shapes
from community.organisations.models import Layer, Organisation
from community.regions.models import Region
from community.themes.models import Theme


class Places:
    """The places of the demo as rows, by the names that its files use."""

    def __init__(self, demo: shapes.Demo) -> None:
        self.themes = {theme.slug: self.theme(number, theme) for number, theme in enumerate(demo.themes)}
        self.regions = {region.slug: self.region(region) for region in demo.regions}
        self.organisations = {row.name: self.organisation(row) for row in demo.organisations}
        db.session.flush()

    def theme(self, position: int, theme: shapes.Theme) -> Theme:
        """Write a theme."""
        row = Theme(slug=theme.slug, name=theme.name, description=theme.description, position=position)
        db.session.add(row)
        return row

    def region(self, region: shapes.Region) -> Region:
        """Write a region with its facts and themes."""
        row = Region(
            slug=region.slug,
            name=region.name,
            summary=region.summary,
            body=richtext.from_markdown(region.body),
            facts=[{"label": fact.label, "value": fact.value, "source": fact.source} for fact in region.facts],
            map_area=region.map_area,
            label_x=region.label[0],
            label_y=region.label[1],
            position=region.position,
        )
        row.themes = [self.themes[slug] for slug in region.themes]
        db.session.add(row)
        return row

    def organisation(self, organisation: shapes.Organisation) -> Organisation:
        """Write an organisation that works in some of the regions."""
        row = Organisation(
            slug=slugify(organisation.name),
            name=organisation.name,
            name_folded=fold(organisation.name),
            layer=Layer(organisation.layer),
            aliases=list(organisation.aliases),
        )
        row.regions = [self.regions[slug] for slug in organisation.regions]
        db.session.add(row)
        return row
