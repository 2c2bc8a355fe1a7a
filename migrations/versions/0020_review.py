"""review: texts that wait for somebody to look at them, what a group lets wait, and doubts about an application."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def choice(name: str, *values: str) -> sa.Enum:
    """Give the type of a column that holds one of these words."""
    return sa.Enum(*values, name=name, native_enum=False, length=24)


def upgrade() -> None:
    """Bring the database to this shape."""
    op.create_table(
        "held_text",
        sa.Column("id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=True),
        sa.Column("comment_id", ID, nullable=True),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("group_id", ID, nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("was_on_view", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reply_to_id", ID, nullable=True),
        sa.Column("state", choice("heldstate", "waiting", "released", "refused"), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", ID, nullable=True),
        sa.Column("refusal", sa.String(), nullable=False),
        sa.CheckConstraint("(item_id IS NULL) != (comment_id IS NULL)", name=op.f("ck_held_text_one_text")),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_by_id IS NULL)", name=op.f("ck_held_text_decided_by_somebody")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["content_item.id"], name=op.f("fk_held_text_item_id_content_item")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_held_text_comment_id_comment")),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_held_text_author_id_member")),
        sa.ForeignKeyConstraint(["group_id"], ["working_group.id"], name=op.f("fk_held_text_group_id_working_group")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["member.id"], name=op.f("fk_held_text_decided_by_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_text")),
        sa.UniqueConstraint("item_id", name=op.f("uq_held_text_item_id")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_held_text_comment_id")),
    )
    op.create_index("ix_held_text_queue", "held_text", ["state", "id"])
    op.create_index("ix_held_text_group", "held_text", ["group_id", "state", "id"])
    op.create_index("ix_held_text_author", "held_text", ["author_id", "state"])
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_held", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_check_constraint(op.f("ck_comment_held_is_hidden"), "is_hidden OR NOT is_held")
    with op.batch_alter_table("working_group", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "held_for",
                choice("heldfor", "nobody", "newcomers", "everyone"),
                server_default="nobody",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("held_words", sa.String(), server_default="", nullable=False))
    with op.batch_alter_table("report_case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_from_review", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.add_column(sa.Column("doubts", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    """Bring the database back; what waited stays hidden, and an item that waited becomes a draft."""
    op.execute("UPDATE content_item SET state = 'draft' WHERE state = 'held'")
    op.execute("UPDATE content_item SET removed_from = 'draft' WHERE removed_from = 'held'")
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_column("doubts")
    with op.batch_alter_table("report_case", schema=None) as batch_op:
        batch_op.drop_column("is_from_review")
    with op.batch_alter_table("working_group", schema=None) as batch_op:
        batch_op.drop_column("held_words")
        batch_op.drop_column("held_for")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_comment_held_is_hidden"), type_="check")
        batch_op.drop_column("is_held")
    op.drop_table("held_text")
