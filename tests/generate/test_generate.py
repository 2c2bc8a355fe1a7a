"""Synthetic content is as consistent as if deeds had made it, whatever the database."""

from __future__ import annotations

from collections import Counter

from flask import Flask

from community.content.models import Comment, ContentItem, ItemCounter
from community.core.change_notes import install_notes
from community.core.db import db
from community.generate.run import generate
from community.groups.models import Group, GroupMembership, GroupRole
from tests.builders.world import World


def test_what_is_generated_agrees_with_itself(app: Flask, world: World) -> None:
    with app.app_context():
        generate(members=60, groups=8, items=40, comments=600, seed=7)
    comments = world.all(Comment)
    assert len(comments) == 600 and len(world.all(ContentItem)) == 40
    counted = Counter(comment.item_id for comment in comments)
    assert {each.item_id: each.comment_count for each in world.all(ItemCounter)} == {
        item.id: counted[item.id] for item in world.all(ContentItem)
    }
    threads = {comment.id: comment.item_id for comment in comments if not comment.is_reply}
    assert all(threads[comment.thread_id] == comment.item_id for comment in comments)
    places = world.all(GroupMembership)
    inside = Counter(place.group_id for place in places)
    assert {group.id: group.member_count for group in world.all(Group)} == inside
    assert {place.group_id for place in places if place.role == GroupRole.COORDINATOR} == set(inside)


def test_a_generated_post_can_be_read_and_a_second_run_adds_to_the_first(app: Flask, world: World) -> None:
    for seed in (1, 2):
        with app.app_context():
            generate(members=50, groups=4, items=8, comments=50, seed=seed)
    assert world.count(Comment) == 100
    post = next(item for item in world.all(ContentItem) if item.audience == "public")
    assert world.client().get(post.address).status_code == 200


def test_the_notes_of_changes_are_back_afterwards(app: Flask, world: World) -> None:
    with app.app_context():
        generate(members=50, groups=0, items=2, comments=5, seed=1)
        with db.engine.begin() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM change_note").scalar() == 1
            install_notes(connection, db.metadata)
