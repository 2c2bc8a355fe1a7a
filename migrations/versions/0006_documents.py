"""documents: folders, documents with versions, and uploads that come in pieces."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape."""
    op.create_table(
        "folder",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.String(length=160), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "group_access",
            sa.Enum("open", "closed", "hidden", name="access", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("shelf", sa.String(length=48), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("name_folded", sa.String(length=300), nullable=False),
        sa.Column(
            "audience",
            sa.Enum("public", "members", "group", name="audience", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("group_access = 'open' OR audience = 'group'", name=op.f("ck_folder_as_group_allows")),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_folder_author_id_member")),
        sa.ForeignKeyConstraint(
            ["group_id", "group_access"],
            ["working_group.id", "working_group.access"],
            name=op.f("fk_folder_group_id_group_access_working_group"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["folder.id"], name=op.f("fk_folder_parent_id_folder")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_folder")),
        sa.UniqueConstraint("shelf", "name_folded", name=op.f("uq_folder_shelf_name_folded")),
        sa.UniqueConstraint("slug", name=op.f("uq_folder_slug")),
    )
    with op.batch_alter_table("folder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_folder_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_folder_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_folder_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "document",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("folder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("shelf", sa.String(length=48), nullable=False),
        sa.Column("is_shelved", sa.Boolean(), nullable=False),
        sa.Column("name_folded", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["folder_id"], ["folder.id"], name=op.f("fk_document_folder_id_folder")),
        sa.ForeignKeyConstraint(["id"], ["content_item.id"], name=op.f("fk_document_id_content_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_folder_id"), ["folder_id"], unique=False)
        batch_op.create_index("ix_document_list", ["shelf", "name_folded", "id"], unique=False)
        batch_op.create_index(
            "uq_document_name",
            ["shelf", "name_folded"],
            unique=True,
            sqlite_where=sa.text("is_shelved"),
            postgresql_where=sa.text("is_shelved"),
        )

    op.create_table(
        "document_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("file_name", sa.String(length=150), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("byte_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("storage_key", sa.String(length=200), nullable=False),
        sa.Column("restored_from", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column(
            "preview",
            sa.Enum("waiting", "made", "none", "failed", name="preview", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("thumbnail_key", sa.String(length=200), nullable=False),
        sa.Column("pages", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_version_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_document_version_group_id_working_group")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["member.id"], name=op.f("fk_document_version_made_by_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_version")),
        sa.UniqueConstraint("document_id", "number", name=op.f("uq_document_version_document_id_number")),
    )
    with op.batch_alter_table("document_version", schema=None) as batch_op:
        batch_op.create_index("ix_document_version_group", ["group_id", "restored_from", "byte_count"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_version_made_by_id"), ["made_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_version_storage_key"), ["storage_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_version_thumbnail_key"), ["thumbnail_key"], unique=False)
        batch_op.create_index(
            "uq_document_version_current",
            ["document_id"],
            unique=True,
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "upload",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("folder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("file_name", sa.String(length=150), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("byte_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("received", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_upload_document_id_document")),
        sa.ForeignKeyConstraint(["folder_id"], ["folder.id"], name=op.f("fk_upload_folder_id_folder")),
        sa.ForeignKeyConstraint(["group_id"], ["working_group.id"], name=op.f("fk_upload_group_id_working_group")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_upload_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_upload_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_upload_folder_id"), ["folder_id"], unique=False)
        batch_op.create_index("ix_upload_group", ["group_id", "document_id", "byte_count"], unique=False)
        batch_op.create_index("ix_upload_resume", ["member_id", "group_id", "fingerprint"], unique=False)

    op.create_table(
        "upload_piece",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("upload_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("start", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("byte_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("storage_key", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_upload_piece_upload_id_upload"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload_piece")),
        sa.UniqueConstraint("upload_id", "start", name=op.f("uq_upload_piece_upload_id_start")),
    )
    with op.batch_alter_table("upload_piece", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_piece_storage_key"), ["storage_key"], unique=False)


def downgrade() -> None:
    """Bring the database back to the shape before."""
    for name in ("upload_piece", "upload", "document_version", "document", "folder"):
        op.drop_table(name)
