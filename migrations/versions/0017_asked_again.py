"""asked again: when and how surely people proved who they are; members who stay away are asked to say they stay."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Bring the database to this shape."""
    op.add_column("login_session", sa.Column("authenticated_at", MOMENT, nullable=True))
    op.add_column("login_session", sa.Column("acr", sa.String(length=200), server_default="", nullable=False))
    op.add_column("member", sa.Column("confirm_asked_at", MOMENT, nullable=True))
    op.add_column("member", sa.Column("confirm_reminded_at", MOMENT, nullable=True))
    # Whose last sign-in was not kept yet is not asked for want of it: the log knows.
    op.execute(
        "UPDATE member SET last_seen_at = (SELECT max(audit_entry.at) FROM audit_entry"
        " WHERE audit_entry.event = 'SignedIn' AND audit_entry.member_id = member.id) WHERE last_seen_at IS NULL"
    )
    op.create_index(op.f("ix_member_confirm_asked_at"), "member", ["confirm_asked_at"])


def downgrade() -> None:
    """Bring the database back."""
    op.drop_index(op.f("ix_member_confirm_asked_at"), table_name="member")
    for table, columns in (
        ("member", ("confirm_reminded_at", "confirm_asked_at")),
        ("login_session", ("acr", "authenticated_at")),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.drop_column(column)
