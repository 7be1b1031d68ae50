"""A body written down and read again asks the same: what a replay stands on."""

from random import Random
from typing import Any

import orjson
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from pydantic import ValidationError

from segue.web.replies.registry import REGISTERED, Registered
from tests.web.drawn import Drawn

TEXTS = {"": ("", "Björk - Jóga", "\x1f\x7f\u2028", "\U0001f3b5" * 9, '"\\', "1e5")}


@pytest.mark.parametrize("registered", REGISTERED, ids=lambda registered: registered.name)
@given(random=st.randoms(use_true_random=False))
def test_a_body_written_down_and_read_again_is_the_same(registered: Registered[Any], random: Random) -> None:
    schema = registered.body.model_json_schema()
    drawn = Drawn(random, TEXTS, schema.get("$defs", {})).value(schema)
    try:
        body = registered.body.model_validate(drawn)
    except ValidationError:
        reject()
    written = orjson.dumps(body.model_dump(mode="json", exclude_unset=True))
    again = registered.body.model_validate_json(written)
    assert orjson.dumps(again.model_dump(mode="json", exclude_unset=True)) == written
    assert again.model_dump() == body.model_dump()  # without what a schema keeps out of records
    assert again.model_fields_set <= body.model_fields_set
