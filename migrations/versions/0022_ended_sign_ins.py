"""accounts: why a sign-in ended, for the browser that had it."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

REASON = sa.Enum(
    "provider", "elsewhere", "identity", "membership", "merged", name="signinend", native_enum=False, length=24
)


def upgrade() -> None:
    """Bring the database to this shape."""
    op.create_table(
        "ended_sign_in",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("reason", REASON, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_ended_sign_in")),
    )
    with op.batch_alter_table("ended_sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ended_sign_in_ended_at"), ["ended_at"], unique=False)


def downgrade() -> None:
    """Bring it back."""
    op.drop_table("ended_sign_in")
