"""A body written down and read again asks the same: what a replay stands on."""

from typing import Any

import orjson
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from segue.web.replies.registry import REGISTERED, Registered
from tests.web.bodies import bodies


@pytest.mark.parametrize("registered", REGISTERED, ids=lambda registered: registered.name)
@settings(max_examples=50)
@given(data=st.data())
def test_a_body_written_down_and_read_again_is_the_same(registered: Registered[Any], data: Any) -> None:
    schema = registered.body.model_json_schema()
    try:
        body = registered.body.model_validate(data.draw(bodies(schema)))
    except ValidationError:
        assume(False)
    written = orjson.dumps(body.model_dump(mode="json", exclude_unset=True))
    again = registered.body.model_validate_json(written)
    assert orjson.dumps(again.model_dump(mode="json", exclude_unset=True)) == written
    kept = body.model_dump()  # without what the schema keeps out of records
    assert again.model_dump() == kept
    assert again.model_fields_set <= body.model_fields_set
