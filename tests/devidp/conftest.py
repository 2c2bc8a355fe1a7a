from collections.abc import Iterator

import pytest

from tests.devidp.process import Devidp, client, devidp


@pytest.fixture(scope="module")
def running_idp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Devidp]:
    out = "http://127.0.0.1:9/"
    with devidp(tmp_path_factory.mktemp("devidp"), client(post_logout_redirect_uris=[out])) as found:
        yield found


@pytest.fixture
def idp(running_idp: Devidp) -> Devidp:
    return Devidp(running_idp.issuer, running_idp.data_dir)
