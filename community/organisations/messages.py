"""What the layers of organisations are called in the plural."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from community.organisations.models import Layer

LAYER_WORDS: dict[Layer, Any] = {
    Layer.REGION: _l("Regio"),
    Layer.MUNICIPALITY: _l("Gemeenten"),
    Layer.PROVINCE: _l("Provincies"),
    Layer.WATER_BOARD: _l("Waterschappen"),
    Layer.STATE: _l("Rijk"),
    Layer.EDUCATION: _l("Onderwijs"),
    Layer.KNOWLEDGE: _l("Kennisinstellingen"),
    Layer.BUSINESS: _l("Ondernemers"),
    Layer.ASSOCIATION: _l("Koepels"),
    Layer.OTHER: _l("Anderen"),
}
