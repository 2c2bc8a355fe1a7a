"""What the views of the site share: their blueprint."""

from flask import Blueprint

blueprint = Blueprint("site", __name__)
