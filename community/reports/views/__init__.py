"""The pages of reports: giving one, deciding on a case, and what came of it."""

from community.reports.views import deciding, making, objecting
from community.reports.views.blueprint import blueprint

__all__ = ["blueprint", "deciding", "making", "objecting"]
