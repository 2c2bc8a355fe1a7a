"""What the views of the themes share: their blueprint."""

from flask import Blueprint

blueprint = Blueprint("themes", __name__)
