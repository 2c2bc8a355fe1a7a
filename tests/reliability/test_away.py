"""What the site stands on is locked, away or slow: it says so soon, with the text in hand, and comes back by itself."""

from __future__ import annotations

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from sqlalchemy.engine import make_url

from community.content.models import Comment, ItemCounter
from tests.accounts.liar import Answer, Handler, liar, said
from tests.reliability.site_process import Browser, kill_all, site
from tests.services.databases import FreshDatabase
from tests.services.postgres import Postgres
from tests.services.process import wait_until

pytestmark = pytest.mark.reliability
# Only SQLite has a lock on the whole database; and where the identity provider is away, none is asked anything.
sqlite_only = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True, scope="session")
WORDS = "Woorden die <niet> weg mogen"


def seconds_of(response: requests.Response) -> float:
    return response.elapsed.total_seconds()


@sqlite_only
def test_a_locked_database_gives_503_with_the_text_while_reading_goes_on(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    url = fresh_database()
    with site(url, tmp_path) as here, here.serving(), ThreadPoolExecutor(1) as pool:
        post, member = here.world.post("Een bericht"), here.world.member()
        browser, path = Browser(here, member), f"/reacties/bij/{post.id}"
        other = Browser(here, here.world.member())
        thief = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        thief.execute("BEGIN IMMEDIATE")
        writing = pool.submit(browser.post, path, text=WORDS, key="een")
        for _ in range(5):
            assert other.get(post.address).status_code == 200
        refused = writing.result()
        assert refused.status_code == 503
        assert 4 < seconds_of(refused) < 12
        assert int(refused.headers["Retry-After"]) > 0
        assert "Woorden die &lt;niet&gt; weg mogen" in refused.text
        thief.execute("ROLLBACK")
        assert browser.post(path, text=WORDS, key="een").status_code == 303
        assert here.world.count(Comment) == 1
        thief.close()


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True, scope="session")
def test_a_database_that_goes_away_gives_503_and_its_return_needs_no_restart(
    fresh_database: FreshDatabase, tmp_path: Path, postgres_server: Postgres
) -> None:
    url = fresh_database()
    name = make_url(url).database
    with site(url, tmp_path) as here, here.serving():
        post = here.world.post("Een bericht")
        browser, path = Browser(here, here.world.member()), f"/reacties/bij/{post.id}"
        with postgres_server.connect() as behind:
            behind.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
            behind.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            for _ in range(3):
                refused = browser.post(path, text=WORDS, key="een")
                assert (refused.status_code, "Woorden die &lt;niet&gt; weg mogen" in refused.text) == (503, True)
                assert int(refused.headers["Retry-After"]) > 0
                assert requests.get(f"{here.base}{post.address}", timeout=30).status_code == 503
                assert requests.get(f"{here.base}/readyz", timeout=30).status_code == 503
            assert requests.get(f"{here.base}/healthz", timeout=30).status_code == 200
            behind.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        wait_until(lambda: browser.get(post.address).status_code == 200, "the return")
        assert browser.post(path, text=WORDS, key="een").status_code == 303
        assert here.world.count(Comment) == 1


def test_a_site_that_is_killed_after_each_comment_loses_none_and_doubles_none(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    with site(fresh_database(), tmp_path) as here, ThreadPoolExecutor(1) as pool:
        post, member = here.world.post("Een bericht"), here.world.member()
        for number in range(3):
            words = {"text": f"Reactie {number}", "key": f"k{number}"}
            with here.serving() as process:
                browser = Browser(here, member)
                answer = pool.submit(browser.post, f"/reacties/bij/{post.id}", **words)
                wait_until(lambda number=number: here.world.count(Comment) > number, "the commit")  # type: ignore[misc]
                kill_all(process)
                answer.exception()
            with here.serving():
                again = Browser(here, member).post(f"/reacties/bij/{post.id}", **words)
                assert again.status_code == 303
            assert here.world.count(Comment) == number + 1
            assert here.world.one(ItemCounter, ItemCounter.item_id == post.id).comment_count == number + 1


@sqlite_only
@pytest.mark.parametrize("hangs_at", ["first word", "last word"])
def test_a_provider_that_hangs_holds_up_nobody_but_who_signs_in(
    fresh_database: FreshDatabase, tmp_path: Path, hangs_at: str
) -> None:
    def hang(handler: Handler) -> Answer | None:
        if hangs_at == "last word":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
        time.sleep(8)
        return said({}) if hangs_at == "first word" else None

    with liar() as provider:
        provider.answers["/.well-known/openid-configuration"] = hang
        with (
            site(fresh_database(), tmp_path, COMMUNITY_OIDC_ISSUER=provider.issuer) as here,
            here.serving(),
            ThreadPoolExecutor(16) as pool,
        ):
            post, browser = here.world.post("Een bericht"), Browser(here, here.world.member())
            waiting = [pool.submit(requests.get, f"{here.base}/inloggen", timeout=40) for _ in range(16)]
            time.sleep(0.5)
            for _ in range(5):
                page = browser.get(post.address)
                assert (page.status_code, seconds_of(page) < 4) == (200, True), seconds_of(page)
            for each in waiting:
                answer = each.result()
                assert answer.status_code == 400
                assert seconds_of(answer) < 15
                assert "<h1" in answer.text


@sqlite_only
def test_a_provider_that_is_away_is_said_in_plain_words_and_soon(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    with site(fresh_database(), tmp_path, COMMUNITY_OIDC_ISSUER="http://127.0.0.1:9") as here, here.serving():
        answer = requests.get(f"{here.base}/inloggen", timeout=30)
        assert answer.status_code == 400
        assert seconds_of(answer) < 5
        assert "aanmeld" in answer.text.lower() or "inloggen" in answer.text.lower()
