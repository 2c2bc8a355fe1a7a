"""accounts: into which other account of the same person somebody was merged."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the database to this shape."""
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", ID, nullable=True))
        batch_op.create_foreign_key(op.f("fk_member_merged_into_id_member"), "member", ["merged_into_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_member_merged_into_id"), ["merged_into_id"], unique=False)


def downgrade() -> None:
    """Bring it back."""
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_member_merged_into_id"))
        batch_op.drop_constraint(op.f("fk_member_merged_into_id_member"), type_="foreignkey")
        batch_op.drop_column("merged_into_id")
