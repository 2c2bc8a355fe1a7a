"""The pages of signing in and out, the list of one's sign-ins, the accounts used for it, and what is asked again."""

from community.accounts.views import asked_again, ended, identities, sign_ins
from community.accounts.views.blueprint import blueprint, providers
from community.accounts.views.sign_in import callback, sign_in, sign_out

__all__ = [
    "asked_again",
    "blueprint",
    "callback",
    "ended",
    "identities",
    "providers",
    "sign_in",
    "sign_ins",
    "sign_out",
]
