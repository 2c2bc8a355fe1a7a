"""The wording of the log: a sentence for each entry, with names, and the words that belong to it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community.audit.events import all_events
from community.audit.models import AuditEntry
from community.audit.queries import LogPage

# Fields whose words are shown below the sentence, with what they are called.
SHOWN = {"reason": _l("Reden"), "until": _l("Tot"), "provider": _l("Aanbieder"), "title": _l("Titel")}
VALUES = {
    "open": _l("de site staat open"),
    "domain": _l("het e-maildomein is toegelaten"),
    "invitation": _l("met een uitnodiging"),
    "member": _l("lid"),
    "editor": _l("redacteur"),
    "moderator": _l("moderator"),
    "administrator": _l("beheerder"),
    "coordinator": _l("coördinator"),
    "days_of_copies": _l("kopieën van eigen gegevens"),
    "days_of_applications": _l("afgewezen aanvragen"),
    "days_of_invitations": _l("oude uitnodigingen"),
    "days_of_reports": _l("afgehandelde signalen"),
    "days_of_notifications": _l("gelezen meldingen"),
    "days_of_notes": _l("oude notities"),
    "days_of_log_words": _l("woorden in het logboek"),
    "bezoeker": _l("bezoeker"),
    "lid": _l("gewoon lid"),
}
TRANSLATED = ("way", "role", "new_role", "viewer", "kind")
# Whose deeds somebody reads in the own log.
WHOSE = {"": _l("Alles"), "ik": _l("Wat ik deed"), "anderen": _l("Wat anderen deden")}
# What reads otherwise where it is said to who did it.
TO_ONESELF = {
    "PersonArrived": _l("meldde je voor het eerst aan"),
    "SignedIn": _l("meldde je aan"),
    "SignedOut": _l("meldde je af"),
    "GroupRequested": _l("vroeg of je mee mag doen"),
    "ProfileChanged": _l("wijzigde je profiel"),
    "MailChosen": _l("koos waarover je mail krijgt"),
    "MembershipEnded": _l("zegde je lidmaatschap op"),
}
# Of these it is said by whose office they were done: what is decided for a group is not one person's.
BY_OFFICE = ("CommentHidden", "CommentShown", "CaseRuled", "GroupInspected")


def author_of(log: LogPage, entry: AuditEntry) -> str:
    """Say who did it."""
    if entry.actor_id == 0:
        return str(_("Het systeem"))
    person = log.people.get(entry.actor_id)
    return person.name if person else str(_("Iemand die hier niet meer bekend is"))


def sentence_of(log: LogPage, entry: AuditEntry) -> str:
    """Say what was done, with the names and words that belong to it."""
    kind = all_events().get(entry.event)
    if kind is None:
        return entry.event
    words: dict[str, str] = defaultdict(lambda: "…", readable_words(log, entry))
    person = None if entry.id in log.unopened else log.people.get(entry.member_id or 0)
    unnamed = _("iemand") if entry.id in log.unopened else _("iemand die hier niet meer bekend is")
    words["member"] = person.name if person else str(unnamed)
    sentence = str(kind.sentence)
    if "%(" in sentence:
        return sentence % words
    is_of_another = entry.member_id not in (None, entry.actor_id) and entry.id not in log.unopened
    return f"{sentence}: {words['member']}" if is_of_another else sentence


def readable_words(log: LogPage, entry: AuditEntry) -> dict[str, str]:
    """Give the words of an entry, with those that are values of ours in Dutch."""
    found = log.words.get(entry.id, {})
    return {name: str(VALUES.get(word, word)) if name in TRANSLATED else word for name, word in found.items()}


def details_of(log: LogPage, entry: AuditEntry) -> list[tuple[str, str]]:
    """Give what stands below the sentence; of words that are erased, or not for this reader now, it says so."""
    if entry.id in log.unopened and is_kept_back(entry):
        return [(str(_("Gegevens")), str(_("te lezen als je de werkgroep hebt geopend")))]
    if entry.detail_digest and entry.id not in log.words:
        return [(str(_("Gegevens")), str(_("gewist")))]
    found = log.words.get(entry.id, {})
    return [(str(label), day_or_text(found[name])) for name, label in SHOWN.items() if found.get(name)]


def is_kept_back(entry: AuditEntry) -> bool:
    """Whether there is more to an entry than that somebody did it."""
    return bool(entry.detail_digest) or entry.member_id not in (None, entry.actor_id)


def day_or_text(text: str) -> str:
    """Write a moment as a date that people read; any other text stays."""
    try:
        return datetime.fromisoformat(text).strftime("%d-%m-%Y")
    except ValueError:
        return text


def who_to_oneself(log: LogPage, entry: AuditEntry, reader_id: int) -> str:
    """Say to somebody who did it: by name inside a group, by office where the site or the supervision acted."""
    if entry.actor_id == reader_id:
        return str(_("Jij"))
    if entry.actor_id == 0:
        return str(_("Het systeem"))
    if entry.event in BY_OFFICE:
        return str(_("Een coördinator of moderator") if entry.group_id else _("Een moderator"))
    if entry.group_id is None and entry.item_id is None:
        return str(_("Een moderator of beheerder"))
    person = log.people.get(entry.actor_id)
    return person.name if person else str(_("Iemand die hier niet meer bekend is"))


def what_to_oneself(log: LogPage, entry: AuditEntry, reader_id: int) -> str:
    """Say to somebody what was done, with the names and words that belong to it."""
    kind = all_events().get(entry.event)
    if kind is None:
        return entry.event
    by_reader = entry.actor_id == reader_id
    sentence = str(TO_ONESELF[entry.event] if by_reader and entry.event in TO_ONESELF else kind.sentence)
    words: dict[str, str] = defaultdict(lambda: "…", readable_words(log, entry))
    person = log.people.get(entry.member_id or 0)
    is_of_reader = entry.member_id == reader_id
    words["member"] = str(_("jou")) if is_of_reader else person.name if person else str(_("iemand"))
    if "%(" in sentence:
        return sentence % words
    return f"{sentence}: {words['member']}" if entry.member_id and entry.member_id != entry.actor_id else sentence


def why_to_oneself(log: LogPage, entry: AuditEntry) -> list[tuple[str, str]]:
    """Give what stands below the sentence, as far as the reader may know it."""
    found = log.words.get(entry.id, {})
    return [(str(label), day_or_text(found[name])) for name, label in SHOWN.items() if found.get(name)]
