"""What the columns of a copy are called, and the terms of how long things are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

LABELS: dict[str, Any] = {
    "name": _l("Naam"),
    "email": _l("E-mailadres"),
    "function": _l("Functie"),
    "author_function": _l("Functie"),
    "organisation_name": _l("Organisatie"),
    "author_organisation": _l("Organisatie"),
    "about": _l("Over jou"),
    "state": _l("Stand"),
    "role": _l("Rol"),
    "notify": _l("Hoe je op de hoogte blijft"),
    "mail_choices": _l("Waarover je mail krijgt"),
    "language": _l("Taal"),
    "created_at": _l("Gemaakt op"),
    "updated_at": _l("Gewijzigd op"),
    "edited_at": _l("Gewijzigd op"),
    "joined_at": _l("Lid sinds"),
    "last_seen_at": _l("Laatst gezien"),
    "suspended_until": _l("Geschorst tot"),
    "suspension_reason": _l("Reden van de schorsing"),
    "provider": _l("Inlogdienst"),
    "device": _l("Apparaat"),
    "motivation": _l("Motivatie"),
    "reason": _l("Reden"),
    "decided_at": _l("Besloten op"),
    "question": _l("Vraag"),
    "answer": _l("Antwoord"),
    "asked_at": _l("Gevraagd op"),
    "answered_at": _l("Beantwoord op"),
    "text": _l("Tekst"),
    "html": _l("Tekst"),
    "body": _l("Tekst"),
    "lead": _l("Inleiding"),
    "message": _l("Bericht"),
    "title": _l("Titel"),
    "kind": _l("Soort"),
    "note": _l("Toelichting"),
    "number": _l("Nummer"),
    "file_name": _l("Bestand"),
    "alt": _l("Beschrijving van de foto"),
    "credit": _l("Maker"),
    "words": _l("Toelichting"),
    "choice": _l("Stem"),
    "cast_at": _l("Gestemd op"),
    "outcome": _l("Besluit"),
    "read_at": _l("Gelezen op"),
    "seen_at": _l("Gezien op"),
    "expires_at": _l("Loopt af op"),
    "made_at": _l("Gemaakt op"),
    "due_at": _l("Wordt gewist op"),
    "due_on": _l("Klaar op"),
}


def label_of(column: str) -> Any:
    """Say what a column is called; of a number of something else its own name."""
    return LABELS.get(column, column)


@dataclass(frozen=True, slots=True)
class Term:
    """How long a kind of things is kept: the setting, what people read, and between which bounds it can be set."""

    setting: str
    label: Any
    explanation: Any
    least: int
    most: int


TERMS = (
    Term(
        "days_to_come_back",
        _l("Bedenktijd na opzeggen"),
        _l("Wie opzegt, kan zo lang terugkomen door in te loggen. Daarna wist de site de gegevens. 0 is meteen."),
        0,
        60,
    ),
    Term(
        "days_of_copies",
        _l("Kopie van eigen gegevens"),
        _l("Zo lang kan iemand een gevraagde kopie ophalen. Daarna gaat het bestand weg."),
        1,
        30,
    ),
    Term(
        "days_of_applications",
        _l("Afgewezen en ingetrokken aanvragen"),
        _l("Met motivatie, vragen, antwoorden en bezwaar. Zo lang kun je zien of iemand eerder is geweigerd."),
        90,
        1825,
    ),
    Term(
        "days_of_invitations",
        _l("Gebruikte en verlopen uitnodigingen"),
        _l("Daarin staat een e-mailadres, soms van iemand die nooit kwam."),
        14,
        730,
    ),
    Term(
        "days_of_reports",
        _l("Afgehandelde signalen"),
        _l("Wie iets meldde, waarom, en wat er is besloten. Over een besluit kan nog een vraag komen."),
        90,
        1825,
    ),
    Term(
        "days_of_notifications",
        _l("Gelezen meldingen"),
        _l("Een melding die iemand heeft gelezen. Ongelezen meldingen blijven staan."),
        14,
        730,
    ),
    Term(
        "days_of_notes",
        _l("Notities van moderatoren over iemand"),
        _l("Een oude notitie zegt weinig meer over iemand."),
        90,
        1825,
    ),
    Term(
        "days_of_log_words",
        _l("Namen en redenen in het logboek"),
        _l("De regel zelf blijft: dat er iets gebeurde, wanneer en door wie. De woorden erbij gaan weg."),
        180,
        3650,
    ),
)
