"""A cold page takes the same few queries however much there is; docs/performance.md names those of a news page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.content.models import Reaction, ReactionKind
from tests.builders.world import World

SignIn = Callable[[Member], FlaskClient]
CountQueries = Callable[[Callable[[], Any]], list[str]]
MOST = {"visitor": 6, "member": 10}


def fill(world: World, author: Member, theme: Any, group: Any, post: Any) -> None:
    """Add some of everything."""
    for _ in range(6):
        other = world.post(author=author, themes=[theme])
        world.comment(other, author=author)
        reply = world.comment(post, author=author)
        world.comment(post, author=author, reply_to=reply)
        world.keep(Reaction(comment_id=reply.id, member_id=author.id, kind=ReactionKind.AGREE))
        world.discussion(group, author=author)
        world.attachment(post)


@pytest.mark.parametrize("reader", ["visitor", "member"])
def test_no_page_takes_more_queries_when_there_is_more(
    world: World, sign_in: SignIn, count_queries: CountQueries, reader: str
) -> None:
    author, theme = world.member(), world.theme()
    group = world.group(coordinator=author)
    post = world.post(author=author, themes=[theme])
    client = world.client() if reader == "visitor" else sign_in(world.member())
    fill(world, author, theme, group, post)
    pages = ["/", "/nieuws", post.address, group.address]

    def taken() -> dict[str, int]:
        return {path: len(count_queries(lambda path=path: client.get(path))) for path in pages}  # type: ignore[misc]

    few = taken()
    for _ in range(3):
        fill(world, author, theme, group, post)
    assert taken() == few
    assert few[post.address] <= MOST[reader]
