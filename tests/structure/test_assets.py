"""What a page loads is small, comes from this site alone, and is named after its content."""

import json
import re
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
DIST = CHECKOUT / "static" / "dist"
KB = 1024

# A news page without its pictures and the one font may weigh 60 KB (held in tests/demo, where there are news pages);
# what every page shares leaves nearly half of that to the page.
PAGE_BUDGET = 60 * KB
SHARED_BUDGET = 34 * KB
SHARED = ("app.css", "style-regio.css", "app.js", "sprite.svg")


def manifest() -> dict[str, str]:
    return json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))


def compressed_size(key: str) -> int:
    return (DIST / f"{manifest()[key]}.br").stat().st_size


def test_what_every_page_loads_stays_within_its_budget() -> None:
    sizes = {key: compressed_size(key) for key in SHARED}
    assert sum(sizes.values()) <= SHARED_BUDGET, sizes


def test_every_name_in_the_manifest_is_a_file_and_bears_a_hash() -> None:
    for key, name in manifest().items():
        assert (DIST / name).is_file()
        stem, _, suffix = key.rpartition(".")
        assert re.fullmatch(rf"{re.escape(stem)}-[0-9a-f]{{12}}\.{suffix}", name)


def test_there_is_one_font_file() -> None:
    assert len(list(DIST.glob("*.woff2"))) == 1


def test_style_sheets_load_nothing_from_elsewhere_and_nothing_inline() -> None:
    for sheet in DIST.glob("*.css"):
        addresses = re.findall(r"url\(\s*[\"']?([^)\"']+)", sheet.read_text(encoding="utf-8"))
        assert [address for address in addresses if not (DIST / address).is_file()] == []


def test_the_script_of_every_page_names_no_other_host() -> None:
    text = (DIST / manifest()["app.js"]).read_text(encoding="utf-8")
    assert re.findall(r"https?://[^\s\"'`]{4,60}", text) == []
