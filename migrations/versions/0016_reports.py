"""reports: what members report, one case for each thing, and what was decided."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
KEYS = ("item_id", "comment_id", "attachment_id", "message_id", "picture_id", "profile_id")
# What a notification could be about before.
TOLD_OF = ("item_id", "request_id", "invitation_id", "message_id", "offer_id")


def choice(name: str, *values: str) -> sa.Enum:
    """Give the type of a column that holds one of these words."""
    return sa.Enum(*values, name=name, native_enum=False, length=24)


def about_one_of(keys: tuple[str, ...]) -> str:
    """Say that a case is about one thing at most."""
    ways = [" AND ".join(f"{key} IS NULL" for key in keys)]
    for chosen in keys:
        ways.append(" AND ".join(f"{key} IS NOT NULL" if key == chosen else f"{key} IS NULL" for key in keys))
    return " OR ".join(f"({way})" for way in ways)


def told_of_one(keys: tuple[str, ...]) -> str:
    """Say that a notification is about one thing, and about a comment only with its item."""
    ways = []
    for chosen in keys:
        ways.append(
            [f"{key} IS NOT NULL" if key == chosen else f"{key} IS NULL" for key in keys]
            + ([] if chosen == "item_id" else ["comment_id IS NULL"])
        )
    return " OR ".join("(" + " AND ".join(way) + ")" for way in ways)


def points(name: str, table: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    """Give the key of a case that leads to another table."""
    return sa.ForeignKeyConstraint(
        [name], [f"{table}.id"], name=op.f(f"fk_report_case_{name}_{table}"), ondelete=ondelete
    )


def upgrade() -> None:
    """Bring the database to this shape."""
    op.create_table(
        "report_case",
        sa.Column("id", ID, nullable=False),
        sa.Column("thing", sa.String(length=40), nullable=False),
        *(sa.Column(key, ID, nullable=True) for key in KEYS),
        sa.Column("group_id", ID, nullable=True),
        sa.Column("about_id", ID, nullable=False),
        sa.Column("state", choice("casestate", "open", "dismissed", "decided", "objected", "settled"), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column(
            "verdict",
            choice("verdict", "nothing", "hide", "remove", "edit", "warn", "mute", "suspend"),
            nullable=True,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", ID, nullable=True),
        sa.Column("objection", sa.String(), nullable=False),
        sa.Column("objected_at", MOMENT, nullable=True),
        sa.Column("is_upheld", sa.Boolean(), nullable=False),
        sa.Column("ruling", sa.String(), nullable=False),
        sa.Column("ruled_at", MOMENT, nullable=True),
        sa.Column("ruled_by_id", ID, nullable=True),
        sa.CheckConstraint(about_one_of(KEYS), name=op.f("ck_report_case_about_one_thing")),
        sa.CheckConstraint(
            "(state = 'open') = (decided_by_id IS NULL)", name=op.f("ck_report_case_decided_by_somebody")
        ),
        points("item_id", "content_item"),
        points("comment_id", "comment"),
        points("attachment_id", "attachment", "SET NULL"),
        points("message_id", "group_message"),
        points("picture_id", "group_picture", "SET NULL"),
        points("profile_id", "member"),
        points("group_id", "working_group"),
        points("about_id", "member"),
        points("decided_by_id", "member"),
        points("ruled_by_id", "member"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_case")),
    )
    for key in KEYS:
        op.create_index(op.f(f"ix_report_case_{key}"), "report_case", [key])
    op.create_index("ix_report_case_queue", "report_case", ["state", "id"])
    op.create_index("ix_report_case_group", "report_case", ["group_id", "state", "id"])
    op.create_index("ix_report_case_about", "report_case", ["about_id", "state", "id"])
    op.create_index(
        "uq_report_case_open",
        "report_case",
        ["thing"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "report",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column(
            "reason",
            choice("reportreason", "rude", "private", "wrong", "advertising", "rights", "other"),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["report_case.id"], name=op.f("fk_report_case_id_report_case")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_report_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("case_id", "member_id", name=op.f("uq_report_case_id_member_id")),
    )
    op.create_index("ix_report_mine", "report", ["member_id", "id"])
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.add_column(sa.Column("case_id", ID, nullable=True))
        batch_op.add_column(sa.Column("report_id", ID, nullable=True))
        batch_op.create_index(op.f("ix_notification_case_id"), ["case_id"])
        batch_op.create_index(op.f("ix_notification_report_id"), ["report_id"])
        batch_op.create_foreign_key(op.f("fk_notification_case_id_report_case"), "report_case", ["case_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_notification_report_id_report"), "report", ["report_id"], ["id"])
        batch_op.drop_constraint(op.f("ck_notification_about_one_thing"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_notification_about_one_thing"), told_of_one((*TOLD_OF, "case_id", "report_id"))
        )


def downgrade() -> None:
    """Bring the database back; reports and what was decided about them are forgotten."""
    op.execute("DELETE FROM notification WHERE case_id IS NOT NULL OR report_id IS NOT NULL")
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_notification_about_one_thing"), type_="check")
        for key, table in (("case_id", "report_case"), ("report_id", "report")):
            batch_op.drop_constraint(op.f(f"fk_notification_{key}_{table}"), type_="foreignkey")
            batch_op.drop_index(op.f(f"ix_notification_{key}"))
            batch_op.drop_column(key)
        batch_op.create_check_constraint(op.f("ck_notification_about_one_thing"), told_of_one(TOLD_OF))
    op.drop_table("report")
    op.drop_table("report_case")
