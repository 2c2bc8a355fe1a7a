"""`make run` starts everything together, and whatever happens leaves no process behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tests.services.process import free_port, wait_until


class Run:
    """One run of the supervisor on stand-in programs, in a process group of its own as in a terminal."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("COMMUNITY_")}
        self.environment |= {"DATA_DIR": str(data_dir), "PORT": str(free_port()), "IDP_PORT": str(free_port())}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *deeds: str, **settings: str) -> "Run":
        return self.execute([sys.executable, "-m", "tests.supervisor.programs", "supervise", *deeds], settings)

    def execute(self, command: Sequence[str], settings: Mapping[str, str]) -> "Run":
        with (self.data_dir / "output").open("w") as output:
            self.process = subprocess.Popen(
                command, env=self.environment | settings, stdout=output, stderr=output, start_new_session=True
            )
        return self

    def started(self, *deeds: str, **settings: str) -> "Run":
        self.start(*deeds, **settings)
        wait_until(lambda: "Everything runs" in self.output(), "the start of everything")
        worker = dict(deed.split("=") for deed in deeds).get("worker", "worker")
        wait_until(lambda: worker in self.events(), "the start of the worker")
        return self

    def signal(self, number: signal.Signals) -> None:
        assert self.process
        os.killpg(self.process.pid, number)

    def ended(self) -> int:
        assert self.process
        return self.process.wait(20)

    def output(self) -> str:
        return (self.data_dir / "output").read_text()

    def events(self) -> list[str]:
        path = self.data_dir / "events"
        return [line.split()[0] for line in path.read_text().splitlines()] if path.exists() else []

    def left_over(self) -> list[str]:
        path = self.data_dir / "events"
        lines = path.read_text().splitlines() if path.exists() else []
        return [line for line in lines if is_alive(int(line.split()[1]))]


def is_alive(process_id: int) -> bool:
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    run = Run(tmp_path)
    yield run
    if run.process and run.process.poll() is None:
        run.signal(signal.SIGKILL)
        run.process.wait()
    if run.process:
        wait_until(lambda: not run.left_over(), "the end of what the supervisor started")


def test_everything_is_prepared_and_started_and_the_demo_people_are_named(run: Run) -> None:
    run.started()
    assert sorted(run.events()) == ["demo", "migrate", "provider", "web", "worker"]
    assert f"http://127.0.0.1:{run.environment['PORT']}" in run.output()
    assert "beheerder" in run.output()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_the_whole_group_stops_everything(run: Run, number: signal.Signals) -> None:
    run.started().signal(number)
    assert run.ended() == 0
    assert run.left_over() == []


def test_ctrl_c_during_the_preparation_stops_everything(run: Run) -> None:
    run.start("demo=worker")
    wait_until(lambda: "worker" in run.events(), "the demo")
    run.signal(signal.SIGINT)
    assert run.ended() == 0
    assert run.left_over() == []
    assert "web" not in run.events()


def test_when_one_program_dies_the_rest_is_stopped_and_its_last_words_are_told(run: Run) -> None:
    run.started("worker=die")
    (run.data_dir / "die").touch()
    assert run.ended() == 1
    assert "worker ended with status 1" in run.output()
    assert run.output().endswith("the queue is gone\n")
    assert run.left_over() == []


def test_when_the_preparation_fails_nothing_is_started_and_the_reason_is_told(run: Run) -> None:
    run.start("migrate=fail")
    assert run.ended() == 1
    assert "no room on the disk" in run.output()
    assert "web" not in run.events()
    assert run.left_over() == []


def test_a_program_that_will_not_stop_is_ended_by_a_second_ctrl_c_with_all_that_it_started(run: Run) -> None:
    run.started("worker=family")
    wait_until(lambda: "stubborn" in run.events(), "the stubborn program")
    time.sleep(0.3)
    run.signal(signal.SIGINT)
    wait_until(lambda: "Stopping" in run.output(), "the first stop")
    run.signal(signal.SIGINT)
    assert run.ended() == 0
    assert run.left_over() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asking_again_and_again_until_all_is_over_still_ends_well(run: Run, number: signal.Signals) -> None:
    run.started("worker=family")
    assert run.process
    patient_until = time.monotonic() + 30
    while run.process.poll() is None and time.monotonic() < patient_until:
        run.signal(number)
        time.sleep(0.001)
    assert run.ended() == 0
    assert run.left_over() == []


def test_when_the_supervisor_is_killed_its_programs_stop(run: Run) -> None:
    run.started().signal(signal.SIGKILL)
    run.ended()
    wait_until(lambda: not run.left_over(), "the end of all programs")


def test_when_the_one_who_started_it_is_gone_everything_stops(run: Run) -> None:
    supervise = f"{sys.executable} -m tests.supervisor.programs supervise"
    run.execute(["sh", "-c", f"{supervise} & wait"], {})
    wait_until(lambda: "Everything runs" in run.output(), "the start of everything")
    assert run.process
    run.process.kill()
    run.process.wait()
    wait_until(lambda: not run.left_over(), "the end of all programs")


def test_a_second_start_prepares_nothing(run: Run) -> None:
    run.started().signal(signal.SIGINT)
    run.ended()
    (run.data_dir / "events").unlink()
    run.started()
    assert sorted(run.events()) == ["provider", "web", "worker"]


def test_another_database_is_prepared_again(run: Run) -> None:
    run.started().signal(signal.SIGINT)
    run.ended()
    (run.data_dir / "community.db").unlink()
    (run.data_dir / "events").unlink()
    run.started()
    assert {"migrate", "demo"} <= set(run.events())


def test_without_demo_content_only_the_database_is_prepared(run: Run) -> None:
    run.started(COMMUNITY_DEMO="0")
    assert "demo" not in run.events()


def test_the_secret_stays_the_same_and_is_readable_by_its_owner_only(run: Run) -> None:
    run.started().signal(signal.SIGINT)
    run.ended()
    first = (run.data_dir / "secret-key").read_text()
    run.started()
    assert (run.data_dir / "secret-key").read_text() == first
    assert len(first) >= 32
    assert (run.data_dir / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_port_in_use_is_named_before_anything_starts(run: Run) -> None:
    with socket.create_server(("127.0.0.1", int(run.environment["PORT"]))):
        run.start()
        assert run.ended() == 1
    assert run.output().startswith(f"make run: PORT {run.environment['PORT']} cannot be used")
    assert run.output().count("\n") == 1
    assert run.events() == []


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"PORT": "eighty"}, "PORT must be a port between 1 and 65535, not 'eighty'"),
        ({"PORT": "9000", "IDP_PORT": "9000"}, "PORT and IDP_PORT are both 9000: choose two"),
        ({"COMMUNITY_ENV": "production"}, "COMMUNITY_ENV is not development"),
        ({"DATA_DIR": "/dev/null/var"}, "DATA_DIR cannot be used"),
    ],
)
def test_what_cannot_work_is_said_in_one_line(run: Run, settings: dict[str, str], line: str) -> None:
    run.start(**settings)
    assert run.ended() == 1
    assert line in run.output()
    assert run.output().count("\n") == 1
