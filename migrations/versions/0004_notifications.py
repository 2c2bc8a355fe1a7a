"""notifications: what people follow and were told of, and of what they want a mail."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ABOUT_ONE_THING = (
    "(item_id IS NOT NULL AND request_id IS NULL AND invitation_id IS NULL)"
    " OR (item_id IS NULL AND comment_id IS NULL AND request_id IS NOT NULL AND invitation_id IS NULL)"
    " OR (item_id IS NULL AND comment_id IS NULL AND request_id IS NULL AND invitation_id IS NOT NULL)"
)
# Who took part before there was anything to follow, follows it; each row takes the id of what it is made of.
TOOK_PART = (
    "INSERT INTO follow (id, member_id, group_id, is_muted, is_chosen, created_at)"
    " SELECT id, member_id, group_id, false, false, joined_at FROM group_membership WHERE true ON CONFLICT DO NOTHING",
    "INSERT INTO follow (id, member_id, item_id, is_muted, is_chosen, created_at)"
    " SELECT id, author_id, id, false, false, created_at FROM content_item WHERE kind IN ('news', 'discussion')"
    " ON CONFLICT DO NOTHING",
    "INSERT INTO follow (id, member_id, item_id, is_muted, is_chosen, created_at)"
    " SELECT min(id), author_id, item_id, false, false, min(created_at) FROM comment WHERE NOT is_removed"
    " GROUP BY author_id, item_id ON CONFLICT DO NOTHING",
)


def one_of(*keys: str) -> str:
    """Say that exactly one of some keys is set."""
    return " OR ".join(
        "(" + " AND ".join(f"{key} IS NOT NULL" if key == chosen else f"{key} IS NULL" for key in keys) + ")"
        for chosen in keys
    )


def upgrade() -> None:
    """Bring the database to this shape."""
    op.add_column("member", sa.Column("mail_choices", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
    op.create_table(
        "follow",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("region_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("theme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("is_muted", sa.Boolean(), nullable=False),
        sa.Column("is_chosen", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(one_of("item_id", "group_id", "region_id", "theme_id"), name=op.f("ck_follow_exactly_one")),
        sa.ForeignKeyConstraint(["group_id"], ["working_group.id"], name=op.f("fk_follow_group_id_working_group")),
        sa.ForeignKeyConstraint(["item_id"], ["content_item.id"], name=op.f("fk_follow_item_id_content_item")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_follow_member_id_member")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_follow_region_id_region")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_follow_theme_id_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow")),
        sa.UniqueConstraint("group_id", "member_id", name=op.f("uq_follow_group_id_member_id")),
        sa.UniqueConstraint("item_id", "member_id", name=op.f("uq_follow_item_id_member_id")),
        sa.UniqueConstraint("region_id", "member_id", name=op.f("uq_follow_region_id_member_id")),
        sa.UniqueConstraint("theme_id", "member_id", name=op.f("uq_follow_theme_id_member_id")),
    )
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.create_index("ix_follow_mine", ["member_id", "id"], unique=False)

    op.create_table(
        "notification",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "mention",
                "reply",
                "comment",
                "discussion",
                "news",
                "request",
                "decided",
                "invitation",
                "vote",
                "result",
                name="kind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("thing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("comment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("invitation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("follow_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(ABOUT_ONE_THING, name=op.f("ck_notification_about_one_thing")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_notification_comment_id_comment")),
        sa.ForeignKeyConstraint(
            ["follow_id"], ["follow.id"], name=op.f("fk_notification_follow_id_follow"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["group_invitation.id"], name=op.f("fk_notification_invitation_id_group_invitation")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["content_item.id"], name=op.f("fk_notification_item_id_content_item")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_notification_member_id_member")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["group_request.id"], name=op.f("fk_notification_request_id_group_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("event_id", "member_id", name=op.f("uq_notification_event_id_member_id")),
    )
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notification_comment_id"), ["comment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notification_follow_id"), ["follow_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notification_invitation_id"), ["invitation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notification_item_id"), ["item_id"], unique=False)
        batch_op.create_index("ix_notification_list", ["member_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notification_request_id"), ["request_id"], unique=False)
        batch_op.create_index("ix_notification_thing", ["member_id", "thing_id"], unique=False)
        batch_op.create_index("ix_notification_unread", ["member_id", "read_at", "id"], unique=False)
    for statement in TOOK_PART:
        op.execute(statement)


def downgrade() -> None:
    """Bring the database back to the shape before."""
    op.drop_table("notification")
    op.drop_table("follow")
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_column("mail_choices")
