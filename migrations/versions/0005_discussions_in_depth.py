"""discussions in depth: answers, links between items, and when members last looked at items and groups."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape."""
    op.create_table(
        "item_answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("comment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("marked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["content_item.id"], name=op.f("fk_item_answer_item_id_content_item")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_item_answer_comment_id_comment")),
        sa.ForeignKeyConstraint(["marked_by_id"], ["member.id"], name=op.f("fk_item_answer_marked_by_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_answer")),
        sa.UniqueConstraint("item_id", name=op.f("uq_item_answer_item_id")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_item_answer_comment_id")),
    )
    op.create_table(
        "item_link",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("comment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("to_item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("from_item_id != to_item_id", name=op.f("ck_item_link_leads_elsewhere")),
        sa.ForeignKeyConstraint(
            ["from_item_id"], ["content_item.id"], name=op.f("fk_item_link_from_item_id_content_item")
        ),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_item_link_comment_id_comment")),
        sa.ForeignKeyConstraint(["to_item_id"], ["content_item.id"], name=op.f("fk_item_link_to_item_id_content_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_link")),
        sa.UniqueConstraint(
            "from_item_id", "comment_id", "to_item_id", name=op.f("uq_item_link_from_item_id_comment_id_to_item_id")
        ),
    )
    with op.batch_alter_table("item_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_link_comment_id"), ["comment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_link_to_item_id"), ["to_item_id"], unique=False)
    visits("item_visit", "item_id", "content_item")
    visits("group_visit", "group_id", "working_group")


def visits(table: str, column: str, of: str) -> None:
    """Make the table of when members looked at a kind of thing."""
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(column, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f(f"fk_{table}_member_id_member")),
        sa.ForeignKeyConstraint([column], [f"{of}.id"], name=op.f(f"fk_{table}_{column}_{of}")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("member_id", column, name=op.f(f"uq_{table}_member_id_{column}")),
    )
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def downgrade() -> None:
    """Bring the database back to the shape before."""
    for table in ("group_visit", "item_visit", "item_link", "item_answer"):
        op.drop_table(table)
