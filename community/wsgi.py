"""The application object for a WSGI server."""

from community.app import create_app
from community.core import logs
from config import read_settings

settings = read_settings()
logs.configure(settings)
app = create_app(settings)
