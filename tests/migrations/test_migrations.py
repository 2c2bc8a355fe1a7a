"""The migrations make, on an empty and on a filled database, exactly the tables that the models describe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from flask_migrate import Migrate, downgrade, upgrade
from sqlalchemy.exc import IntegrityError

from community.app import create_app
from community.audit.models import AuditEntry
from community.content.models import Comment, ContentItem, State
from community.core.clock import now
from community.core.db import db
from community.groups.models import GroupMembership, GroupMessage
from community.notifications.models import Kind, Notification
from community.site.readiness import MIGRATIONS
from tests.builders.fixtures import make_settings
from tests.builders.world import World

FreshDatabase = Callable[[], str]


def migrated(address: str, folder: Path) -> Flask:
    app = create_app(make_settings(address, folder))
    Migrate(app, db)
    with app.app_context():
        upgrade(directory=str(MIGRATIONS))
    return app


def test_the_migrations_make_what_the_models_describe(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    app = migrated(fresh_database(), tmp_path)
    with app.app_context(), db.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), db.metadata)
    with app.app_context():
        db.engine.dispose()
    assert not differences, "\n".join(map(str, differences))


def test_migrating_again_keeps_what_was_written(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    app = migrated(fresh_database(), tmp_path)
    world = World(app)
    comment = world.comment(world.post("Blijft"))
    with app.app_context():
        upgrade(directory=str(MIGRATIONS))
    assert world.one(type(comment)).html == comment.html
    with app.app_context():
        db.engine.dispose()


def test_a_filled_database_goes_back_to_its_first_shape_and_forward_again(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    app = migrated(fresh_database(), tmp_path)
    world = World(app)
    post = world.post("Blijft", state=State.REMOVED, removed_from=State.ARCHIVED)
    comment = world.comment(post)
    with app.app_context():
        downgrade(directory=str(MIGRATIONS), revision="0001")
        upgrade(directory=str(MIGRATIONS))
    kept = world.one(type(post))
    assert (kept.title, kept.state, kept.removed_from) == ("Blijft", State.REMOVED, None)
    assert world.one(type(comment)).html == comment.html
    with app.app_context():
        db.engine.dispose()


def test_the_first_migration_can_be_taken_back(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    app = migrated(fresh_database(), tmp_path)
    with app.app_context():
        downgrade(directory=str(MIGRATIONS), revision="base")
        with db.engine.connect() as connection:
            left = set(db.inspect(connection).get_table_names()) - {"alembic_version"}
        db.engine.dispose()
    assert not left


def test_what_was_removed_before_there_was_a_trash_has_its_days_from_the_upgrade_on(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    app = migrated(fresh_database(), tmp_path)
    world = World(app)
    lead = world.member()
    talk = world.discussion(world.group(coordinator=lead), "Weg", author=lead, state=State.REMOVED)
    comment = world.comment(world.post("Blijft"), author=lead, is_removed=True)
    world.keep(AuditEntry(event="ItemRemoved", item_id=talk.id, actor_id=lead.id))
    world.keep(AuditEntry(event="CommentRemoved", item_id=comment.item_id, comment_id=comment.id, actor_id=lead.id))
    with app.app_context():
        downgrade(directory=str(MIGRATIONS), revision="0012")
        upgrade(directory=str(MIGRATIONS))
    for model, thing in ((ContentItem, talk), (Comment, comment)):
        kept = world.one(model, model.id == thing.id)
        assert kept.removed_by_id == lead.id
        assert kept.removed_at is not None and abs(now() - kept.removed_at) < timedelta(minutes=5)
    with app.app_context():
        db.engine.dispose()


def test_a_migrated_database_holds_what_is_said_of_mutes_and_notifications(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    app = migrated(fresh_database(), tmp_path)
    world = World(app)
    member = world.member()
    post, group = world.post("Nieuws"), world.group(coordinator=member)
    place = world.one(GroupMembership, GroupMembership.group_id == group.id)
    with pytest.raises(IntegrityError), world.context():
        db.session.get_one(GroupMembership, place.id).is_muted = True
    message = world.keep(GroupMessage(group_id=group.id, author_id=member.id, title="t", text="t", submit_key="k"))
    for things in ({}, {"item_id": post.id, "message_id": message.id}):
        told = Notification(member_id=member.id, event_id=1, kind=Kind.MESSAGE, thing_id=group.id, **things)
        with pytest.raises(IntegrityError):
            world.keep(told)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_what_stands_in_a_group_that_was_archived_before_is_frozen(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    app = migrated(fresh_database(), tmp_path)
    world = World(app)
    in_archive = world.discussion(world.group(is_archived=True), "Af")
    living = world.discussion(world.group(), "Bezig")
    with app.app_context():
        downgrade(directory=str(MIGRATIONS), revision="0010")
        upgrade(directory=str(MIGRATIONS))
    frozen = {row.id: row.is_frozen for row in world.all(type(living))}
    assert frozen == {in_archive.id: True, living.id: False}
    with app.app_context():
        db.engine.dispose()
