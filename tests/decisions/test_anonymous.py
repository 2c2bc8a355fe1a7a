"""An anonymous vote: one ballot for each, changed with a code alone, and nothing anywhere that tells whose it is."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text, update

from community.accounts.models import Member
from community.audit.models import AuditEntry
from community.core.db import Base, db
from community.decisions import box
from community.decisions.models import (
    MOST_OPTIONS,
    REASON_LENGTH,
    Ballot,
    BallotBox,
    Decision,
    Phase,
    Voter,
)
from community.groups.models import Group
from community.upkeep.backup import make_backup
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.decisions.test_decisions import group, people, proposed, time_passes, vote

__all__ = ["group", "people"]

CODE = re.compile(r'name="code" value="([A-Z0-9-]+)"')


def code_for(browser: FlaskClient, address: str) -> str:
    found = CODE.search(browser.get(address).text)
    assert found
    return found.group(1)


def cast(world: World, member: Member, address: str, **values: str) -> str:
    """Vote as a person does: with the code that the page shows; gives the code."""
    browser = world.client(member)
    code = code_for(browser, address)
    answer = submit(browser, f"{address}/stem", values | {"code": code})
    assert answer.status_code == 303, answer.text
    assert code in browser.get(address).text
    assert code not in browser.get(address).text
    return code


@pytest.fixture
def address(world: World, group: Group, people: list[Member]) -> str:
    return proposed(world, group, people[0], secrecy="anonymous", method="majority", quorum="0")


def test_the_votes_are_counted_and_only_who_took_part_is_shown(
    world: World, people: list[Member], address: str
) -> None:
    for person, answer in zip(people[:3], ("1", "1", "2"), strict=True):
        cast(world, person, address, answer=answer)
    shown = world.client(people[3]).get(address).text
    assert "3 van 5 mensen stemden." in shown
    assert "Tussenstand" not in shown
    assert "Stemmer Dina" in shown
    time_passes(world)
    closed = world.client(people[3]).get(address).text
    assert "Voor: 2; Tegen: 1; Onthouding: 0" in closed
    assert "Wie stemde wat" not in closed
    assert world.count(BallotBox) == world.count(Ballot) == 0


def test_a_vote_is_changed_with_its_code_and_stands_without(world: World, people: list[Member], address: str) -> None:
    code = cast(world, people[0], address, answer="1")
    other = cast(world, people[1], address, answer="1")
    browser = world.client(people[0])
    assert not CODE.search(browser.get(address).text)
    for wrong in ("", "AAAA-AAAA-AAAA-AAAA", "' OR 1=1", code[:-1]):
        refused = submit(browser, f"{address}/stem", {"answer": "2", "code": wrong})
        assert refused.status_code == 422
        assert "Met deze code ligt er geen stem in de bus." in refused.text
    typed = code.replace("-", " ").lower()
    assert submit(browser, f"{address}/stem", {"answer": "2", "code": typed}).status_code == 303
    # Whoever has not voted cannot take the ballot of another with its code.
    assert submit(world.client(people[2]), f"{address}/stem", {"answer": "2", "code": other}).status_code == 422
    time_passes(world)
    assert world.one(Decision).result["totals"] == {"1": 1, "2": 1, "0": 0}


def test_a_doubled_ballot_is_one(world: World, people: list[Member], address: str) -> None:
    browser = world.client(people[0])
    values = {"answer": "1", "code": code_for(browser, address)}
    assert [submit(browser, f"{address}/stem", values).status_code for _ in range(2)] == [303, 303]
    time_passes(world)
    assert world.one(Decision).result["ballot_count"] == 1


def test_objections_are_told_without_names_and_in_no_order_of_time(
    world: World, group: Group, people: list[Member]
) -> None:
    address = proposed(world, group, people[0], secrecy="anonymous")
    for person, reason in zip(people[:3], ("Zout water.", "Te duur.", "Geen mensen."), strict=True):
        cast(world, person, address, answer="2", reason=reason)
    assert "Te duur." not in world.client(people[3]).get(address).text
    time_passes(world)
    assert world.one(Decision).result["reasons"] == ["Geen mensen.", "Te duur.", "Zout water."]
    assert "Zout water." in world.client(people[3]).get(address).text


def test_a_box_that_cannot_be_opened_any_more_is_told_of(world: World, people: list[Member], address: str) -> None:
    cast(world, people[0], address, answer="1")
    with world.context():
        db.session.execute(update(BallotBox).values(locked=b"of another key"))
    browser = world.client(people[1])
    refused = submit(browser, f"{address}/stem", {"answer": "1", "code": code_for(browser, address)})
    assert refused.status_code == 403
    assert "niet meer te lezen" in refused.text
    time_passes(world)
    assert world.one(Decision).phase == Phase.CLOSED
    assert "De stemmen zijn niet meer te lezen." in browser.get(address).text


# --- nothing links a voter with a ballot ---


def everything_in(world: World) -> str:
    """Give all rows of all tables as text, with the columns that PostgreSQL keeps behind them."""
    with world.app.app_context(), db.engine.connect() as connection:
        found = []
        for table in Base.metadata.sorted_tables:
            hidden = "*, xmin, ctid" if connection.dialect.name == "postgresql" else "rowid, *"
            found += [str(tuple(row)) for row in connection.execute(text(f"SELECT {hidden} FROM {table.name}"))]
    return "\n".join(found)


def files_of(world: World) -> list[bytes]:
    """Give what SQLite has on disk: the database, and its log of changes."""
    with world.app.app_context():
        name = db.engine.url.database
    # By another process: one that opens and closes the file itself takes SQLite's locks on it from all its connections.
    files = Path(str(name)).parent.glob(f"{Path(str(name)).name}*")
    return [subprocess.run(["cat", path], capture_output=True, check=True).stdout for path in files]


def backed_up(world: World, path: Path) -> dict[str, list[dict[str, Any]]]:
    with world.app.app_context():
        make_backup(path)
    with tarfile.open(path) as archive:
        names = [name for name in archive.getnames() if name.startswith("tables/")]
        return {
            name.removeprefix("tables/").partition(".")[0]: [
                json.loads(line)
                for line in gzip.decompress(archive.extractfile(name).read()).splitlines()  # type: ignore[union-attr]
            ]
            for name in names
        }


def test_no_code_no_choice_and_no_reason_stands_anywhere_while_people_vote(
    world: World, group: Group, people: list[Member], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    address = proposed(world, group, people[0], secrecy="anonymous")
    codes = [cast(world, each, address, answer="2", reason=f"bezwaarschrift-{each.id}") for each in people[:2]]
    secrets = [*codes, "bezwaarschrift"]
    for code in codes:
        letters = box.read_code(code)
        secrets += [letters, box.place_of(letters)]
    held = everything_in(world) + caplog.text + json.dumps(backed_up(world, tmp_path / "a.tar.gz"))
    assert [secret for secret in secrets if secret in held] == []
    with world.app.app_context():
        is_file = db.engine.dialect.name == "sqlite"
    on_disk = files_of(world) if is_file else []
    assert bool(on_disk) == is_file
    assert [secret for secret in secrets for content in on_disk if secret.encode() in content] == []


def test_what_a_vote_leaves_behind_is_one_mark_for_the_voter_and_another_box(
    world: World, people: list[Member], address: str, tmp_path: Path
) -> None:
    """Two backups around one vote: all that differs is that somebody took part, and the box, which tells nothing."""
    cast(world, people[0], address, answer="1")
    browser = world.client(people[1])
    code = code_for(browser, address)
    before = backed_up(world, tmp_path / "before.tar.gz")
    with world.context():
        voters = [each.id for each in world_voters()]
    assert submit(browser, f"{address}/stem", {"answer": "2", "code": code}).status_code == 303
    after = backed_up(world, tmp_path / "after.tar.gz")
    differing = {name for name in after if after[name] != before[name]}
    assert differing == {"decision_voter", "ballot_box"}
    assert [row["id"] for row in after["decision_voter"]] == voters
    columns = set(after["decision_voter"][0])
    assert columns == {"id", "decision_id", "is_anonymous", "member_id", "has_voted"}
    (locked,) = after["ballot_box"]
    assert set(locked) == {"decision_id", "is_anonymous", "locked"}
    assert len(str(locked["locked"])) > len(str(before["ballot_box"][0]["locked"]))


def world_voters() -> list[Voter]:
    return db.session.query(Voter).order_by(Voter.id).all()


def test_changing_a_vote_changes_nothing_but_the_box(
    world: World, people: list[Member], address: str, tmp_path: Path
) -> None:
    code = cast(world, people[0], address, answer="1")
    before = backed_up(world, tmp_path / "before.tar.gz")
    assert vote(world, people[0], address, answer="2", code=code).status_code == 303
    after = backed_up(world, tmp_path / "after.tar.gz")
    # The sign-ins with which this test votes are in no backup.
    assert {name for name in after if after[name] != before[name]} == {"ballot_box"}


def test_no_line_of_the_log_says_that_somebody_voted(world: World, people: list[Member], address: str) -> None:
    before = world.count(AuditEntry)
    cast(world, people[0], address, answer="1")
    assert world.count(AuditEntry) == before


def test_the_box_is_one_row_sorted_by_chance(world: World, people: list[Member], address: str) -> None:
    for person in people:
        cast(world, person, address, answer="1")
    row = world.one(BallotBox)
    opened = box.opened(row.locked, row.decision_id, world.app.config["SETTINGS"].secret_key)
    assert list(opened) == sorted(opened)
    assert len(opened) == len(people)
    assert {ballot.choice for ballot in opened.values()} == {(1,)}
    assert b"gAAAAAAAAAAA" in row.locked, "the lock holds a moment"


def test_a_box_opens_with_no_other_key_and_for_no_other_vote() -> None:
    locked = box.locked({"a": box.SecretBallot((1,))}, 7, "k" * 40, with_reasons=False)
    assert box.opened(locked, 7, "k" * 40) == {"a": box.SecretBallot((1,))}
    for decision_id, key in ((8, "k" * 40), (7, "j" * 40)):
        with pytest.raises(box.Unreadable):
            box.opened(locked, decision_id, key)


def test_the_size_of_a_box_tells_only_how_many_ballots_lie_in_it() -> None:
    consent = {"a" * 64: box.SecretBallot((1,)), "b" * 64: box.SecretBallot((2,), "\U0001f41f" * REASON_LENGTH)}
    ranked = {"a" * 64: box.SecretBallot((3,)), "b" * 64: box.SecretBallot(tuple(range(MOST_OPTIONS, 0, -1)))}
    for ballots, with_reasons in ((consent, True), (ranked, False)):
        each = [{place: ballot} for place, ballot in ballots.items()]
        assert len({len(box.locked(one, 7, "k" * 40, with_reasons=with_reasons)) for one in each}) == 1


def test_codes_are_long_and_read_as_people_type_them() -> None:
    codes = {box.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(box.read_code(code.lower().replace("-", " ")) == code.replace("-", "") for code in codes)
    assert box.read_code("kort") == box.read_code(None) == box.read_code("AAAA-AAAA-AAAA-AAA1") == ""
