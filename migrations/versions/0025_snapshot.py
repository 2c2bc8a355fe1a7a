"""reports: what was reported, as it stood then."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape."""
    with op.batch_alter_table("report_case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("snapshot", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    """Bring it back."""
    with op.batch_alter_table("report_case", schema=None) as batch_op:
        batch_op.drop_column("snapshot")
