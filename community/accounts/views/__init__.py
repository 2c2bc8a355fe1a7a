"""The pages of signing in and out, and the list of one's sign-ins."""

from community.accounts.views import sign_ins
from community.accounts.views.blueprint import blueprint, providers
from community.accounts.views.sign_in import callback, sign_in, sign_out

__all__ = ["blueprint", "callback", "providers", "sign_in", "sign_ins", "sign_out"]
