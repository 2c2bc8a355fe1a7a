"""The kinds into which the log of the site is divided for those who watch over it, each with its events."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _l

from community.audit.events import all_events
from community.audit.group_kinds import LOG_KINDS

MEMBERSHIP = (
    *("PersonArrived", "ApplicationMade", "ApplicationWithdrawn", "ApplicationRefused"),
    *("MemberAdmitted", "MemberJoined"),
    *("ApplicantAsked", "ApplicantAnswered", "RefusalObjected", "ObjectionGranted", "RefusalUpheld", "NoteWritten"),
    *("MemberInvited", "InvitationRevoked", "MembershipEnded", "MailChosen", "ProfileChanged", "AccountsMerged"),
)
SETTING_UP = (
    *("RoleGiven", "SettingChanged", "OrganisationNamed", "OrganisationConfirmed", "OrganisationMerged"),
    *("RegionAdded", "RegionChanged", "RegionRemoved", "ThemeAdded", "ThemeChanged", "ThemeRemoved"),
    *("BackupRestored", "LogExported"),
)
COMMENTS = (
    *("CommentHidden", "CommentShown", "CommentRemoved", "CommentsClosed", "CommentsOpened", "CommentEdited"),
    *("CommentAdded", "CommentRestored", "CommentPurged"),
)
OF_THE_SITE: dict[str, tuple[Any, tuple[str, ...]]] = {
    "leden": (_l("Leden en aanvragen"), MEMBERSHIP),
    "schorsingen": (_l("Schorsingen"), ("MemberSuspended", "SuspensionEnded", "SuspensionExpired")),
    "beheer": (_l("Rollen, instellingen en organisaties"), SETTING_UP),
    "signalen": (_l("Signalen"), ("ReportMade", "CaseDecided", "CaseObjected", "CaseRuled")),
    "reacties": (_l("Reacties"), COMMENTS),
    "aanmelden": (_l("Aanmelden"), ("SignedIn", "SignedOut", "SignedOutByModerator", "SignInRefused")),
    "geweigerd": (_l("Wat niet mocht"), ("DeedRefused",)),
}
# The word that an address has for what happens in groups: `groep-leden`.
GROUPS = "groep-"


@cache
def kinds() -> dict[str, tuple[Any, tuple[str, ...]]]:
    """Give every kind by its word; each event stands in the first of them that fits, and none is left out."""
    found = dict(OF_THE_SITE)
    seen = {name for label, names in found.values() for name in names}
    for word, (label, names) in LOG_KINDS.items():
        left = tuple(name for name in names if name not in seen)
        if left:
            found[f"{GROUPS}{word}"] = (label, left)
        seen |= set(names)
    rest = tuple(sorted(all_events().keys() - seen))
    return found | ({"overig": (_l("Overig"), rest)} if rest else {})


def events_of(kind: str) -> tuple[str, ...]:
    """Give the events of a kind, or one event by its own name; none for what is neither."""
    if kind in all_events():
        return (kind,)
    return kinds()[kind][1] if kind in kinds() else ()


def choices() -> list[tuple[Any, str, list[tuple[str, str]]]]:
    """Give the kinds with their events in words, for a list to choose from."""
    words: dict[str, str] = defaultdict(lambda: "…")
    sentences = {name: str(kind.sentence) % words for name, kind in all_events().items()}
    return [(label, word, [(name, sentences[name]) for name in names]) for word, (label, names) in kinds().items()]
