"""Runs every measurement and writes docs/performance.md. BENCH_SECONDS (4) and BENCH_ROUNDS (3) make it longer."""

from __future__ import annotations

import os
import random
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import cold, groups, report, slow, writing
from bench.load import Load, Request, install_wrk, load
from bench.servers import BIN, CHECKOUT, REFERENCES, SITE, command, free_port, get, pss, running, tree
from bench.world import World

SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
LONG = tuple(map(int, os.environ.get("BENCH_COMMENTS", "1000,10000,1000000").split(",")))
WORKERS = 2


def say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", flush=True)


def middle(run: Callable[[], Load], times: int) -> Load:
    """Give the middle one of some runs."""
    return sorted((run() for _ in range(times)), key=lambda each: each.rate)[times // 2]


def counted(port: int) -> dict[str, float]:
    """Give the counters of one process of the site."""
    _, text = get(port, "/metrics")
    rows = re.findall(r'^(community_\w+_pages_total)\{result="(\w+)"\} (\S+)$', text.decode(), re.MULTILINE)
    return {f"{name} {result}": float(value) for name, result, value in rows}


def share(before: dict[str, float], after: dict[str, float], name: str, hit: str) -> float:
    """Give the share of pages that were kept between two readings of the counters."""
    grown = {key: after[key] - before.get(key, 0) for key in after if key.startswith(name)}
    return grown.get(f"{name} {hit}", 0) / max(1, sum(grown.values()))


def reading(world: World, found: report.Findings) -> None:
    """Measure reading against the references, round by round, so that both have the same weather."""
    other = free_port()
    site, references = command("community", SITE, world.port, WORKERS), command("granian", REFERENCES, other, WORKERS)
    with running(site, world.environment, world.port) as process:
        page_size = world.keep_page(get(world.port, world.paths[0], world.cookies[0])[1].decode())
        with running(references, world.environment, other):
            found.page_bytes = (page_size, len(get(other, "/page")[1]))
            runs = {
                "hello": lambda: load(other, [Request("/hello")], SECONDS),
                "jinja": lambda: load(other, [Request("/page")], SECONDS),
                "visitors": lambda: load(world.port, world.visitors(), SECONDS),
                "members": lambda: load(world.port, world.members(), SECONDS),
            }
            warm(world)
            rounds = rounds_of(runs)
            found.put(rounds)
            say(f"reading: {found.rates}")
            with writing.writing(world.port, world.posts()) as writers:
                begun = time.monotonic()
                busy = rounds_of({name: runs[name] for name in ("visitors", "members")})
                found.written_rate = writers.accepted / (time.monotonic() - begun)
            found.put(busy, " while writing")
            found.refused_writes = writers.refused
            say(f"while writing: {found.rates}")
        memory = [pss(pid) for pid in tree(process.pid)[1:]] or [pss(process.pid)]
        found.memory["web process, after all this"] = max(memory)


def warm(world: World) -> None:
    """Ask for every address until each process has made it: of the first seconds nothing is told."""
    for mix in (world.visitors(), world.members()):
        rates = [0.0, 0.0]
        for _ in range(12):
            rates.append(load(world.port, mix, 2).rate)
            if len(rates) > 4 and rates[-1] < rates[-3] * 1.1:
                break


def rounds_of(runs: dict[str, Callable[[], Load]]) -> dict[str, list[Load]]:
    """Run everything in turn, some rounds."""
    results: dict[str, list[Load]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            results[name].append(run())
    return results


def hits(world: World, found: report.Findings) -> None:
    """Measure with one process the share of pages that were kept, quiet and while comments come in."""
    with running(command("community", SITE, world.port, 1), world.environment, world.port):
        warm(world)
        for words in ("", " while writing"):
            before = counted(world.port)
            if words:
                with writing.writing(world.port, world.posts()):
                    load(world.port, world.visitors(), SECONDS)
                    load(world.port, world.members(), SECONDS)
            else:
                load(world.port, world.visitors(), SECONDS)
                load(world.port, world.members(), SECONDS)
            after = counted(world.port)
            found.hits["visitors" + words] = share(before, after, "community_visitor_pages_total", "kept")
            found.hits["members" + words] = share(before, after, "community_member_pages_total", "filled")
    say(f"hits: {found.hits}")


def posting(world: World, found: report.Findings) -> None:
    """Measure comments by eight clients against one row inserted by each."""
    other = free_port()
    body = "text=Een+reactie+van+een+lid&key=@"
    with (
        running(command("community", SITE, world.port, WORKERS), world.environment, world.port),
        running(command("granian", REFERENCES, other, WORKERS), world.environment, other),
    ):
        found.put(
            rounds_of(
                {
                    "insert": lambda: load(other, [Request("/insert", "", "POST", body)], SECONDS),
                    "comments": lambda: load(world.port, world.posts(), SECONDS),
                }
            )
        )
    found.profile = writing.profile(world.app(), world.posts())
    say(f"posting: {found.rates['comments']} against {found.rates['insert']}")


def servers(world: World, found: report.Findings) -> None:
    """Compare the servers on the real pages and among slow clients."""
    for kind in ("granian", "gunicorn", "waitress"):
        with running(command(kind, SITE, world.port, WORKERS), world.environment, world.port) as process:
            warm(world)
            rates = [load(world.port, mix, SECONDS).rate for mix in (world.visitors(), world.members())]
            weight = max(pss(pid) for pid in tree(process.pid))
            lost, longest = slow.lost_among_slow(world.port, world.paths[0])
        found.servers.append((kind, *rates, weight, lost, longest))
        say(f"{found.servers[-1]}")


def starting(world: World, found: report.Findings) -> None:
    """Measure the time from nothing to the first page."""
    times = []
    for _ in range(3):
        begun = time.monotonic()
        with running([str(BIN / "community"), "serve"], world.environment, world.port):
            status, _ = get(world.port, random.choice(world.paths))
            times.append(time.monotonic() - begun)
            assert status == 200
    found.start_seconds = statistics.median(times)
    say(f"start: {found.start_seconds:.2f} s")


def main() -> None:
    install_wrk()
    found = report.Findings(seconds=SECONDS, rounds=ROUNDS)
    folder = Path(tempfile.mkdtemp(prefix="community-bench-"))
    try:
        world = World(folder, free_port())
        say("generating")
        begun = time.monotonic()
        world.fill()
        found.generate_seconds = time.monotonic() - begun
        app = world.app()
        found.queries["a visitor"] = cold.statements(app, world.paths[0], "")
        found.queries["a member"] = cold.statements(app, world.paths[0], world.cookies[0])
        app.extensions["kept"].close()
        with running([str(BIN / "community"), "worker"], world.environment) as worker:
            reading(world, found)
            hits(world, found)
            posting(world, found)
            servers(world, found)
            starting(world, found)
            found.memory["worker"] = sum(pss(pid) for pid in tree(worker.pid))
        say("an item with very many comments")
        found.growth = cold.grow(world, LONG)
        say(f"{found.growth}")
        say("a group with very much in it")
        found.groups = groups.open_groups(world)
        say(f"{found.groups}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=CHECKOUT, capture_output=True, text=True)
    report.write(found, commit.stdout.strip())
    say("written: docs/performance.md")


if __name__ == "__main__":
    main()
