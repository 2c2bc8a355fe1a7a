"""wiki: pages of a group in a tree, and what everybody in a group may change."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape; nothing that is there was written together."""
    op.add_column(
        "content_item", sa.Column("is_written_together", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "wiki_page",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("parent_id IS NULL OR parent_id != id", name=op.f("ck_wiki_page_not_below_itself")),
        sa.ForeignKeyConstraint(["id"], ["content_item.id"], name=op.f("fk_wiki_page_id_content_item")),
        sa.ForeignKeyConstraint(["parent_id"], ["wiki_page.id"], name=op.f("fk_wiki_page_parent_id_wiki_page")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wiki_page")),
    )
    op.create_index(op.f("ix_wiki_page_parent_id"), "wiki_page", ["parent_id"])


def downgrade() -> None:
    """Bring the database back; the pages go, with what hangs on them."""
    pages = "SELECT id FROM content_item WHERE kind = 'wiki_page'"
    comments = f"SELECT id FROM comment WHERE item_id IN ({pages})"
    op.execute(f"DELETE FROM reaction WHERE comment_id IN ({comments})")
    op.execute(f"DELETE FROM comment_text WHERE comment_id IN ({comments})")
    for table in ("comment", "revision", "attachment", "old_address", "item_counter", "item_theme", "wiki_page"):
        column = "id" if table == "wiki_page" else "item_id"
        op.execute(f"DELETE FROM {table} WHERE {column} IN ({pages})")
    op.execute("DELETE FROM content_item WHERE kind = 'wiki_page'")
    op.drop_table("wiki_page")
    with op.batch_alter_table("content_item", schema=None) as batch_op:
        batch_op.drop_column("is_written_together")
