"""the decision trail, and what is public of a decision."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the database to this shape."""
    op.create_table(
        "trail_place",
        sa.Column("item_id", ID, nullable=False),
        sa.Column("origin_id", ID, nullable=True),
        sa.Column("trail_id", ID, nullable=False),
        sa.CheckConstraint("(origin_id IS NULL) = (item_id = trail_id)", name=op.f("ck_trail_place_begins_or_follows")),
        sa.ForeignKeyConstraint(["item_id"], ["content_item.id"], name=op.f("fk_trail_place_item_id_content_item")),
        sa.ForeignKeyConstraint(["origin_id"], ["content_item.id"], name=op.f("fk_trail_place_origin_id_content_item")),
        sa.ForeignKeyConstraint(["trail_id"], ["content_item.id"], name=op.f("fk_trail_place_trail_id_content_item")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_trail_place")),
    )
    op.create_index(op.f("ix_trail_place_origin_id"), "trail_place", ["origin_id"], unique=False)
    op.create_index(op.f("ix_trail_place_trail_id"), "trail_place", ["trail_id"], unique=False)
    op.create_table(
        "announcement",
        sa.Column("id", ID, nullable=False),
        sa.Column("decision_id", ID, nullable=True),
        sa.Column("group_name", sa.String(length=120), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.CheckConstraint("group_name != ''", name=op.f("ck_announcement_says_who")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_announcement_decision_id_decision")),
        sa.ForeignKeyConstraint(["id"], ["content_item.id"], name=op.f("fk_announcement_id_content_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_announcement_decision_id")),
    )


def downgrade() -> None:
    """Bring the database back; what was public of a decision stays to be read as news."""
    op.drop_table("announcement")
    op.drop_index(op.f("ix_trail_place_trail_id"), table_name="trail_place")
    op.drop_index(op.f("ix_trail_place_origin_id"), table_name="trail_place")
    op.drop_table("trail_place")
    op.execute("UPDATE content_item SET kind = 'news', genre = 'news' WHERE kind = 'announcement'")
