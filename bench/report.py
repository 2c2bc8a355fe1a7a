"""Writes what was measured to docs/performance.md; the words around the figures stand in `bench/performance.md`."""

from __future__ import annotations

import os
import platform
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.groups import Opening, longer
from bench.load import Load

CHECKOUT = Path(__file__).resolve().parents[1]


@dataclass
class Findings:
    """Everything that was measured."""

    seconds: float
    rounds: int
    rates: dict[str, float] = field(default_factory=dict)
    spread: dict[str, tuple[float, float]] = field(default_factory=dict)
    p99: dict[str, float] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    page_bytes: tuple[int, int] = (0, 0)
    written_rate: float = 0.0
    refused_writes: int = 0
    hits: dict[str, float] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)
    queries: dict[str, list[str]] = field(default_factory=dict)
    profile: list[tuple[str, float]] = field(default_factory=list)
    servers: list[tuple[str, float, float, float, int, float]] = field(default_factory=list)
    growth: list[tuple[int, int, float]] = field(default_factory=list)
    groups: list[Opening] = field(default_factory=list)
    start_seconds: float = 0.0
    generate_seconds: float = 0.0

    def put(self, rounds: dict[str, list[Load]], suffix: str = "") -> None:
        """Take the middle of each series of runs."""
        for name, loads in rounds.items():
            rates = [each.rate for each in loads]
            self.rates[name + suffix] = statistics.median(rates)
            self.spread[name + suffix] = (min(rates), max(rates))
            self.p99[name + suffix] = statistics.median(each.p99 for each in loads)
            self.refused[name + suffix] = sum(each.refused + each.lost for each in loads)

    def ratio(self, name: str, reference: str) -> float:
        """Give one rate as a share of another."""
        return self.rates[name] / max(1e-9, self.rates[reference])


def machine() -> str:
    """Describe the machine."""
    info = Path("/proc/cpuinfo").read_text()
    model = next((line.split(":")[1].strip() for line in info.splitlines() if line.startswith("model name")), "?")
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 1024**2
    return (
        f"{os.cpu_count()} cores of {model}, {memory:.0f} GB of memory, Linux {platform.release().split('-')[0]}, "
        f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the end"
    )


def goal(words: str, value: float, wanted: float, *, at_most: bool = False) -> str:
    """Write one line of the table of goals."""
    is_reached = value <= wanted if at_most else value >= wanted
    sign = "≤" if at_most else "≥"
    return f"| {words} | {sign} {wanted:g} | **{value:.2f}** | {'reached' if is_reached else 'not reached'} |"


def goals(found: Findings) -> list[str]:
    """Write the table of goals."""
    middle, large = found.growth[1][2], found.growth[2][2]
    return [
        "| goal | wanted | found | |",
        "|---|---|---|---|",
        goal("visitor's page / Flask hello world", found.ratio("visitors", "hello"), 2),
        goal("member's page / Flask + Jinja from memory", found.ratio("members", "jinja"), 0.7),
        goal("visitors while 20 comments/s come in / quiet", found.ratio("visitors while writing", "visitors"), 0.8),
        goal("members while 20 comments/s come in / quiet", found.ratio("members while writing", "members"), 0.8),
        goal("cold queries, visitor", len(found.queries["a visitor"]), 6, at_most=True),
        goal("cold queries, member", len(found.queries["a member"]), 10, at_most=True),
        goal("cold page with the most comments / with 10,000", large / middle, 1.1, at_most=True),
        *(
            goal(
                f"cold group of 10,000 discussions and 5,000 members / of ten, {who}",
                longer(found.groups, who),
                1.3,
                at_most=True,
            )
            for who in ("coordinator", "member")
        ),
        goal("comments posted / rows inserted by bare Flask", found.ratio("comments", "insert"), 0.25),
        goal("p99 of a comment / p99 of an insert", found.p99["comments"] / found.p99["insert"], 5, at_most=True),
        *(goal(f"PSS in MB, {what}", mb, 120, at_most=True) for what, mb in found.memory.items()),
        goal("seconds from cold start to first page", found.start_seconds, 1, at_most=True),
    ]


def rates(found: Findings) -> list[str]:
    """Write the table of rates."""
    lines = ["| | per second (middle) | lowest – highest | p99, ms | refused or lost |", "|---|---|---|---|---|"]
    for name, rate in found.rates.items():
        low, high = found.spread[name]
        lines.append(
            f"| {name} | {rate:,.0f} | {low:,.0f} – {high:,.0f} | {found.p99[name]:.1f} | {found.refused[name]} |"
        )
    return lines


def queries(found: Findings) -> list[str]:
    """Write the queries of a cold page."""
    lines = []
    for who, names in found.queries.items():
        lines += [f"For {who} ({len(names)}):", "", *(f"{place}. {name}" for place, name in enumerate(names, 1)), ""]
    return lines


def servers(found: Findings) -> list[str]:
    """Write the comparison of servers."""
    lines = [
        "| server | visitors/s | members/s | largest process, MB | lost of 20 among 90 slow | longest wait, s |",
        "|---|---|---|---|---|---|",
    ]
    for kind, visitors, members, weight, lost, longest in found.servers:
        lines.append(f"| {kind} | {visitors:,.0f} | {members:,.0f} | {weight:.0f} | {lost} | {longest:.2f} |")
    return lines


def write(found: Findings, commit: str) -> None:
    """Write the document."""
    parts = {
        "machine": machine(),
        "when": f"{time.strftime('%Y-%m-%d')}, at {commit}",
        "method": f"{found.rounds} rounds of {found.seconds:g} s each",
        "bytes": f"{found.page_bytes[0]:,} and {found.page_bytes[1]:,}",
        "goals": "\n".join(goals(found)),
        "rates": "\n".join(rates(found)),
        "writes": f"{found.written_rate:.1f} a second were accepted, {found.refused_writes} refused",
        "hits": "\n".join(f"- {who}: {part:.1%}" for who, part in found.hits.items()),
        "queries": "\n".join(queries(found)),
        "growth": "\n".join(f"| {count:,} | {n} | {ms:.2f} |" for count, n, ms in found.growth),
        "groups": "\n".join(each.line for each in found.groups),
        "profile": "\n".join(f"| {words} | {ms:.2f} |" for words, ms in found.profile),
        "servers": "\n".join(servers(found)),
        "generate": f"{found.generate_seconds:.0f}",
    }
    text = (CHECKOUT / "bench" / "performance.md").read_text(encoding="utf-8")
    for name, value in parts.items():
        text = text.replace(f"[[{name}]]", value)
    (CHECKOUT / "docs" / "performance.md").write_text(text, encoding="utf-8")
