import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from segue.web.fields import Share, Text

ANY_TEXT = st.text(st.characters(exclude_categories=[]) | st.just("\x00"))


@given(ANY_TEXT)
def test_a_text_is_taken_as_it_is_or_not_at_all(text: str) -> None:
    storable = "\x00" not in text and text == text.encode("utf-8", "ignore").decode()
    try:
        assert TypeAdapter(Text).validate_python(text) == text
    except ValidationError:
        assert not storable
    else:
        assert storable


def test_a_dial_has_one_nought() -> None:
    assert str(TypeAdapter(Share).validate_python(-0.0)) == "0.0"


@pytest.mark.parametrize(("length", "taken"), [(1024, True), (1025, False)])
def test_a_text_has_at_most_1024_characters(length: int, *, taken: bool) -> None:
    try:
        TypeAdapter(Text).validate_python("é" * length)
    except ValidationError:
        assert not taken
    else:
        assert taken


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANY_TEXT, query=st.text())
def test_no_text_is_a_failure_of_ours(client: httpx.Client, text: str, query: str) -> None:
    for path, name in (("cold-start", "seeds"), ("similar", "song"), ("similar", "seed")):
        body = {"song": "Björk - River", name: [text] if name == "seeds" else text}
        assert client.post(f"/recommendations/{path}", json=body).status_code in {200, 400, 422}
    for path in ("/catalog/search", "/recommendations/categories", "/cover"):
        params = {"q": query, "seed": query, "artist": query, "track": query}
        assert client.get(path, params=params).status_code in {200, 422}
