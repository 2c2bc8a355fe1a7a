"""Why a sign-in can be refused, and the sentence that the person then reads.

The reason is a word of our own for the log; the sentence tells the person what to do. What a provider said itself is
never shown: it may be anything.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l


class Reason(StrEnum):
    """What was wrong."""

    UNKNOWN_PROVIDER = "unknown_provider"
    UNREACHABLE = "unreachable"
    BAD_METADATA = "bad_metadata"
    WRONG_STATE = "wrong_state"
    REPEATED_PARAMETER = "repeated_parameter"
    WRONG_ISSUER = "wrong_issuer"
    MISSING_ISSUER = "missing_issuer"
    DENIED = "denied"
    PROVIDER_ERROR = "provider_error"
    NO_CODE = "no_code"
    EXCHANGE_REFUSED = "exchange_refused"
    BAD_ANSWER = "bad_answer"
    TOO_LARGE = "too_large"
    NO_ID_TOKEN = "no_id_token"
    BAD_SIGNATURE = "bad_signature"
    UNKNOWN_KEY = "unknown_key"
    BAD_ALGORITHM = "bad_algorithm"
    WRONG_AUDIENCE = "wrong_audience"
    WRONG_TIME = "wrong_time"
    WRONG_NONCE = "wrong_nonce"
    WRONG_HASH = "wrong_hash"
    WRONG_SUBJECT = "wrong_subject"
    WRONG_TENANT = "wrong_tenant"
    BAD_LOGOUT_TOKEN = "bad_logout_token"
    NOT_FRESH = "not_fresh"
    LOW_LEVEL = "low_level"
    OTHER_PERSON = "other_person"
    FOR_ANOTHER = "for_another"
    OF_ANOTHER = "of_another"


UNTRUSTED = _l("Het antwoord van de aanmelddienst klopt niet. Daarom ben je niet aangemeld. Probeer het opnieuw.")

SENTENCES: dict[Reason, Any] = {
    Reason.UNKNOWN_PROVIDER: _l("Deze manier van aanmelden kennen we niet. Kies een andere manier."),
    Reason.UNREACHABLE: _l("De aanmelddienst geeft nu geen antwoord. Probeer het over een paar minuten opnieuw."),
    Reason.WRONG_STATE: _l("Deze aanmelding is verlopen of begon in een andere browser. Probeer het opnieuw."),
    Reason.DENIED: _l("Je hebt het aanmelden afgebroken. Je kunt het altijd opnieuw proberen."),
    Reason.PROVIDER_ERROR: _l("De aanmelddienst kon je niet aanmelden. Probeer het later opnieuw."),
    Reason.EXCHANGE_REFUSED: _l("De aanmelddienst kon je niet aanmelden. Probeer het later opnieuw."),
    Reason.WRONG_TENANT: _l("Met dit account kun je hier niet aanmelden. Gebruik het account van je organisatie."),
    Reason.NOT_FRESH: _l(
        "De aanmelddienst heeft je niet opnieuw laten inloggen. Dat is hier wel nodig. Probeer het opnieuw."
    ),
    Reason.LOW_LEVEL: _l(
        "Je hebt ingelogd met een manier die hier niet zeker genoeg is. Kies bij de aanmelddienst een zekerder manier."
    ),
    Reason.OTHER_PERSON: _l(
        "Je hebt nu ingelogd met een ander account dan waarmee je hier bezig was. Log opnieuw in met hetzelfde account."
    ),
    Reason.FOR_ANOTHER: _l(
        "Je hebt ingelogd namens iemand anders. Dat kan hier niet: iedereen is hier lid onder de eigen naam."
    ),
    Reason.OF_ANOTHER: _l(
        "Dit account hoort hier al bij iemand anders. Je kunt het dus niet toevoegen. Hoort het bij jou, onder een "
        "andere naam op deze site? Vraag dan een moderator om hulp."
    ),
}


class SignInRefused(Exception):
    """A sign-in is refused; never a mishap of the site."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        """Keep the reason for the log, with a detail for whoever looks into it."""
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason_code = reason
        self.detail = detail[:500]
        self.sentence = SENTENCES.get(reason, UNTRUSTED)
