"""The site that is measured: a database of its own in a temporary folder, with people who are signed in."""

from __future__ import annotations

import json
import os
import random
import re
import secrets
import subprocess
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from bench.load import Request
from bench.servers import BIN, CHECKOUT
from community.accounts.models import LoginSession, Member, Role
from community.accounts.queries import hash_token
from community.content.models import Audience, ContentItem, ItemCounter
from community.core.clock import now
from community.core.db import begin_writing, db
from config import read_settings

SIZES = {"members": 2000, "groups": 50, "items": 2000, "comments": 100_000, "seed": 1}
ADDRESSES, PEOPLE, LENGTH = 200, 200, 5000
LEAST_COMMENTS = 20


@dataclass
class World:
    """A prepared site."""

    folder: Path
    port: int
    environment: dict[str, str] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    item_ids: list[int] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("COMMUNITY_")} | {
            "COMMUNITY_SECRET_KEY": secrets.token_hex(32),
            "DATA_DIR": str(self.folder),
            "PORT": str(self.port),
            "BENCH_FOLDER": str(self.folder),
            "PYTHONPATH": str(CHECKOUT),
        }

    def community(self, *arguments: str) -> None:
        """Run the project's own command on this site."""
        subprocess.run([BIN / "community", *arguments], env=self.environment, cwd=CHECKOUT, check=True)

    def app(self) -> Flask:
        """Make the application in this process."""
        from community.app import create_app

        return create_app(read_settings(self.environment))

    def fill(self) -> None:
        """Migrate, generate, and sign 200 members in."""
        self.community("migrate")
        self.community("generate", *(part for name, size in SIZES.items() for part in (f"--{name}", str(size))))
        app = self.app()
        with app.app_context():
            self.choose_addresses()
            self.sign_people_in(app)

    def choose_addresses(self) -> None:
        """Take news posts for everybody with at least a full page of comments."""
        query = (
            select(ContentItem.id, ContentItem.slug)
            .join(ItemCounter)
            .where(ContentItem.kind == "news", ContentItem.audience == Audience.PUBLIC)
            .where(ItemCounter.comment_count >= LEAST_COMMENTS)
            .limit(ADDRESSES)
        )
        for item_id, slug in db.session.execute(query):
            self.item_ids.append(item_id)
            self.paths.append(f"/nieuws/{slug}")
        db.session.rollback()

    def sign_people_in(self, app: Flask) -> None:
        """Give plain members a session each, as a browser has it after its first page."""
        query = select(Member.id).where(Member.role == Role.MEMBER).limit(PEOPLE)
        people = list(db.session.scalars(query))
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        forms = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token")  # type: ignore[arg-type]
        begin_writing()
        for person in people:
            token, raw = secrets.token_urlsafe(32), secrets.token_hex(20)
            ends = now() + timedelta(days=1)
            db.session.add(
                LoginSession(token_hash=hash_token(token), member_id=person, provider="bench", expires_at=ends)
            )
            session = {"_user_id": token, "_fresh": True, "csrf_token": raw}
            self.cookies.append(f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(session)}")
            self.tokens.append(str(forms.dumps(raw)))
        db.session.commit()

    # --- mixes ---

    def chosen_paths(self, chance: random.Random) -> list[int]:
        """Give places in the list of addresses, the first asked for most often (Zipf)."""
        weights = [1 / (place + 1) for place in range(len(self.paths))]
        return chance.choices(range(len(self.paths)), weights, k=LENGTH)

    def visitors(self) -> list[Request]:
        """Visitors who read."""
        return [Request(self.paths[place]) for place in self.chosen_paths(random.Random(1))]

    def members(self) -> list[Request]:
        """Members who read, each as often as any other."""
        chance = random.Random(2)
        return [Request(self.paths[place], chance.choice(self.cookies)) for place in self.chosen_paths(chance)]

    def posts(self) -> list[Request]:
        """Members who comment."""
        chance = random.Random(3)
        found = []
        for place in self.chosen_paths(chance):
            who = chance.randrange(len(self.cookies))
            text = quote("Een reactie van een lid dat meedoet, met een zin of twee over wat hierboven staat.")
            body = f"csrf_token={self.tokens[who]}&key={secrets.token_hex(5)}x@&text={text}"
            found.append(Request(f"/reacties/bij/{self.item_ids[place]}", self.cookies[who], "POST", body))
        return found

    def keep_page(self, html: str) -> int:
        """Keep a page in the parts of which the reference with Jinja makes one of as many bytes; give its size."""
        pieces = re.split(r'(<article class="comment.*?</article>)', html, flags=re.DOTALL)
        comments = [described(block, number) for number, block in enumerate(pieces[1::2])]
        rest = "".join(pieces[0::2])
        values = {"head": rest[: len(rest) // 2], "tail": rest[len(rest) // 2 :], "comments": comments}
        (self.folder / "page.json").write_text(json.dumps(values))
        return len(html.encode())


def described(block: str, number: int) -> dict[str, object]:
    """Give a comment as the reference shows it, its size unchanged: words that are escaped, and parts that are not."""
    name = re.search(r'aria-label="Reactie van ([^"]*)"', block)
    shown = {"id": 10**17 + number, "name": name[1] if name else "", "function": "adviseur", "when": "2 jaar geleden"}
    frame = 110 + 2 * len(str(shown["name"])) + 18 + 8 + 14
    body = block[frame:]
    cuts = [len(body) * part // 9 for part in range(10)]
    parts = [body[cuts[part] : cuts[part + 1]] for part in range(9)]
    return {**shown, "html": parts[0], "parts": parts[1:]}
