"""Files are kept whole or not at all, under what is in them, in a directory or in a store that speaks S3."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from pathlib import Path

import pytest

from community.core.storage import Storage, StorageAway

ABSENT = "00/" + "0" * 64


@pytest.fixture(params=["directory", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    return Storage(str(tmp_path / "files") if request.param == "directory" else request.getfixturevalue("bucket"))


def test_a_file_comes_back_as_it_went_in(storage: Storage) -> None:
    content = bytes(range(256)) * 4000
    key = storage.put(content)
    assert storage.get(key) == content
    assert b"".join(storage.stream(key)) == content
    assert storage.size(key) == len(content)


def test_an_open_file_is_kept_from_its_beginning(storage: Storage) -> None:
    file = io.BytesIO(b"abc" * 100)
    file.read(10)
    assert storage.get(storage.put(file)) == b"abc" * 100


def test_the_same_content_is_one_file(storage: Storage) -> None:
    assert storage.put(b"twice") == storage.put(io.BytesIO(b"twice"))


def test_a_deleted_file_is_absent_and_deleting_again_is_no_fault(storage: Storage) -> None:
    key = storage.put(b"away")
    storage.delete(key)
    storage.delete(key)
    for ask in (storage.get, storage.stream, storage.size):
        with pytest.raises(FileNotFoundError):
            ask(key)


@pytest.mark.parametrize("key", ["../etc/passwd", "/etc/passwd", "", "ab/../../x", ABSENT.upper() + "G", ABSENT + "\0"])
def test_a_key_that_was_never_given_out_is_absent(storage: Storage, key: str) -> None:
    with pytest.raises(FileNotFoundError):
        storage.get(key)


def test_all_keys_are_found(storage: Storage) -> None:
    keys = {storage.put(str(number).encode()) for number in range(30)}
    assert set(storage.keys()) == keys


def test_a_large_file_comes_back_whole_and_in_parts(storage: Storage) -> None:
    content = bytes(range(251)) * 60_000
    key = storage.put(io.BytesIO(content))
    assert hashlib.sha256(b"".join(storage.stream(key))).hexdigest() == hashlib.sha256(content).hexdigest()
    assert b"".join(storage.stream_part(key, 5_000_000, 5_000_100)) == content[5_000_000:5_000_100]


def test_all_keys_of_a_directory_are_found(tmp_path: Path) -> None:
    storage = Storage((tmp_path / "met spatie").as_uri())
    keys = {storage.put(str(number).encode()) for number in range(30)}
    (tmp_path / "met spatie" / "vreemd.txt").write_text("x")
    assert set(storage.keys()) == keys


def test_a_store_that_is_away_says_so(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("no directory")
    with pytest.raises(StorageAway):
        Storage(str(tmp_path / "files")).put(b"x")


def test_a_file_that_does_not_fit_on_the_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    program = (
        "import resource, sys; from community.core.storage import *\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)); storage = Storage(sys.argv[1])\n"
        "small = storage.put(b'x')\n"
        "try: storage.put(b'y' * 1_000_000)\n"
        "except StorageAway: print('away', list(storage.keys()) == [small])\n"
        "print(len([path for path in storage.directory.rglob('*') if path.is_file()]))\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["away", "True", "1"]
