"""decisions: proposals and polls with their options, who may vote, and the ballots."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the database to this shape."""
    op.create_table(
        "decision",
        sa.Column("id", ID, nullable=False),
        sa.Column(
            "method",
            sa.Enum("consent", "majority", "ranked", "dots", name="method", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("is_binding", sa.Boolean(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("is_shown_early", sa.Boolean(), nullable=False),
        sa.Column(
            "phase",
            sa.Enum("planned", "open", "closed", "withdrawn", name="phase", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dots_per_voter", sa.Integer(), nullable=False),
        sa.Column("quorum_percent", sa.Integer(), nullable=False),
        sa.Column("electorate_count", sa.Integer(), nullable=False),
        sa.Column("quorum_count", sa.Integer(), nullable=False),
        sa.Column("lot", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("outcome_by_id", ID, nullable=True),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.CheckConstraint("NOT (is_anonymous AND is_shown_early)", name=op.f("ck_decision_anonymous_until_closed")),
        sa.CheckConstraint("quorum_percent BETWEEN 0 AND 100", name=op.f("ck_decision_quorum_percent")),
        sa.ForeignKeyConstraint(["id"], ["content_item.id"], name=op.f("fk_decision_id_content_item")),
        sa.ForeignKeyConstraint(["outcome_by_id"], ["member.id"], name=op.f("fk_decision_outcome_by_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("id", "is_anonymous", name=op.f("uq_decision_id_is_anonymous")),
    )
    op.create_index("ix_decision_phase", "decision", ["phase", "closes_at"], unique=False)
    op.create_table(
        "ballot",
        sa.Column("id", ID, nullable=False),
        sa.Column("decision_id", ID, nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("choice", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("NOT is_anonymous", name=op.f("ck_ballot_named_only")),
        sa.ForeignKeyConstraint(
            ["decision_id", "is_anonymous"],
            ["decision.id", "decision.is_anonymous"],
            name=op.f("fk_ballot_decision_id_is_anonymous_decision"),
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_ballot_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
        sa.UniqueConstraint("decision_id", "member_id", name=op.f("uq_ballot_decision_id_member_id")),
    )
    op.create_index(op.f("ix_ballot_member_id"), "ballot", ["member_id"], unique=False)
    op.create_table(
        "ballot_box",
        sa.Column("decision_id", ID, nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("is_anonymous", name=op.f("ck_ballot_box_anonymous_only")),
        sa.ForeignKeyConstraint(
            ["decision_id", "is_anonymous"],
            ["decision.id", "decision.is_anonymous"],
            name=op.f("fk_ballot_box_decision_id_is_anonymous_decision"),
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_ballot_box")),
    )
    op.create_table(
        "decision_option",
        sa.Column("id", ID, nullable=False),
        sa.Column("decision_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_decision_option_decision_id_decision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_option")),
        sa.UniqueConstraint("decision_id", "number", name=op.f("uq_decision_option_decision_id_number")),
    )
    op.create_table(
        "decision_voter",
        sa.Column("id", ID, nullable=False),
        sa.Column("decision_id", ID, nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("has_voted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id", "is_anonymous"],
            ["decision.id", "decision.is_anonymous"],
            name=op.f("fk_decision_voter_decision_id_is_anonymous_decision"),
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_decision_voter_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_voter")),
        sa.UniqueConstraint("decision_id", "member_id", name=op.f("uq_decision_voter_decision_id_member_id")),
    )
    op.create_index(op.f("ix_decision_voter_member_id"), "decision_voter", ["member_id"], unique=False)


def downgrade() -> None:
    """Bring the database back; what was proposed stays to be read, with its comments, as a discussion."""
    op.drop_index(op.f("ix_decision_voter_member_id"), table_name="decision_voter")
    op.drop_table("decision_voter")
    op.drop_table("decision_option")
    op.drop_table("ballot_box")
    op.drop_index(op.f("ix_ballot_member_id"), table_name="ballot")
    op.drop_table("ballot")
    op.drop_index("ix_decision_phase", table_name="decision")
    op.drop_table("decision")
    op.execute("UPDATE content_item SET kind = 'discussion' WHERE kind = 'decision'")
