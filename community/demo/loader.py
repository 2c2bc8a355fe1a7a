"""Turns the demo content into rows, once: a second run finds its mark and changes nothing.

It writes rows directly, as an import does, since its deeds happened at other times than now; what deeds would have left
behind (counters, revisions, a log line for each admission) it leaves behind too.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from community.core.clock import now
from community.core.db import begin_writing, db
from community.core.storage import Storage
from community.demo import shapes
from community.demo.conversations import Conversations
from community.demo.documents import Kept, Shelves, keep_papers
from community.demo.files import Files
from community.demo.hearing import write_follows_and_notifications
from community.demo.people import People, follow_issuer
from community.demo.places import Places
from community.demo.privacy import write_erasures
from community.demo.profiles import write_profiles
from community.demo.reader import read_demo
from community.demo.reports import write_reports
from community.demo.review import write_review
from community.demo.texts import Texts
from community.site.models import SiteSetting
from community.site.readiness import DEMO_LOADED


def load_demo(data_dir: Path, issuer: str, storage: Storage) -> bool:
    """Load the demo content where it is not in yet, and write `demo.json`; says whether it did anything."""
    kept = prepared(storage) if db.session.get(SiteSetting, DEMO_LOADED) is None else None
    db.session.rollback()
    begin_writing()
    # Asked again under the lock: another process may have loaded it meanwhile.
    mark = db.session.get(SiteSetting, DEMO_LOADED)
    if mark is None:
        demo, files, papers = kept or prepared(storage)
        addresses = fill(demo, files, papers, now().astimezone(shapes.ZONE).date(), issuer)
        db.session.add(SiteSetting(key=DEMO_LOADED, value={"value": addresses}))
    else:
        addresses = mark.value["value"]
        follow_issuer(issuer)
    db.session.commit()
    data_dir.mkdir(parents=True, exist_ok=True)
    (data_dir / "demo.json").write_text(json.dumps(addresses, indent=2) + "\n", encoding="utf-8")
    return mark is None


def prepared(storage: Storage) -> tuple[shapes.Demo, Files, Kept]:
    """Read the content and keep its files, which takes long and needs no lock."""
    demo = read_demo()
    return demo, Files(demo, storage), keep_papers(demo, storage)


def fill(demo: shapes.Demo, files: Files, papers: Kept, today: date, issuer: str) -> dict[str, str]:
    """Write all rows, and give the addresses that scripts ask for."""
    places = Places(demo)
    people = People(demo, places, today, issuer)
    write_profiles(demo, people, places, files)
    conversations = Conversations(people, today)
    texts = Texts(demo, places, people, conversations, files, today)
    shelves = Shelves(papers, people, conversations, today)
    for shelf in demo.shelves:
        shelves.fill(shelf, texts.groups[shelf.group])
    texts.archive(demo.groups)
    for key in ("name", "tagline"):
        db.session.merge(SiteSetting(key=key, value={"value": getattr(demo.site, key)}))
    db.session.flush()
    write_follows_and_notifications()
    write_reports()
    write_review()
    write_erasures()
    return texts.addresses()
