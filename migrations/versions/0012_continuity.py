"""continuity: deputies of groups, and who is asked to run a group that nobody runs."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEYS = ("item_id", "request_id", "invitation_id", "message_id")


def about_one_of(keys: tuple[str, ...]) -> str:
    """Say that a notification is about one thing, and about a comment only with its item."""
    ways = []
    for chosen in keys:
        ways.append(
            [f"{key} IS NOT NULL" if key == chosen else f"{key} IS NULL" for key in keys]
            + ([] if chosen == "item_id" else ["comment_id IS NULL"])
        )
    return " OR ".join("(" + " AND ".join(way) + ")" for way in ways)


def upgrade() -> None:
    """Bring the database to this shape."""
    op.create_table(
        "coordinator_offer",
        sa.Column("id", ID, nullable=False),
        sa.Column("group_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "accepted",
                "declined",
                "lapsed",
                "withdrawn",
                name="offerstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_coordinator_offer_group_id_working_group")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_coordinator_offer_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coordinator_offer")),
    )
    op.create_index("ix_coordinator_offer_due", "coordinator_offer", ["state", "expires_at"])
    op.create_index(op.f("ix_coordinator_offer_group_id"), "coordinator_offer", ["group_id"])
    op.create_index(op.f("ix_coordinator_offer_member_id"), "coordinator_offer", ["member_id"])
    op.create_index(
        "uq_coordinator_offer_waiting",
        "coordinator_offer",
        ["group_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    with op.batch_alter_table("group_membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_deputy", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_check_constraint(
            op.f("ck_group_membership_deputy_of_another"), "NOT (is_deputy AND role = 'coordinator')"
        )
        batch_op.create_index(
            "uq_group_membership_deputy",
            ["group_id"],
            unique=True,
            sqlite_where=sa.text("is_deputy"),
            postgresql_where=sa.text("is_deputy"),
        )
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.add_column(sa.Column("offer_id", ID, nullable=True))
        batch_op.create_index(op.f("ix_notification_offer_id"), ["offer_id"])
        batch_op.create_foreign_key(
            op.f("fk_notification_offer_id_coordinator_offer"), "coordinator_offer", ["offer_id"], ["id"]
        )
        batch_op.drop_constraint(op.f("ck_notification_about_one_thing"), type_="check")
        batch_op.create_check_constraint(op.f("ck_notification_about_one_thing"), about_one_of((*KEYS, "offer_id")))


def downgrade() -> None:
    """Bring the database back; who was asked to run a group is forgotten."""
    op.execute("DELETE FROM notification WHERE offer_id IS NOT NULL")
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_notification_about_one_thing"), type_="check")
        batch_op.drop_constraint(op.f("fk_notification_offer_id_coordinator_offer"), type_="foreignkey")
        batch_op.drop_index(op.f("ix_notification_offer_id"))
        batch_op.drop_column("offer_id")
        batch_op.create_check_constraint(op.f("ck_notification_about_one_thing"), about_one_of(KEYS))
    with op.batch_alter_table("group_membership", schema=None) as batch_op:
        batch_op.drop_index("uq_group_membership_deputy")
        batch_op.drop_constraint(op.f("ck_group_membership_deputy_of_another"), type_="check")
        batch_op.drop_column("is_deputy")
    op.drop_table("coordinator_offer")
