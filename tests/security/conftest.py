"""The scene that the tests of this folder share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security.scene import Scene, make_scene


@pytest.fixture(scope="session")
def scene(fast_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Give the one world of this folder, in which nothing may be changed."""
    yield from make_scene(fast_folder / "security", tmp_path_factory.mktemp("security"))
