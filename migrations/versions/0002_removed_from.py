"""removed from: where an item stood when it was removed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATES = ("draft", "scheduled", "published", "archived", "removed")


def upgrade() -> None:
    """Bring the database to this shape; of what was removed before, nothing more is known."""
    state = sa.Enum(*STATES, name="state", native_enum=False, length=24)
    op.add_column("content_item", sa.Column("removed_from", state, nullable=True))


def downgrade() -> None:
    """Bring the database back; what was removed from the archive comes back as published again."""
    with op.batch_alter_table("content_item", schema=None) as batch_op:
        batch_op.drop_column("removed_from")
