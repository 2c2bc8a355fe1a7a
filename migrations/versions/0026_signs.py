"""reports: what the site itself noticed in a text."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape."""
    with op.batch_alter_table("report_case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("signs", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    """Bring it back."""
    with op.batch_alter_table("report_case", schema=None) as batch_op:
        batch_op.drop_column("signs")
