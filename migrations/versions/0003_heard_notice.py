"""heard notice: notices of sign-outs that are not heard a second time."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape."""
    op.create_table(
        "heard_notice",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_heard_notice")),
    )
    with op.batch_alter_table("heard_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_heard_notice_ends_at"), ["ends_at"], unique=False)


def downgrade() -> None:
    """Bring the database back to the shape before."""
    op.drop_table("heard_notice")
