"""What the site is measured against: Flask alone, Flask with a Jinja page from memory, Flask that inserts one row."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from pathlib import Path

from flask import Flask, Response, render_template, request

FOLDER = Path(os.environ["BENCH_FOLDER"])
PAGE = json.loads((FOLDER / "page.json").read_text()) if (FOLDER / "page.json").exists() else {}
SOURCE = (
    "{{ head|safe }}{% for comment in comments %}"
    '<article class="comment" id="reactie-{{ comment.id }}" aria-label="Reactie van {{ comment.name }}">'
    "<b>{{ comment.name }}</b> <i>{{ comment.function }}</i> <time>{{ comment.when }}</time>"
    "{{ comment.html|safe }}"
    "{% for part in comment.parts %}{{ part|safe }}{% endfor %}</article>"
    "{% endfor %}{{ tail|safe }}"
)

app = Flask(__name__)
# Compiled once, as a template in a file is.
TEMPLATE = app.jinja_env.from_string(SOURCE)
here = threading.local()


@app.get("/hello")
def hello() -> str:
    return "Hello, World!"


@app.get("/page")
def page() -> str:
    return render_template(TEMPLATE, **PAGE)


@app.post("/insert")
def insert() -> Response:
    if not hasattr(here, "connection"):
        here.connection = connect()
    here.connection.execute("BEGIN IMMEDIATE")
    here.connection.execute("INSERT INTO note (text) VALUES (?)", (request.form.get("text", ""),))
    here.connection.execute("COMMIT")
    return Response(status=303, headers={"Location": "/"})


def connect() -> sqlite3.Connection:
    connection = sqlite3.connect(FOLDER / "reference.db", timeout=10, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, text TEXT)")
    return connection
