"""latest: what happened last in a group is found in an index, whatever kind it is of."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COLUMNS = ["group_id", "state", "last_activity_at", "id"]


def upgrade() -> None:
    """Bring the database to this shape."""
    op.create_index("ix_content_item_group_latest", "content_item", COLUMNS)


def downgrade() -> None:
    """Take the database back to the shape before."""
    op.drop_index("ix_content_item_group_latest", table_name="content_item")
