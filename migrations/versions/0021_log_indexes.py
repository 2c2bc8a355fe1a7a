"""audit: indexes by which the log is read page by page, however it is filtered.

The triggers that keep the log append-only are made by `community migrate` from the models (`core/append_only.py`).
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape."""
    op.drop_index("ix_audit_entry_actor_id", table_name="audit_entry")
    op.create_index("ix_audit_entry_actor", "audit_entry", ["actor_id", "id"])
    op.create_index("ix_audit_entry_event", "audit_entry", ["event", "id"])
    op.create_index("ix_audit_entry_group_event", "audit_entry", ["group_id", "event", "id"])


def downgrade() -> None:
    """Bring it back."""
    op.drop_index("ix_audit_entry_group_event", table_name="audit_entry")
    op.drop_index("ix_audit_entry_event", table_name="audit_entry")
    op.drop_index("ix_audit_entry_actor", table_name="audit_entry")
    op.create_index("ix_audit_entry_actor_id", "audit_entry", ["actor_id"])
