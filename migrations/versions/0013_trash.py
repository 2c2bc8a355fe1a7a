"""trash: when and by whom things were removed, so that they can be put back for some time and then go for good."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("content_item", "comment", "folder")
# Who removed it stands in the log; the days in which it can be put back begin with this migration.
REMOVED = (
    "UPDATE content_item SET removed_at = CURRENT_TIMESTAMP, removed_from = COALESCE(removed_from, CASE WHEN"
    " published_at IS NOT NULL THEN 'published' END), removed_by_id = (SELECT max(entry.actor_id) FROM"
    " audit_entry AS entry JOIN member ON member.id = entry.actor_id WHERE entry.id = (SELECT max(last.id) FROM"
    " audit_entry AS last WHERE last.event = 'ItemRemoved' AND last.item_id = content_item.id))"
    " WHERE state = 'removed'",
    "UPDATE comment SET removed_at = CURRENT_TIMESTAMP, removed_by_id = (SELECT max(entry.actor_id) FROM audit_entry AS"
    " entry JOIN member ON member.id = entry.actor_id WHERE entry.event = 'CommentRemoved' AND entry.item_id ="
    " comment.item_id AND entry.comment_id = comment.id) WHERE is_removed",
)


def upgrade() -> None:
    """Bring the database to this shape."""
    for name in TABLES:
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
            batch_op.add_column(sa.Column("removed_by_id", ID, nullable=True))
            if name == "folder":
                batch_op.add_column(sa.Column("is_removed", sa.Boolean(), server_default=sa.false(), nullable=False))
            batch_op.create_foreign_key(op.f(f"fk_{name}_removed_by_id_member"), "member", ["removed_by_id"], ["id"])
    for statement in REMOVED:
        op.execute(statement)
    for name, columns in (
        ("content_item", ["group_id", "removed_at", "id"]),
        ("comment", ["removed_at", "id"]),
    ):
        where = sa.text("removed_at IS NOT NULL")
        op.create_index(f"ix_{name}_removed", name, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Bring the database back; a removed folder is empty, and goes."""
    op.execute("UPDATE folder SET parent_id = NULL WHERE parent_id IN (SELECT id FROM folder WHERE is_removed)")
    op.execute("DELETE FROM folder WHERE is_removed")
    for name in TABLES:
        if name != "folder":
            op.drop_index(f"ix_{name}_removed", table_name=name)
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f"fk_{name}_removed_by_id_member"), type_="foreignkey")
            if name == "folder":
                batch_op.drop_column("is_removed")
            batch_op.drop_column("removed_by_id")
            batch_op.drop_column("removed_at")
