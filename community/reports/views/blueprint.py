"""The blueprint of reports, and where in a list its reader is."""

from __future__ import annotations

from flask import Blueprint, request

from community.core.pagination import Place

blueprint = Blueprint("reports", __name__)


def place() -> Place:
    """Read from the address where in a list the reader is."""
    return Place(request.args.get("na"), request.args.get("voor"))
