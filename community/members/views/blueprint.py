"""The blueprint of all pages of members."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("members", __name__)
