"""What an error of the database says, since errors go to the log."""

from __future__ import annotations

import traceback
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from community.content.models import AttachmentUse
from tests.builders.world import World

# Not in any line of a test: a traceback shows those too.
WORDS = "geheim " * 3


@pytest.mark.parametrize("wrong", [{"use": AttachmentUse.LEAD_PICTURE, "alt": ""}, {"id": 1}])
def test_an_error_of_the_database_holds_nothing_that_people_wrote(world: World, wrong: dict[str, Any]) -> None:
    post = world.post()
    world.attachment(post, id=1)
    with pytest.raises(IntegrityError) as refused:
        world.attachment(post, file_name=WORDS, credit=WORDS, **wrong)
    told = "".join(traceback.format_exception(refused.value))
    assert "attachment" in told and WORDS not in told
