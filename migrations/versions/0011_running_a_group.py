"""running a group: invitations by e-mail, messages, mutes, a picture, a welcome, and archives that are only read."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SPEAKS, ABOUT = "ck_group_membership_coordinators_speak", "ck_notification_about_one_thing"
KEYS = ("item_id", "request_id", "invitation_id", "message_id")
INVITATION_STATE = sa.Enum(
    "waiting",
    "claimed",
    "accepted",
    "withdrawn",
    "expired",
    name="mailinvitationstate",
    native_enum=False,
    length=24,
)


def about_one_thing(keys: tuple[str, ...]) -> str:
    """Say that exactly one of these keys is set, and a comment only beside an item."""
    ways = []
    for each in keys:
        others = [f"{key} IS NULL" for key in keys if key != each]
        if each != "item_id":
            others.append("comment_id IS NULL")
        ways.append(f"({each} IS NOT NULL AND {' AND '.join(others)})")
    return " OR ".join(ways)


def upgrade() -> None:
    """Bring the database to this shape; what stands in archived groups is frozen."""
    op.add_column("working_group", sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("working_group", sa.Column("welcome", sa.String(), nullable=False, server_default=""))
    op.add_column("content_item", sa.Column("is_frozen", sa.Boolean(), nullable=False, server_default=sa.false()))
    archived = "SELECT id FROM working_group WHERE is_archived"
    op.execute(f"UPDATE content_item SET is_frozen = true WHERE group_id IN ({archived})")
    add_mutes()
    add_tables()
    hang_messages_on_notifications()


def add_mutes() -> None:
    """Let a coordinator mute a member, but no coordinator."""
    with op.batch_alter_table("group_membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_muted", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("muted_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("mute_reason", sa.String(), nullable=False, server_default=""))
        batch_op.create_check_constraint(op.f(SPEAKS), "NOT is_muted OR role = 'member'")
        batch_op.create_index("ix_group_membership_muted_until", ["is_muted", "muted_until"])


def add_tables() -> None:
    """Make the tables of what is new."""
    op.create_table(
        "group_mail_invitation",
        sa.Column("id", ID, nullable=False),
        sa.Column("group_id", ID, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("invited_by_id", ID, nullable=False),
        sa.Column("state", INVITATION_STATE, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_by_id", ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_group_mail_invitation_group_id_working_group")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["member.id"], name=op.f("fk_group_mail_invitation_invited_by_id_member")
        ),
        sa.ForeignKeyConstraint(["used_by_id"], ["member.id"], name=op.f("fk_group_mail_invitation_used_by_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_mail_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_group_mail_invitation_token_hash")),
    )
    op.create_index("ix_group_mail_invitation_list", "group_mail_invitation", ["group_id", "id"])
    op.create_index("ix_group_mail_invitation_due", "group_mail_invitation", ["state", "expires_at"])
    op.create_index(op.f("ix_group_mail_invitation_used_by_id"), "group_mail_invitation", ["used_by_id"])
    op.create_table(
        "group_message",
        sa.Column("id", ID, nullable=False),
        sa.Column("group_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("is_mailed", sa.Boolean(), nullable=False),
        sa.Column("submit_key", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_group_message_group_id_working_group")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_group_message_author_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_message")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_group_message_submit_key")),
    )
    op.create_index("ix_group_message_list", "group_message", ["group_id", "id"])
    op.create_table(
        "group_picture",
        sa.Column("id", ID, nullable=False),
        sa.Column("group_id", ID, nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("byte_count", ID, nullable=False),
        sa.Column("storage_key", sa.String(length=200), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("variants", sa.JSON(), nullable=False),
        sa.Column("alt", sa.String(length=300), nullable=False),
        sa.Column("credit", sa.String(length=200), nullable=False),
        sa.Column("focal_x", sa.Integer(), nullable=False),
        sa.Column("focal_y", sa.Integer(), nullable=False),
        sa.Column("uploaded_by_id", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("alt != ''", name=op.f("ck_group_picture_has_alt")),
        sa.CheckConstraint(
            "focal_x BETWEEN 0 AND 10 AND focal_y BETWEEN 0 AND 10", name=op.f("ck_group_picture_focal_point")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_group_picture_group_id_working_group")
        ),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["member.id"], name=op.f("fk_group_picture_uploaded_by_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_picture")),
        sa.UniqueConstraint("group_id", name=op.f("uq_group_picture_group_id")),
    )


def hang_messages_on_notifications() -> None:
    """Let a notification be about a message to a group."""
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(ABOUT), type_="check")
        batch_op.add_column(sa.Column("message_id", ID, nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_notification_message_id_group_message"), "group_message", ["message_id"], ["id"]
        )
        batch_op.create_check_constraint(op.f(ABOUT), about_one_thing(KEYS))
        batch_op.create_index(op.f("ix_notification_message_id"), ["message_id"])


def downgrade() -> None:
    """Bring the database back; what was told of messages goes with them, and who was muted may write."""
    op.execute("DELETE FROM notification WHERE message_id IS NOT NULL")
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_notification_message_id"))
        batch_op.drop_constraint(op.f(ABOUT), type_="check")
        batch_op.drop_constraint(op.f("fk_notification_message_id_group_message"), type_="foreignkey")
        batch_op.drop_column("message_id")
        batch_op.create_check_constraint(op.f(ABOUT), about_one_thing(KEYS[:-1]))
    for table in ("group_picture", "group_message", "group_mail_invitation"):
        op.drop_table(table)
    with op.batch_alter_table("group_membership", schema=None) as batch_op:
        batch_op.drop_index("ix_group_membership_muted_until")
        batch_op.drop_constraint(op.f(SPEAKS), type_="check")
        for column in ("mute_reason", "muted_until", "is_muted"):
            batch_op.drop_column(column)
    op.drop_column("content_item", "is_frozen")
    for column in ("welcome", "archived_at"):
        op.drop_column("working_group", column)
