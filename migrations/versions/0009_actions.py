"""action items: who does what before when."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the database to this shape."""
    op.create_table(
        "action_item",
        sa.Column("id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("sort_on", sa.Date(), nullable=False),
        sa.Column(
            "progress",
            sa.Enum("to_do", "busy", "done", "dropped", name="progress", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_of", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (progress IN ('to_do', 'busy'))", name=op.f("ck_action_item_over_since")
        ),
        sa.CheckConstraint("due_on IS NULL OR due_on = sort_on", name=op.f("ck_action_item_sorted_by_date")),
        sa.ForeignKeyConstraint(["id"], ["content_item.id"], name=op.f("fk_action_item_id_content_item")),
        sa.ForeignKeyConstraint(["owner_id"], ["member.id"], name=op.f("fk_action_item_owner_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_item")),
    )
    op.create_index("ix_action_item_due", "action_item", ["progress", "sort_on"], unique=False)
    op.create_index("ix_action_item_owner", "action_item", ["owner_id", "progress", "sort_on"], unique=False)


def downgrade() -> None:
    """Bring the database back; what was to be done stays to be read, with its comments, as a discussion."""
    op.drop_index("ix_action_item_owner", table_name="action_item")
    op.drop_index("ix_action_item_due", table_name="action_item")
    op.drop_table("action_item")
    op.execute("UPDATE content_item SET kind = 'discussion' WHERE kind = 'action'")
