"""The sites that may sign people in here: the one that `make run` starts, and more from a JSON file for tests.

Addresses are compared exactly. The secret of the site's own client comes from the environment, or is made at the first
start and written to `client-secret` beside the keys, where the site can read it (`COMMUNITY_OIDC_CLIENT_SECRET_FILE`).
"""

import json
import os
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from authlib.oauth2.rfc6749 import ClientMixin, scope_to_list

from community.devidp.settings import Settings

SCOPES = ("openid", "profile", "email")


@dataclass
class Client(ClientMixin):
    """One site, as registered."""

    client_id: str
    redirect_uris: list[str]
    client_secret: str | None = None
    jwks: dict[str, Any] | None = None
    post_logout_redirect_uris: list[str] = field(default_factory=list)
    backchannel_logout_uri: str | None = None

    @property
    def client_metadata(self) -> dict[str, Any]:
        """What Authlib's sign-out endpoint asks for by this name."""
        return {"post_logout_redirect_uris": self.post_logout_redirect_uris}

    def get_client_id(self) -> str:
        """The client's id."""
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        """No default: each request names its address."""
        return ""

    def get_allowed_scope(self, scope: Collection[str] | str) -> str:
        """The asked scopes that exist here."""
        return " ".join(name for name in scope_to_list(scope) or () if name in SCOPES)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Exactly one of the registered addresses."""
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        """Compare in constant time; a client that signs has no secret."""
        return bool(self.client_secret) and secrets.compare_digest(
            str(self.client_secret).encode(), client_secret.encode()
        )

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """A client with a key signs, a client with a secret tells it; never neither."""
        if self.jwks:
            return method == "private_key_jwt"
        return method in ("client_secret_basic", "client_secret_post")

    def check_response_type(self, response_type: str) -> bool:
        """The code flow only."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """The code flow only: no refresh tokens."""
        return grant_type == "authorization_code"


def own_secret(settings: Settings) -> str:
    """The secret shared with the site: from the environment, else from a file that is made once."""
    if settings.client_secret:
        return settings.client_secret
    path = settings.folder / "client-secret"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
    except FileExistsError:
        pass
    return path.read_text().strip()


def registered(settings: Settings) -> dict[str, Client]:
    """Every client by its id."""
    here = f"{settings.site}/oidc/{settings.provider_key}"
    site = Client(
        settings.client_id,
        redirect_uris=[f"{here}/callback"],
        client_secret=own_secret(settings),
        post_logout_redirect_uris=[f"{settings.site}/"],
        backchannel_logout_uri=f"{here}/backchannel-logout",
    )
    more = json.loads(settings.clients_file.read_text()) if settings.clients_file else []
    return {client.client_id: client for client in [site, *(Client(**row) for row in more)]}
