"""What docs/asvs.md names as proof is there."""

import re
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"`((?:tests|docs|community)/[\w./-]*\w|config\.py)(?:::(\w+))?`")


def test_every_test_and_file_that_is_named_as_proof_exists() -> None:
    found = NAMED.findall((CHECKOUT / "docs/asvs.md").read_text(encoding="utf-8"))
    assert len(found) > 100
    for path, test in found:
        place = CHECKOUT / path
        assert place.exists(), path
        assert not test or f"\ndef {test}(" in place.read_text(encoding="utf-8"), f"{path} has no {test}"


def test_each_requirement_stands_there_once() -> None:
    page = (CHECKOUT / "docs/asvs.md").read_text(encoding="utf-8")
    numbers = re.findall(r"^\| (\d+\.\d+\.\d+) \|", page, re.MULTILINE)
    assert len(numbers) == len(set(numbers)) > 100
