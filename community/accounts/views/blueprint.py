"""What the views of signing in share: their blueprint, and the relations with the identity providers."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask, abort, current_app

from community.accounts import oidc
from config import Settings

blueprint = Blueprint("accounts", __name__)


def relations(app: Flask) -> oidc.Relations:
    """Give the relations with the providers of an application, made when first asked for."""
    if "oidc" not in app.extensions:
        settings = cast(Settings, app.config["SETTINGS"])
        app.extensions["oidc"] = oidc.relations(oidc.load_providers(settings).values())
    return cast(oidc.Relations, app.extensions["oidc"])


def providers(app: Flask) -> list[oidc.Provider]:
    """Give the providers of an application, as they stand in its settings."""
    return [relation.provider for relation in relations(app).values()]


def relation_with(key: str) -> oidc.Relation:
    """Give the relation with one provider; 404 where it is not one of ours."""
    found = relations(current_app).get(key)
    if found is None:
        abort(404)
    return found
