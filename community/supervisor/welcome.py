"""What `make run` says when everything answers: the addresses, the demo people, how to stop."""

import json
from pathlib import Path

from community.supervisor.surroundings import Surroundings

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
    for heading in ("sign in as", "name", "function", "organisation"):
        people.add_column(heading, overflow="fold")
    for person in json.loads(PEOPLE.read_text(encoding="utf-8")):
        people.add_row(f"[bold]{person['key']}[/bold]", person["name"], person["function"], person["organisation"])
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
