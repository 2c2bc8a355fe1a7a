"""The kinds into which the log of a group is divided, each with the events that it shows.

Whatever is said of a group stands in one of them, except what would drown the rest or tell who voted when.
"""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

# Never shown here: comments stand on the pages themselves, and when somebody voted is for nobody to know.
UNLOGGED = ("CommentAdded", "BallotCast", "BallotChanged")

LOG_KINDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "leden": (
        _l("Leden en uitnodigingen"),
        (
            *("GroupJoined", "GroupLeft", "GroupMemberRemoved", "GroupRoleChanged"),
            *("GroupCoordinatorNamed", "GroupCoordinatorEnded", "DeputyNamed", "DeputyDismissed", "GroupHandedOver"),
            *("CoordinatorAsked", "CoordinatorAccepted", "CoordinatorDeclined", "CoordinatorAppointed"),
            *("GroupRequested", "GroupRequestWithdrawn", "GroupRequestAdmitted", "GroupRequestRefused"),
            *("GroupInvited", "GroupInvitationWithdrawn", "GroupInvitationAccepted", "GroupInvitationDeclined"),
            *("GroupMailInvited", "GroupMailInvitationWithdrawn", "GroupMailInvitationAccepted"),
            *("GroupMailInvitationClaimed", "GroupMailInvitationKept", "GroupMailInvitationExpired"),
            *("GroupMemberMuted", "GroupMemberUnmuted", "GroupMuteEnded"),
        ),
    ),
    "instellingen": (
        _l("Instellingen en berichten"),
        (
            *("GroupCreated", "GroupCopied", "GroupChanged", "GroupAccessChanged"),
            *("GroupMadeOpen", "GroupMadeClosed", "GroupMadeHidden"),
            *("GroupWritingWidenedToMembers", "GroupWritingWidenedToAll"),
            *("GroupWelcomeChanged", "GroupMessageSent", "GroupPictureChanged", "GroupPictureRemoved"),
            *("GroupArchived", "GroupReopened", "GroupReviewChanged"),
        ),
    ),
    "gesprekken": (
        _l("Gesprekken en reacties"),
        (
            *("DiscussionStarted", "DiscussionPinned", "DiscussionUnpinned", "DiscussionMovedAway"),
            *("DiscussionMovedHere", "AnswerMarked", "AnswerUnmarked", "CommentEdited", "CommentRemoved"),
            *("CommentsClosed", "CommentsOpened"),
        ),
    ),
    "documenten": (
        _l("Documenten en wiki"),
        (
            *("DocumentAdded", "DocumentVersionAdded", "DocumentVersionRestored", "DocumentMoved"),
            *("FolderMade", "FolderChanged", "FolderRemoved", "WikiPageCreated", "WikiPageMoved"),
            *("AttachmentAdded", "AttachmentChanged", "AttachmentRemoved", "RevisionRestored"),
        ),
    ),
    "besluiten": (
        _l("Besluiten en acties"),
        (
            *("DecisionProposed", "DecisionOpened", "DecisionClosed", "DecisionClosedEarly", "DecisionWithdrawn"),
            *("OutcomeStated", "DecisionAnnounced", "AnnouncementRenewed", "AnnouncementWithdrawn"),
            *("ActionAdded", "ActionAssigned", "ActionReleased", "ActionPlanned", "ActionMoved", "ActionDone"),
            *("ActionDropped", "TrailContinued", "TrailCut"),
        ),
    ),
    "stukken": (
        _l("Gewijzigd en verwijderd"),
        (
            *("ItemCreated", "ItemEdited", "ItemPublished", "ItemScheduled", "ItemUnpublished", "ItemArchived"),
            *("ItemFeatured", "ItemUnfeatured", "ItemRemoved", "ItemRestored", "ItemPurged", "AudienceChanged"),
            *("CommentRestored", "CommentPurged", "FolderRestored", "FolderPurged"),
        ),
    ),
    "toezicht": (
        _l("Toezicht"),
        (
            "GroupInspected",
            "GroupViewedAsMember",
            "CommentHidden",
            "CommentShown",
            "CaseDecided",
            "CaseObjected",
            "CaseRuled",
            "TextHeld",
            "TextReleased",
            "TextRefused",
        ),
    ),
}
