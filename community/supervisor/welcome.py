"""What `make run` says when everything answers: the addresses, the demo people, how to stop."""

import json
from pathlib import Path

from community.supervisor.surroundings import Surroundings

# The people of the demo whom docs, checks and tests rely on; the provider's page has more.
SIGN_IN_AS = {
    "lid": "a member, in the groups of Zeeland and Regio Zwolle",
    "buitenstaander": "a member, in no group",
    "trekker": "coordinator of the group of Zeeland",
    "redacteur": "editor",
    "moderator": "moderator",
    "beheerder": "administrator",
    "aanvrager": "has applied, is not admitted yet",
    "nieuw": "never seen here",
    "geschorst": "suspended",
}
PEOPLE = Path(__file__).resolve().parents[1] / "devidp" / "people.json"


def welcome(surroundings: Surroundings) -> None:
    """Print where everything is and as whom one can sign in."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    addresses = Table.grid(padding=(0, 2))
    for name, value in addresses_of(surroundings).items():
        addresses.add_row(name, f"[bold]{value}[/bold]")
    people = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("sign in as", "name", "is"):
        people.add_column(heading)
    names = {person["key"]: person["name"] for person in json.loads(PEOPLE.read_text(encoding="utf-8"))}
    for key, description in SIGN_IN_AS.items():
        people.add_row(f"[bold]{key}[/bold]", names[key], description)
    console.print()
    console.print(addresses)
    console.print(people)
    console.print("Everything runs. Stop with Ctrl-C.")


def addresses_of(surroundings: Surroundings) -> dict[str, str]:
    """Name every address that a person may want."""
    mail = surroundings.environment.get("COMMUNITY_MAIL_URL") or str(surroundings.data_dir / "mail")
    return {
        "The site": surroundings.environment["COMMUNITY_BASE_URL"],
        "Sign in": f"{surroundings.environment['COMMUNITY_BASE_URL']}/inloggen",
        "Identity provider": surroundings.environment["COMMUNITY_OIDC_ISSUER"],
        "Mail": mail,
    }
