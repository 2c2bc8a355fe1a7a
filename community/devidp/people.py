"""The people who have an account at this provider: the demo people of `people.json`, and who made an account here.

Also says which claims a person has for which scope. Nothing here knows of roles: what somebody may do is the site's
business (`role_hint` in the file is for who writes demo content).
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("people.json")


@dataclass(frozen=True)
class Person:
    """One account."""

    key: str
    subject: str
    name: str
    email: str
    function: str = ""
    organisation: str = ""
    role_hint: str = ""

    def claims(self, scope: str) -> dict[str, str | bool]:
        """What a client may know of this person under the scopes that it asked for."""
        scopes = scope.split()
        claims: dict[str, str | bool] = {"sub": self.subject}
        if "profile" in scopes:
            claims["name"] = self.name
            claims |= {
                key: value for key, value in (("organisation", self.organisation), ("title", self.function)) if value
            }
        if "email" in scopes:
            claims |= {"email": self.email, "email_verified": True}
        return claims


@cache
def demo_people() -> tuple[Person, ...]:
    """The invented people of the demo content, in the order of the file."""
    return tuple(Person(**row) for row in json.loads(FILE.read_text(encoding="utf-8")))
