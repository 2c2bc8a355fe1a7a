"""Everything fetched from elsewhere is locked by its hash, and no lock or script names a place to fetch it from."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
LOCKS = sorted(CHECKOUT.glob("requirements*.lock"))
REQUIREMENT = re.compile(r"^([a-z0-9][a-z0-9._-]*)(\[.*\])?==\S+", re.MULTILINE)


def names_of(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=!~; ]", requirement)[0].lower() for requirement in requirements}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_python_package_has_a_version_and_a_hash(lock: Path) -> None:
    blocks = [block for block in re.split(r"\n(?=\S)", lock.read_text()) if not block.startswith("#")]
    assert blocks
    assert [block for block in blocks if not REQUIREMENT.match(block) or "--hash=sha256:" not in block] == []


def test_the_locks_hold_everything_that_the_project_asks_for() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    asked = names_of(project["project"]["dependencies"] + project["dependency-groups"]["install"])
    locked = {match[1] for match in REQUIREMENT.finditer((CHECKOUT / "requirements.lock").read_text())}
    assert asked - locked == set()
    for_tests = {match[1] for match in REQUIREMENT.finditer((CHECKOUT / "requirements-dev.lock").read_text())}
    assert (asked | names_of(project["dependency-groups"]["dev"])) - for_tests == set()


def test_what_the_tests_run_on_is_what_the_site_runs_on() -> None:
    running, testing = (
        dict(re.findall(r"^([a-z0-9._-]+)(?:\[.*\])?(==[^\n\\]+)", (CHECKOUT / name).read_text(), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    only_in_one = {name: (pin, testing.get(name)) for name, pin in running.items() if testing.get(name) != pin}
    assert only_in_one == {}


def test_every_front_end_package_has_a_hash_and_no_address() -> None:
    packages = json.loads((CHECKOUT / "static/src/package-lock.json").read_text())["packages"]
    fetched = {path: package for path, package in packages.items() if path and not package.get("link")}
    assert fetched
    assert [path for path, package in fetched.items() if "integrity" not in package or "resolved" in package] == []


def test_no_file_names_a_package_registry() -> None:
    names = "pypi.", "pythonhosted.", "registry.npmjs.", "registry.yarnpkg.", "deb.debian."
    patterns = [part for name in names for part in ("-e", f"{name}{suffix(name)}")]
    found = subprocess.run(["git", "grep", "-l", "-F", *patterns], cwd=CHECKOUT, capture_output=True, text=True)
    assert found.returncode == 1, found.stdout + found.stderr


def suffix(name: str) -> str:
    """The rest of an address, so that this file holds none itself."""
    return "com" if "yarn" in name else "org"
