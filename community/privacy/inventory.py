"""Where something about a person is kept, whether it goes into their copy, and what erasure does with it.

The one place that says so. `TIES` has a line for every column that points to a member, `WORDS` one for every column
that can hold words; a test compares both with the tables, so that a new column without a line is seen. The copy and the
erasure do what stands here. See docs/decisions/data-of-ones-own.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l


class AtErasure(StrEnum):
    """What erasure does with a row that points to the person."""

    # The row goes, with all that hangs on it.
    DELETE = "delete"
    # The row points to nobody any more.
    LET_GO = "let go"
    # The row stays under the name "Oud-lid"; the words that are named go.
    STAYS = "stays"


@dataclass(frozen=True, slots=True)
class Tie:
    """What a column that points to a member says of that member."""

    # What people read, in their copy and before they leave.
    what: Any
    at_erasure: AtErasure
    # Of a row that stays: the columns that become empty.
    blanks: tuple[str, ...] = ()
    # The columns that go into the copy; none where the row is not the person's to read.
    copied: tuple[str, ...] = ()


class Fate(StrEnum):
    """What becomes of the words in a column when who they are about, or of, is erased."""

    # They go with their row.
    ROW = "row"
    # They become empty.
    BLANK = "blank"
    # They are a contribution to the work of others, or about somebody else.
    STAY = "stay"
    # They are an address or a name of something else: no words about a person.
    IMPERSONAL = "impersonal"


DELETE, LET_GO, STAYS = AtErasure.DELETE, AtErasure.LET_GO, AtErasure.STAYS
BYLINE = ("author_function", "author_organisation")

TIES: dict[str, Tie] = {
    # One's own page.
    "member_profile.member_id": Tie(_l("Contactgegevens op je pagina"), DELETE, copied=("email", "phone", "link")),
    "member_portrait.member_id": Tie(_l("Je foto"), DELETE, copied=("created_at",)),
    "member_theme.member_id": Tie(_l("Thema's op je pagina"), DELETE, copied=("theme_id",)),
    "member_expertise.member_id": Tie(_l("Waar je verstand van hebt"), DELETE, copied=("words",)),
    # Coming in, and how one signs in.
    "identity.member_id": Tie(_l("Accounts waarmee je inlogt"), DELETE, copied=("provider", "email", "created_at")),
    "login_session.member_id": Tie(
        _l("Apparaten waarop je bent ingelogd"), DELETE, copied=("device", "created_at", "last_seen_at")
    ),
    "application.member_id": Tie(
        _l("Aanvragen van het lidmaatschap"),
        DELETE,
        copied=("organisation_name", "function", "motivation", "state", "reason", "created_at", "decided_at"),
    ),
    "application.decided_by_id": Tie(_l("Aanvragen waarover je besliste"), STAYS),
    "application_question.member_id": Tie(
        _l("Vragen bij je aanvraag"), DELETE, copied=("question", "answer", "asked_at", "answered_at")
    ),
    "application_question.asked_by_id": Tie(_l("Vragen die je aan aanvragers stelde"), STAYS),
    "objection.member_id": Tie(
        _l("Bezwaren tegen een weigering"), DELETE, copied=("text", "created_at", "decided_at", "reason")
    ),
    "objection.refused_by_id": Tie(_l("Weigeringen van jou waartegen bezwaar kwam"), STAYS),
    "objection.decided_by_id": Tie(_l("Bezwaren waarover je besliste"), STAYS),
    # What moderators note about somebody is not copied by itself: see the decision.
    "member_note.member_id": Tie(_l("Notities van moderatoren"), DELETE),
    "member_note.author_id": Tie(_l("Notities die je over anderen maakte"), STAYS),
    "invitation.invited_by_id": Tie(
        _l("Uitnodigingen die je verstuurde"), STAYS, blanks=("message",), copied=("message", "created_at")
    ),
    "invitation.used_by_id": Tie(_l("De uitnodiging waarmee je kwam"), DELETE, copied=("email", "name", "used_at")),
    "suspension.member_id": Tie(_l("Schorsingen"), DELETE, copied=("reason", "begins_at", "ends_at", "ended_at")),
    "suspension.suspended_by_id": Tie(_l("Schorsingen die je oplegde"), STAYS),
    # Groups.
    "group_membership.member_id": Tie(
        _l("Je werkgroepen"), DELETE, copied=("group_id", "role", "joined_at", "mute_reason")
    ),
    "group_request.member_id": Tie(
        _l("Verzoeken aan werkgroepen"), DELETE, copied=("group_id", "motivation", "state", "reason", "created_at")
    ),
    "group_request.decided_by_id": Tie(_l("Verzoeken waarover je besliste"), STAYS),
    "group_invitation.member_id": Tie(
        _l("Uitnodigingen voor werkgroepen"), DELETE, copied=("group_id", "message", "state", "created_at")
    ),
    "group_invitation.invited_by_id": Tie(
        _l("Leden die je uitnodigde voor een werkgroep"), STAYS, blanks=("message",), copied=("message", "created_at")
    ),
    "group_mail_invitation.invited_by_id": Tie(
        _l("Uitnodigingen per mail voor een werkgroep"), STAYS, blanks=("message",), copied=("message", "created_at")
    ),
    "group_mail_invitation.used_by_id": Tie(
        _l("De uitnodiging per mail die je gebruikte"), DELETE, copied=("email", "created_at")
    ),
    "group_message.author_id": Tie(
        _l("Berichten aan een hele werkgroep"), STAYS, copied=("group_id", "title", "text", "created_at")
    ),
    "group_picture.uploaded_by_id": Tie(_l("Foto's van werkgroepen"), STAYS, copied=("group_id", "file_name", "alt")),
    "group_visit.member_id": Tie(_l("Wanneer je in een werkgroep was"), DELETE, copied=("group_id", "seen_at")),
    "coordinator_offer.member_id": Tie(
        _l("Vragen of je coördinator wilt worden"), DELETE, copied=("group_id", "state", "asked_at")
    ),
    "member.merged_into_id": Tie(_l("Een tweede account dat in dit opging"), STAYS),
    # What somebody wrote and shared.
    "content_item.author_id": Tie(
        _l("Stukken die je schreef"),
        STAYS,
        copied=("kind", "title", *BYLINE, "state", "lead", "body", "created_at", "updated_at"),
    ),
    "content_item.removed_by_id": Tie(_l("Stukken die je verwijderde"), STAYS),
    "revision.made_by_id": Tie(
        _l("Versies die je maakte"), STAYS, blanks=("note",), copied=("item_id", "number", "title", "note", "made_at")
    ),
    "comment.author_id": Tie(
        _l("Reacties"),
        STAYS,
        blanks=("hidden_reason",),
        copied=("item_id", *BYLINE, "html", "hidden_reason", "created_at", "edited_at"),
    ),
    "comment.removed_by_id": Tie(_l("Reacties die je verwijderde"), STAYS),
    "comment.hidden_by_id": Tie(_l("Reacties die je verborg"), STAYS),
    "item_answer.marked_by_id": Tie(_l("Antwoorden die je aanwees"), STAYS, copied=("item_id", "marked_at")),
    "reaction.member_id": Tie(_l("Waarderingen bij reacties"), DELETE, copied=("comment_id", "kind", "created_at")),
    "attachment.uploaded_by_id": Tie(
        _l("Bijlagen en foto's"), STAYS, copied=("item_id", "file_name", "alt", "credit", "created_at")
    ),
    "folder.author_id": Tie(_l("Mappen die je maakte"), STAYS, copied=("group_id", "name", "created_at")),
    "folder.removed_by_id": Tie(_l("Mappen die je verwijderde"), STAYS),
    "document_version.made_by_id": Tie(
        _l("Versies van documenten"),
        STAYS,
        blanks=("note",),
        copied=("document_id", "number", "file_name", "note", "made_at"),
    ),
    "upload.member_id": Tie(_l("Uploads die niet af zijn"), DELETE, copied=("group_id", "file_name", "byte_count")),
    "decision.outcome_by_id": Tie(_l("Besluiten die je opschreef"), STAYS, copied=("outcome", "outcome_at")),
    "decision_voter.member_id": Tie(
        _l("Stemmingen waaraan je mocht meedoen"), STAYS, copied=("decision_id", "has_voted")
    ),
    "ballot.member_id": Tie(_l("Stemmen op naam"), STAYS, copied=("decision_id", "choice", "reason", "cast_at")),
    "action_item.owner_id": Tie(_l("Actiepunten die op jouw naam staan"), LET_GO, copied=("id", "progress", "due_on")),
    # Reports: who reported stays unknown to whom it is about, in the copy, too.
    "report.member_id": Tie(
        _l("Signalen die je gaf"),
        STAYS,
        blanks=("words", "answer"),
        copied=("reason", "words", "created_at", "answer", "answered_at"),
    ),
    "report_case.about_id": Tie(
        _l("Besluiten over iets van jou"), STAYS, blanks=("reason", "objection", "ruling", "snapshot")
    ),
    "report_case.profile_id": Tie(_l("Signalen over je profiel"), DELETE),
    "report_case.decided_by_id": Tie(_l("Signalen waarover je besliste"), STAYS),
    "report_case.ruled_by_id": Tie(_l("Bezwaren bij signalen waarover je besliste"), STAYS),
    "held_text.author_id": Tie(
        _l("Teksten van jou die eerst zijn nagekeken"), STAYS, blanks=("refusal",), copied=("refusal", "created_at")
    ),
    "held_text.decided_by_id": Tie(_l("Teksten die je nakeek"), STAYS),
    # Hearing of things.
    "follow.member_id": Tie(
        _l("Wat je volgt"), DELETE, copied=("item_id", "group_id", "region_id", "theme_id", "created_at")
    ),
    "notification.member_id": Tie(_l("Meldingen"), DELETE, copied=("kind", "created_at", "read_at")),
    "item_visit.member_id": Tie(_l("Wanneer je een stuk las"), DELETE, copied=("item_id", "seen_at")),
    # This slice itself.
    "data_copy.member_id": Tie(_l("Kopieën van je gegevens"), DELETE, copied=("asked_at", "made_at", "expires_at")),
    "erasure.member_id": Tie(_l("Verzoeken om te worden gewist"), STAYS, copied=("asked_at", "due_at")),
    "erasure.asked_by_id": Tie(_l("Verzoeken om iemand te wissen"), STAYS),
}

# What the row of a member says, in the copy; and what each column becomes.
OF_ONESELF = (
    *("name", "email", "function", "about", "state", "role", "notify", "mail_choices", "language"),
    *("created_at", "joined_at", "last_seen_at", "suspended_until", "suspension_reason"),
)

# The columns with an e-mail address of somebody who may be no member (yet): a row with the person's address goes.
ADDRESSES = ("invitation.email", "group_mail_invitation.email")

# Markup of members, in which others may be mentioned.
MARKUP = (
    *("content_item.body", "comment.html", "comment_text.html", "revision.body", "decision.outcome"),
    *("group_message.text", "working_group.welcome", "region.body"),
)


def of(table: str, fate: Fate, columns: str) -> dict[str, Fate]:
    """Give lines for some columns of a table."""
    return {f"{table}.{name}": fate for name in columns.split()}


WORDS: dict[str, Fate] = {
    **of("member", Fate.BLANK, "name name_folded slug email email_folded function about mail_choices"),
    **of("member", Fate.BLANK, "language suspension_reason function_folded"),
    **of("member_profile", Fate.ROW, "email phone link"),
    **of("member_portrait", Fate.IMPERSONAL, "storage_key variants"),
    **of("member_expertise", Fate.ROW, "words words_folded"),
    **of("identity", Fate.ROW, "issuer subject provider email"),
    **of("login_session", Fate.ROW, "token_hash provider subject oidc_sid id_token device acr"),
    **of("heard_notice", Fate.IMPERSONAL, "digest"),
    **of("site_picture", Fate.IMPERSONAL, "name content"),
    **of("ended_sign_in", Fate.IMPERSONAL, "token_hash"),
    **of("application", Fate.ROW, "organisation_name function motivation reason doubts"),
    **of("application_question", Fate.ROW, "question answer"),
    **of("objection", Fate.ROW, "text reason"),
    **of("member_note", Fate.ROW, "text"),
    **of("invitation", Fate.ROW, "email name token_hash"),
    **of("invitation", Fate.BLANK, "message"),
    **of("suspension", Fate.ROW, "reason"),
    # Names of organisations, places and subjects are nobody's.
    **of("organisation", Fate.IMPERSONAL, "slug name name_folded aliases"),
    **of("region", Fate.IMPERSONAL, "slug name summary body facts map_area"),
    **of("theme", Fate.IMPERSONAL, "slug name description"),
    **of("site_setting", Fate.IMPERSONAL, "key value"),
    **of("working_group", Fate.IMPERSONAL, "slug name name_folded purpose held_words"),
    **of("working_group", Fate.STAY, "welcome"),
    **of("group_old_address", Fate.IMPERSONAL, "slug"),
    **of("group_membership", Fate.ROW, "mute_reason"),
    **of("group_request", Fate.ROW, "motivation reason"),
    **of("group_invitation", Fate.BLANK, "message"),
    **of("group_mail_invitation", Fate.ROW, "email token_hash"),
    **of("group_mail_invitation", Fate.BLANK, "message"),
    **of("group_message", Fate.STAY, "title text"),
    **of("group_message", Fate.IMPERSONAL, "submit_key"),
    **of("group_picture", Fate.STAY, "file_name alt credit"),
    **of("group_picture", Fate.IMPERSONAL, "media_type storage_key variants"),
    **of("content_item", Fate.STAY, "title slug lead body"),
    **of("content_item", Fate.BLANK, "author_function author_organisation"),
    **of("content_item", Fate.IMPERSONAL, "kind genre"),
    **of("old_address", Fate.STAY, "slug"),
    **of("old_address", Fate.IMPERSONAL, "kind"),
    **of("revision", Fate.STAY, "title lead body"),
    **of("revision", Fate.BLANK, "note"),
    **of("comment", Fate.STAY, "html"),
    **of("comment", Fate.BLANK, "author_function author_organisation hidden_reason"),
    **of("comment", Fate.IMPERSONAL, "submit_key"),
    **of("comment_text", Fate.ROW, "html"),
    **of("attachment", Fate.STAY, "file_name alt credit"),
    **of("attachment", Fate.IMPERSONAL, "media_type storage_key variants"),
    **of("folder", Fate.STAY, "slug name name_folded"),
    **of("folder", Fate.IMPERSONAL, "shelf"),
    **of("document", Fate.STAY, "name_folded"),
    **of("document", Fate.IMPERSONAL, "shelf"),
    **of("document_version", Fate.STAY, "file_name"),
    **of("document_version", Fate.BLANK, "note"),
    **of("document_version", Fate.IMPERSONAL, "media_type storage_key thumbnail_key pages"),
    **of("upload", Fate.ROW, "file_name fingerprint"),
    **of("upload_piece", Fate.IMPERSONAL, "storage_key"),
    **of("decision", Fate.STAY, "outcome"),
    **of("decision", Fate.IMPERSONAL, "lot result"),
    **of("decision_option", Fate.STAY, "text"),
    # A vote by name belongs to the decision that it led to; an anonymous one is locked and emptied when counted.
    **of("ballot", Fate.STAY, "choice reason"),
    **of("ballot_box", Fate.IMPERSONAL, "locked"),
    **of("announcement", Fate.IMPERSONAL, "group_name"),
    # Which word of the list or which link made it wait.
    **of("held_text", Fate.STAY, "reasons"),
    **of("held_text", Fate.BLANK, "refusal"),
    **of("report", Fate.BLANK, "words answer"),
    **of("report_case", Fate.BLANK, "reason objection ruling snapshot"),
    **of("report_case", Fate.IMPERSONAL, "thing"),
    # Which word of the list, or how many links.
    **of("report_case", Fate.STAY, "signs"),
    **of("audit_entry", Fate.IMPERSONAL, "event detail_digest seal"),
    **of("audit_detail", Fate.ROW, "text salt"),
    **of("outbox", Fate.BLANK, "last_error"),
    **of("outbox", Fate.IMPERSONAL, "task payload"),
    **of("data_copy", Fate.IMPERSONAL, "storage_key"),
    **of("erasure", Fate.IMPERSONAL, "counts"),
}
