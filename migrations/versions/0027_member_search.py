"""accounts: the index of the members' list holds what is searched, so that looking for a word reads no rows."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

OLD = "ix_member_state_member_name_folded_member_id"


def upgrade() -> None:
    """Bring the database to this shape."""
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f(OLD))
        batch_op.create_index("ix_member_list", ["state", "name_folded", "id", "function_folded"], unique=False)


def downgrade() -> None:
    """Bring it back."""
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_index("ix_member_list")
        batch_op.create_index(batch_op.f(OLD), ["state", "name_folded", "id"], unique=False)
