"""`community setup FILE` gives a new site its name, regions, themes and pages, as often as one likes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from community.app import create_app
from community.audit.models import AuditEntry
from community.content.models import Revision
from community.core.db import db
from community.core.toml import ContentError
from community.pages.models import Page
from community.regions.models import Region
from community.setup.reader import read_programme
from tests.builders.fixtures import make_settings
from tests.builders.world import World
from tests.services.databases import FreshDatabase

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "programme.example.toml"


class NewSite:
    """A database of its own, the command on it, and the site as its readers see it."""

    def __init__(self, address: str, data_dir: Path) -> None:
        self.settings = make_settings(address, data_dir)
        self.app = create_app(self.settings)
        self.world = World(self.app)

    def community(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "COMMUNITY_SECRET_KEY": self.settings.secret_key,
            "COMMUNITY_DATABASE_URL": self.settings.database_url,
            "DATA_DIR": str(self.settings.data_dir),
        }
        command = [sys.executable, "-m", "community.cli", *arguments]
        return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, timeout=120)

    def reads(self, path: str) -> str:
        answer = self.app.test_client().get(path)
        assert answer.status_code == 200, path
        return answer.text


@pytest.fixture
def new_site(fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[NewSite]:
    site = NewSite(fresh_database(), tmp_path)
    yield site
    site.app.extensions["kept"].close()
    with site.app.app_context():
        db.engine.dispose()


def test_a_new_site_becomes_what_its_file_says_and_stays_so(new_site: NewSite, tmp_path: Path) -> None:
    refused = new_site.community("setup", str(EXAMPLE))
    assert refused.returncode == 1 and "community migrate" in refused.stderr
    assert new_site.community("migrate").returncode == 0
    done = new_site.community("setup", str(EXAMPLE))
    assert (done.returncode, done.stdout) == (0, "5 new, 6 changed, 0 as they were.\n"), done.stderr
    home = new_site.reads("/")
    assert "Samen aan het Water" in home and "Bovenloop" in home and 'href="/over/huisregels"' in home
    region = new_site.reads("/proeftuinen/bovenloop")
    assert "<li>bergen in plaats van afvoeren</li>" in region and "eigen telling, 2026" in region and "Water" in region
    assert "speel niet op de persoon" in new_site.reads("/over/huisregels")
    assert "Te veel, te weinig" in new_site.reads("/thema/water")
    assert new_site.world.count(AuditEntry, AuditEntry.event == "SettingChanged") == 6
    before = new_site.world.count(AuditEntry)
    again = new_site.community("setup", str(EXAMPLE))
    assert again.stdout == "0 new, 0 changed, 5 as they were.\n"
    assert new_site.world.count(AuditEntry) == before


def test_what_changes_in_the_file_changes_on_the_site_and_nothing_else(new_site: NewSite, tmp_path: Path) -> None:
    new_site.community("migrate")
    new_site.community("setup", str(EXAMPLE))
    shorter = tmp_path / "korter.toml"
    shorter.write_text(
        'name = "Samen aan het Water"\n'
        '[[theme]]\nslug = "water"\nname = "Water en bodem"\n'
        '[[region]]\nslug = "bovenloop"\nname = "De Bovenloop"\nthemes = ["water"]\n'
        '[[page]]\nslug = "huisregels"\ntitle = "Huisregels"\nbody = "Wees hoffelijk."\n',
        encoding="utf-8",
    )
    assert new_site.community("setup", str(shorter)).stdout == "0 new, 3 changed, 0 as they were.\n"
    assert "Wees hoffelijk." in new_site.reads("/over/huisregels")
    assert "Water en bodem" in new_site.reads("/thema/water")
    assert new_site.reads("/thema/wonen") and new_site.reads("/over/privacy")
    assert "Drie gemeenten en een waterschap" in new_site.reads("/")
    region = new_site.world.one(Region)
    assert (region.name, region.body, region.facts, region.map_area) == ("De Bovenloop", "", [], "")
    page = new_site.world.one(Page, Page.slug == "huisregels")
    assert new_site.world.count(Revision, Revision.item_id == page.id) == 2


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('tagline = "', 'slogan = "', "programma.toml: unknown: slogan"),
        ('name = "Samen aan het Water"\n', "", "programma.toml: missing: name"),
        ('name = "Samen aan het Water"', "name = 3", "programma.toml: name: 3 should be str"),
        ('name = "Samen aan het Water"', 'name = ""', "name is empty"),
        ("[[theme]]", "[[theme", "programma.toml: "),
        ('slug = "wonen"', 'slug = "water"', "the theme 'water' stands there twice"),
        ('slug = "bovenloop"', 'slug = "De Bovenloop"', "cannot be the address of a region: write 'de-bovenloop'"),
        ('slug = "privacy"', 'slug = "rechten"', "the page 'rechten' is made by the site itself"),
        ('themes = ["water"]', 'themes = ["vuur"]', "bovenloop names the theme 'vuur', which is not there"),
        ('contact_email = "linge@example.nl"', 'contact_email = "linge"', "'linge' is no e-mail address"),
        ('title = "Privacy"', f'title = "{"x" * 201}"', "the title of privacy is longer than 200 characters"),
        ("label = [315, 445]", "label = [315]", "the label of bovenloop is two numbers"),
        ('name = "Wonen"', 'name = "Wo\\u0000nen"', "theme: name: holds a zero byte"),
    ],
)
def test_what_is_wrong_in_the_file_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    words = EXAMPLE.read_text(encoding="utf-8")
    assert old in words
    path = tmp_path / "programma.toml"
    path.write_text(words.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=re.escape(told)):
        read_programme(path)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True, scope="session")
def test_a_wrong_file_ends_with_one_line_that_names_it(new_site: NewSite, tmp_path: Path) -> None:
    (tmp_path / "foto.toml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "leeg.toml").write_bytes(b"")
    for name in ("weg.toml", "foto.toml", "leeg.toml"):
        refused = new_site.community("setup", str(tmp_path / name))
        assert refused.returncode == 2
        assert name in refused.stderr and refused.stderr.count("\n") == 1
