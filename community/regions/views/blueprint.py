"""What the views of the regions share: their blueprint."""

from flask import Blueprint

blueprint = Blueprint("regions", __name__)
