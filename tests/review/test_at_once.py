"""Several who decide on one text, and one who sends twice, in the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from community.content.models import Comment, ItemCounter
from community.core.db import db
from community.jobs.models import Outbox
from community.reports.models import ReportCase
from community.reports.tasks import look_at_item
from community.review.models import HeldState, HeldText
from tests.builders.at_once import post_all_at_once
from tests.builders.world import World
from tests.reliability.site_process import Browser, Site

WORKERS = 4


def test_two_moderators_who_release_at_once_count_the_comment_once(busy_site: Site) -> None:
    world = busy_site.world
    browsers = [Browser(busy_site, world.moderator(name)) for name in ("Mo Een", "Mo Twee")]
    for _ in range(3):
        post = world.post()
        comment = world.comment(post, is_hidden=True, is_held=True)
        before = world.one(ItemCounter, ItemCounter.item_id == post.id).comment_count
        held = world.keep(HeldText(comment_id=comment.id, author_id=comment.author_id, reasons=[{"why": "everyone"}]))
        answers = post_all_at_once(browsers, lambda number: "/beheer/wachtrij/plaatsen", tekst=str(held.id))
        assert answers == [303, 303]
        assert world.one(HeldText, HeldText.id == held.id).state == HeldState.RELEASED
        assert not world.one(Comment, Comment.id == comment.id).is_hidden
        assert world.one(ItemCounter, ItemCounter.item_id == post.id).comment_count == before + 1


def test_one_releases_while_another_refuses_and_only_one_of_them_decides(busy_site: Site) -> None:
    world = busy_site.world
    browsers = [Browser(busy_site, world.moderator(name)) for name in ("Mo Drie", "Mo Vier")]
    for _ in range(3):
        comment = world.comment(world.post(), is_hidden=True, is_held=True)
        held = world.keep(HeldText(comment_id=comment.id, author_id=comment.author_id, reasons=[{"why": "everyone"}]))
        paths = ("/beheer/wachtrij/plaatsen", f"/beheer/wachtrij/{held.id}/weigeren")
        answers = post_all_at_once(
            browsers, lambda number, paths=paths: paths[number], tekst=str(held.id), reason="Nee."
        )
        assert 303 in answers
        decided = world.one(HeldText, HeldText.id == held.id)
        shown = world.one(Comment, Comment.id == comment.id)
        assert decided.state in (HeldState.RELEASED, HeldState.REFUSED)
        assert shown.is_hidden is (decided.state == HeldState.REFUSED)
        assert not shown.is_held


def test_workers_who_look_at_one_page_at_once_open_one_case_and_ask_for_one_mail_to_each(world: World) -> None:
    who, runs = world.member(), world.member("Trekker Truus")
    group = world.group(coordinator=runs, members=(who,), held_words="casino")
    for number in range(1, 4):
        page = world.wiki_page(group, f"Pagina {number}", author=who, body="<p>Kom naar het casino.</p>")
        together = Barrier(WORKERS)

        def look(_: int, page_id: int = page.id, together: Barrier = together) -> None:
            with world.app.app_context():
                together.wait(timeout=30)
                look_at_item(page_id, who.id)
                db.session.remove()

        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(look, range(WORKERS)))
        assert world.count(ReportCase, ReportCase.item_id == page.id) == 1
        assert world.count(Outbox, Outbox.task == "reports.mail_judge") == number
