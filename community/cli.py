"""The command `community`: run the site and its worker, migrate, fill, and look after a deployment."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from config import SettingError, Settings, read_settings

if TYPE_CHECKING:
    from flask import Flask


def settings_or_stop() -> Settings:
    """Give the settings, or stop with one line that names the fault."""
    try:
        return read_settings()
    except SettingError as error:
        raise click.ClickException(str(error)) from error


def application() -> Flask:
    """Make the application; imported here, so that `--help` answers at once."""
    from community.app import create_app

    return create_app(settings_or_stop())


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Run and look after a community platform."""


@cli.command()
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes that serve pages.")
@click.option("--host", default="127.0.0.1", show_default=True)
def serve(workers: int, host: str) -> None:
    """Serve the site on PORT."""
    from community.server import serve_site

    serve_site(settings_or_stop(), host=host, workers=workers)


@cli.command()
def worker() -> None:
    """Do what waits: mail, scheduled publications, ends of suspensions."""
    from community.core import logs
    from community.jobs.worker import run_worker

    logs.configure(settings_or_stop())
    run_worker(application())


@cli.command()
def migrate() -> None:
    """Bring the database to the newest shape."""
    # Here alone: Alembic takes half a second to load, and pages never need it.
    from flask_migrate import Migrate, upgrade

    from community.core.append_only import lock_log, unlock_log
    from community.core.change_notes import install_notes, remove_notes
    from community.core.db import db
    from community.site.readiness import MIGRATIONS

    settings_or_stop().data_dir.mkdir(parents=True, exist_ok=True)
    app = application()
    Migrate(app, db)
    with app.app_context():
        # Triggers would stand in the way of a table that is rebuilt; they are made anew for the new tables.
        with db.engine.begin() as connection:
            remove_notes(connection)
            unlock_log(connection)
        upgrade(directory=str(MIGRATIONS))
        with db.engine.begin() as connection:
            install_notes(connection, db.metadata)
            lock_log(connection, db.metadata)
    click.echo("The database is of the newest shape.")


@cli.command()
def demo() -> None:
    """Fill the site with Dutch demo content; safe to repeat."""
    from community.demo.loader import load_demo

    settings = settings_or_stop()
    app = application()
    with app.test_request_context():
        is_new = load_demo(settings.data_dir, settings.oidc_issuer, app.extensions["storage"])
    click.echo("The demo content is in." if is_new else "The demo content was in already.")


@cli.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
def setup(file: Path) -> None:
    """Give the site its name, regions, themes and pages, as FILE (TOML) says; safe to repeat.

    What FILE does not name stays as it is. docs/programme.example.toml is one to begin with.
    """
    from community.core.db import begin_writing, db
    from community.core.toml import ContentError
    from community.setup.reader import read_programme
    from community.setup.writer import Writer
    from community.site.readiness import unreadiness

    try:
        programme = read_programme(file)
    except ContentError as error:
        raise click.UsageError(str(error)) from error
    with application().test_request_context():
        reason = unreadiness(with_demo=False)
        if reason:
            raise click.ClickException(reason)
        begin_writing()
        counts = Writer(programme).write()
        db.session.commit()
    click.echo(f"{counts['new']} new, {counts['changed']} changed, {counts['same']} as they were.")


@cli.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write all rows and files to FILE, a new archive."""
    from community.upkeep.backup import make_backup

    if file.exists():
        raise click.ClickException(f"{file} exists already")
    with application().app_context():
        counts = make_backup(file)
    click.echo(f"{sum(counts.values())} rows of {len(counts)} tables, and all files, are in {file}.")


@cli.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace what is in the database.")
def restore(file: Path, force: bool) -> None:
    """Fill an empty database from FILE, a backup; everybody signs in anew after that."""
    from community.upkeep.backup import BackupError, restore_backup

    with application().app_context():
        try:
            counts = restore_backup(file, force=force)
        except BackupError as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"{sum(counts.values())} rows of {len(counts)} tables are back.")


@cli.command()
def check() -> None:
    """Say whether this deployment is safe and complete; each finding comes with its cure."""
    from community.upkeep.check import findings

    settings = settings_or_stop()
    with application().app_context():
        found = findings(settings)
    for each in found:
        click.echo(f"{each.fault}\n  {each.cure}")
    if found:
        sys.exit(1)
    click.echo("Nothing was found.")


@cli.command()
@click.option("--members", default=2000, show_default=True, type=click.IntRange(50, 10_000_000))
@click.option("--groups", default=50, show_default=True, type=click.IntRange(0, 1_000_000))
@click.option("--items", default=2000, show_default=True, type=click.IntRange(1, 100_000_000))
@click.option("--comments", default=100_000, show_default=True, type=click.IntRange(0, 1_000_000_000))
@click.option("--seed", default=1, show_default=True, type=int, help="The same seed gives the same texts.")
def generate(members: int, groups: int, items: int, comments: int, seed: int) -> None:
    """Fill the database with synthetic content of any size, for measuring and trying."""
    from community.generate.run import generate as run

    with application().app_context():
        run(members=members, groups=groups, items=items, comments=comments, seed=seed)


@cli.command()
def permissions() -> None:
    """Show who may do what, as a table."""
    from community.policy.rule import explain
    from community.policy.table import RULES

    with application().test_request_context():
        for permission, rule in RULES.items():
            click.echo(f"{permission.value:26} {permission.label}: {explain(rule)}")


@cli.command()
@click.argument("email")
@click.argument("role", type=click.Choice(["member", "editor", "moderator", "administrator"]))
@click.option("--unverified", is_flag=True, help="Go ahead though no provider vouches for the address.")
def role(email: str, role: str, unverified: bool) -> None:
    """Give the person with EMAIL a role; this also admits them."""
    from community.accounts.models import Role
    from community.core.db import begin_writing, db
    from community.membership.services.roles import appoint

    with application().app_context():
        begin_writing()
        try:
            name = appoint(email, Role(role), unverified=unverified)
        except LookupError as error:
            raise click.ClickException(str(error)) from error
        db.session.commit()
    click.echo(f"{name} is now {role}.")


def main() -> None:
    """Run the command; bad arguments end with status 2 and one line."""
    try:
        cli.main(standalone_mode=False)
    except click.UsageError as error:
        click.echo(f"community: {error.format_message()} (try --help)", err=True)
        sys.exit(2)
    except click.ClickException as error:
        click.echo(f"community: {error.format_message()}", err=True)
        sys.exit(1)
    except click.Abort:
        sys.exit(130)


if __name__ == "__main__":
    main()
