"""data of one's own: copies that were asked for, and erasures."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Bring the database to this shape."""
    op.create_table(
        "data_copy",
        sa.Column("id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=True),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("storage_key", sa.String(length=200), nullable=False),
        sa.Column("byte_count", ID, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_data_copy_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_copy")),
    )
    op.create_index(op.f("ix_data_copy_expires_at"), "data_copy", ["expires_at"])
    op.create_index("ix_data_copy_member", "data_copy", ["member_id", "id"])
    op.create_index(
        "uq_data_copy_waiting",
        "data_copy",
        ["member_id"],
        unique=True,
        sqlite_where=sa.text("made_at IS NULL"),
        postgresql_where=sa.text("made_at IS NULL"),
    )
    op.create_table(
        "erasure",
        sa.Column("id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("asked_by_id", ID, nullable=False),
        sa.Column("was_member", sa.Boolean(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("begun_at", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_erasure_member_id_member")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["member.id"], name=op.f("fk_erasure_asked_by_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index("ix_erasure_due", "erasure", ["done_at", "due_at"])
    op.create_index(op.f("ix_erasure_member_id"), "erasure", ["member_id"])
    op.create_index(
        "uq_erasure_waiting",
        "erasure",
        ["member_id"],
        unique=True,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )


def downgrade() -> None:
    """Bring the database back; copies and erasures are forgotten, the files of copies stay behind."""
    op.drop_table("erasure")
    op.drop_table("data_copy")
