"""How the development provider starts, and where it never does."""

from __future__ import annotations

import stat
import subprocess
import time
from pathlib import Path

import requests

from tests.devidp.process import ROOT, command, devidp, environment
from tests.services.process import free_port


def start(tmp_path: Path, **more: str) -> subprocess.CompletedProcess[str]:
    line = command(free_port(), tmp_path)
    return subprocess.run(line, env=environment(**more), cwd=ROOT, capture_output=True, text=True, timeout=20)


def test_it_never_starts_in_production_and_says_so_in_one_line(tmp_path: Path) -> None:
    for name in ("production", " Production "):
        done = start(tmp_path, COMMUNITY_ENV=name)
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1
        assert "production" in done.stderr


def test_a_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    with devidp(tmp_path) as idp:
        port = int(idp.issuer.rsplit(":", 1)[1])
        line = command(port, tmp_path)
        done = subprocess.run(line, env=environment(), cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert done.returncode == 1
    assert str(port) in done.stderr
    assert "Traceback" not in done.stderr


def test_keys_accounts_and_the_secret_survive_a_restart_and_are_for_their_owner_alone(tmp_path: Path) -> None:
    seen = []
    for _ in range(2):
        with devidp(tmp_path) as idp:
            keys = requests.get(f"{idp.issuer}/jwks", timeout=10).json()["keys"]
            seen.append(([key["kid"] for key in keys], (tmp_path / "devidp/client-secret").read_text()))
            assert not any("d" in key for key in keys)
    assert seen[0] == seen[1]
    for name in ("keys.json", "client-secret"):
        assert stat.S_IMODE((tmp_path / "devidp" / name).stat().st_mode) == 0o600


def test_a_key_is_replaced_when_it_has_grown_old(tmp_path: Path) -> None:
    with devidp(tmp_path, arguments=("--key-days", "0.00001")) as idp:
        first = requests.get(f"{idp.issuer}/jwks", timeout=10).json()["keys"]
        time.sleep(1)
        second = requests.get(f"{idp.issuer}/jwks", timeout=10).json()["keys"]
    assert second[0]["kid"] != first[0]["kid"]
    assert first[0]["kid"] in {key["kid"] for key in second}


def test_it_imports_nothing_of_the_application(tmp_path: Path) -> None:
    script = (
        "import sys, community.devidp.__main__, community.devidp.app;"
        "ours = [m for m in sys.modules if m.startswith(('community.', 'config'))];"
        "print([m for m in ours if not m.startswith('community.devidp')])"
    )
    done = subprocess.run(
        [command(0, tmp_path)[0], "-c", script], cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=20
    )
    assert done.stdout.strip() == "[]"
