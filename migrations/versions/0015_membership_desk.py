"""membership desk: notes, questions to applicants, objections, promises of invitations, and when people were seen."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ROLE = sa.Enum("member", "editor", "moderator", "administrator", name="role", native_enum=False, length=24)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Bring the database to this shape."""
    add_notes()
    add_questions()
    add_objections()
    op.add_column("member", sa.Column("last_seen_at", MOMENT, nullable=True))
    op.execute(
        "UPDATE member SET last_seen_at ="
        " (SELECT max(last_seen_at) FROM login_session WHERE login_session.member_id = member.id)"
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name", sa.String(length=120), server_default="", nullable=False))
        batch_op.add_column(sa.Column("role", ROLE, server_default="member", nullable=False))
        batch_op.add_column(sa.Column("group_id", ID, nullable=True))
        batch_op.create_foreign_key(op.f("fk_invitation_group_id_working_group"), "working_group", ["group_id"], ["id"])


def add_notes() -> None:
    """Make the table of notes about people."""
    op.create_table(
        "member_note",
        sa.Column("id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_member_note_author_id_member")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_member_note_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_note")),
    )
    op.create_index(op.f("ix_member_note_member_id"), "member_note", ["member_id"])


def add_questions() -> None:
    """Make the table of questions to applicants."""
    table = "application_question"
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        sa.Column("application_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("asked_by_id", ID, nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_question_application_id_application")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["member.id"], name=op.f("fk_application_question_asked_by_id_member")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_application_question_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_question")),
    )
    op.create_index(op.f("ix_application_question_application_id"), table, ["application_id"])
    op.create_index(op.f("ix_application_question_member_id"), table, ["member_id"])
    op.create_index(
        "uq_application_question_open",
        table,
        ["application_id"],
        unique=True,
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )


def add_objections() -> None:
    """Make the table of objections to a refusal."""
    op.create_table(
        "objection",
        sa.Column("id", ID, nullable=False),
        sa.Column("application_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("refused_by_id", ID, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", ID, nullable=True),
        sa.Column("is_upheld", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_objection_application_id_application")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["member.id"], name=op.f("fk_objection_decided_by_id_member")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_objection_member_id_member")),
        sa.ForeignKeyConstraint(["refused_by_id"], ["member.id"], name=op.f("fk_objection_refused_by_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("application_id", name=op.f("uq_objection_application_id")),
    )
    op.create_index("ix_objection_waiting", "objection", ["decided_at", "created_at"])
    op.create_index(op.f("ix_objection_member_id"), "objection", ["member_id"])


def downgrade() -> None:
    """Take the database back to the shape before; notes, questions and objections are lost."""
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_invitation_group_id_working_group"), type_="foreignkey")
        for column in ("group_id", "role", "name"):
            batch_op.drop_column(column)
    op.drop_column("member", "last_seen_at")
    for table in ("objection", "application_question", "member_note"):
        op.drop_table(table)
