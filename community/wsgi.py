"""The application object for a WSGI server."""

from community.app import create_app

app = create_app()
