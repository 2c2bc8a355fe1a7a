"""The protocol part of signing in with OpenID Connect: who is this person, according to a provider that we trust?

Knows no database and no Flask. It begins a sign-in (`begin`), checks everything that comes back (`finish`), and either
gives a `SignedInPerson` or raises `SignInRefused`, whatever a provider or somebody in between may have sent. What the
site does with that person is in `community.accounts.services`.
"""

from community.accounts.oidc.claims import SignedInPerson
from community.accounts.oidc.exchange import Pending, Purpose, begin, finish
from community.accounts.oidc.providers import Provider, load_providers
from community.accounts.oidc.refusals import Reason, SignInRefused
from community.accounts.oidc.relations import Relation, Relations, relations
from community.accounts.oidc.sign_out import LogoutNotice, sign_out_address, validate_logout_token

__all__ = [
    "LogoutNotice",
    "Pending",
    "Provider",
    "Purpose",
    "Reason",
    "Relation",
    "Relations",
    "SignInRefused",
    "SignedInPerson",
    "begin",
    "finish",
    "load_providers",
    "relations",
    "sign_out_address",
    "validate_logout_token",
]
