"""members' pages: what members tell of themselves and to whom they show it; themes, expertise and a picture."""

import sqlalchemy as sa
from alembic import op

from community.core.slugs import fold

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SHOWN = ("about", "picture", "themes", "expertise")
HIDDEN = ("region", "contact", "groups", "contributions")
# What other members saw of everybody before there was a choice.
SEEN_BEFORE = ("region", "groups", "contributions")
AT_ONCE = 1000


def upgrade() -> None:
    """Bring the database to this shape; who is here already keeps showing what was shown of them."""
    add_profiles()
    add_themes_and_expertise()
    add_portraits()
    columns = ", ".join(f"shows_{part}" for part in SEEN_BEFORE)
    values = ", ".join("true" for _ in SEEN_BEFORE)
    op.execute(
        "INSERT INTO member_profile (id, member_id, email, phone, link, "
        f"{columns}) SELECT id, id, '', '', '', {values} FROM member WHERE joined_at IS NOT NULL"
    )
    add_folded_functions()
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_index("ix_member_region_id")
        batch_op.drop_index("ix_member_organisation_id")
        batch_op.create_index("ix_member_region_list", ["region_id", "state", "name_folded", "id"])
        batch_op.create_index("ix_member_organisation_list", ["organisation_id", "state", "name_folded", "id"])
    op.drop_index("ix_content_item_author_id", table_name="content_item")
    op.create_index("ix_content_item_author", "content_item", ["author_id", "published_at", "id"])


def add_profiles() -> None:
    """Make the table of how members can be reached and what they show."""
    op.create_table(
        "member_profile",
        sa.Column("id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        *(sa.Column(f"shows_{part}", sa.Boolean(), nullable=False, server_default=sa.true()) for part in SHOWN),
        *(sa.Column(f"shows_{part}", sa.Boolean(), nullable=False, server_default=sa.false()) for part in HIDDEN),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_member_profile_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_profile")),
        sa.UniqueConstraint("member_id", name=op.f("uq_member_profile_member_id")),
    )


def add_themes_and_expertise() -> None:
    """Make the tables of what members work on and can be called for."""
    op.create_table(
        "member_theme",
        sa.Column("id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("theme_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_member_theme_member_id_member")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_member_theme_theme_id_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_theme")),
        sa.UniqueConstraint("member_id", "theme_id", name=op.f("uq_member_theme_member_id_theme_id")),
    )
    op.create_index("ix_member_theme_found", "member_theme", ["theme_id", "member_id"])
    op.create_table(
        "member_expertise",
        sa.Column("id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("words", sa.String(length=60), nullable=False),
        sa.Column("words_folded", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_member_expertise_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_expertise")),
        sa.UniqueConstraint("member_id", "words_folded", name=op.f("uq_member_expertise_member_id_words_folded")),
    )
    op.create_index("ix_member_expertise_found", "member_expertise", ["words_folded", "member_id"])


def add_portraits() -> None:
    """Make the table of members' pictures of themselves."""
    op.create_table(
        "member_portrait",
        sa.Column("id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("storage_key", sa.String(length=200), nullable=False),
        sa.Column("byte_count", ID, nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("variants", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_member_portrait_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_portrait")),
        sa.UniqueConstraint("member_id", name=op.f("uq_member_portrait_member_id")),
    )


def add_folded_functions() -> None:
    """Fold the functions that are there, in Python, since databases fold other alphabets each in their own way."""
    op.add_column("member", sa.Column("function_folded", sa.String(length=320), nullable=False, server_default=""))
    connection = op.get_bind()
    member = sa.table("member", sa.column("id"), sa.column("function"), sa.column("function_folded"))
    found = connection.execute(sa.select(member.c.function).where(member.c.function != "").distinct()).scalars().all()
    change = sa.update(member).where(member.c.function == sa.bindparam("said"))
    for start in range(0, len(found), AT_ONCE):
        rows = [{"said": each, "folded": fold(each)} for each in found[start : start + AT_ONCE]]
        connection.execute(change.values(function_folded=sa.bindparam("folded")), rows)


def downgrade() -> None:
    """Take the database back to the shape before."""
    op.drop_index("ix_content_item_author", table_name="content_item")
    op.create_index("ix_content_item_author_id", "content_item", ["author_id"])
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_index("ix_member_organisation_list")
        batch_op.drop_index("ix_member_region_list")
        batch_op.create_index("ix_member_organisation_id", ["organisation_id"])
        batch_op.create_index("ix_member_region_id", ["region_id"])
        batch_op.drop_column("function_folded")
    for table in ("member_portrait", "member_expertise", "member_theme", "member_profile"):
        op.drop_table(table)
