"""Whatever is not for somebody is as absent to them as what is not there: on each route, reading and writing."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from werkzeug.test import TestResponse

from tests.builders.fixtures import token_of
from tests.canary.secrets import readers_of_row
from tests.security.places import Place
from tests.security.scene import Scene, rows_of

WORDS = dict.fromkeys(("text", "reason", "name", "title", "body", "motivation", "message", "purpose"), "Woorden")
# How many addresses of things of others are asked for on each route, and by each method.
OF_EACH_ROUTE = 2
TOKEN = re.compile(r'(value=|"X-CSRFToken": |content=)"[^"]{40,}"|X-CSRFToken&[^}]+}')


def of_others(scene: Scene, person: str) -> list[tuple[Place, list[str]]]:
    """Give some addresses of each route that name what this person may not read, with the parts that do."""
    actors = {person: scene.cast.actor(person)}
    readable: dict[int, bool] = {}
    taken: Counter[tuple[Any, ...]] = Counter()
    found = []
    for place in scene.places:
        for row in place.rows.values():
            if id(row) not in readable:
                readable[id(row)] = bool(readers_of_row(type(row), row, actors))
        parts = [name for name, row in place.rows.items() if not readable[id(row)]]
        key = (place.rule.rule, place.rule.endpoint, *parts)
        if parts and taken[key] < OF_EACH_ROUTE:
            taken[key] += 1
            found.append((place, parts))
    return found


def told(answer: TestResponse, place: Place, names: list[str]) -> tuple[Any, ...]:
    """Give all that an answer tells, but the address that was asked for and the tokens of forms."""
    text = TOKEN.sub("", answer.get_data().decode("utf-8", "replace")).replace(place.address, "")
    values = sorted((place.values[name] for name in names), key=len)
    for value in (each for each in reversed(values) if len(each) > 4):
        text = text.replace(value, "")
    kept = {
        name: value for name, value in answer.headers if name not in ("Content-Length", "ETag", "Set-Cookie", "Date")
    }
    kept["Location"] = kept.get("Location", "").replace(place.address, "")
    return answer.status_code, text, kept


def compare(scene: Scene, person: str, method: str) -> tuple[int, list[str]]:
    """Ask for what is not theirs and for what is not there; gives how often, and where the answers differ."""
    asked, different = 0, []
    token = "" if person == "visitor" else token_of(scene.browser(person).get("/mijn/sessies"))
    data = {"csrf_token": token} | WORDS if method == "POST" else None
    for place, parts in of_others(scene, person):
        if method not in (place.rule.methods or ()):
            continue
        absent, asked = place.without(parts), asked + 1
        # Each with a browser of its own: what one answer still has to say must not stand in the next.
        one, two = (scene.browser(person).open(each.address, method=method, data=data) for each in (place, absent))
        names = list(place.rows)
        if told(one, place, names) != told(two, absent, names):
            different.append(f"{person} {method} {place.rule.rule} {parts}: {one.status_code} and {two.status_code}")
        one.close()
        two.close()
    return asked, different


def test_what_others_have_reads_as_what_is_not_there_on_every_route(scene: Scene) -> None:
    asked, different = 0, []
    for person in ("member", "visitor"):
        count, found = compare(scene, person, "GET")
        asked, different = asked + count, different + found
    print(f"\n{asked} addresses")
    assert not different, "\n".join(different)
    assert asked > 100


def test_nothing_is_done_to_what_others_have_and_the_refusal_tells_nothing(scene: Scene) -> None:
    before = rows_of(scene.app)
    asked, different = compare(scene, "member", "POST")
    print(f"\n{asked} addresses")
    assert not different, "\n".join(different)
    assert asked > 100
    assert rows_of(scene.app) == before
