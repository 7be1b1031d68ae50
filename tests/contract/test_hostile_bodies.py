"""Every field and parameter given what nobody should send: taken, or refused in one shape."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from itertools import pairwise
from random import Random
from typing import Any

import httpx
import pytest

from segue.web.app import create_app
from tests.contract.test_failures import JSON, assert_problem
from tests.web.conftest import Person, sign_up
from tests.web.drawn import Drawn, Operation, Schema, operations
from tests.web.world import make_songs

DOCUMENT = create_app().openapi()
DEFINED: Mapping[str, Schema] = DOCUMENT["components"]["schemas"]
SONGS = [make_songs().ids.id(row) for row in range(40)]
Place = tuple[str | int, ...]

VALUES = {
    "null": b"null",
    "true": b"true",
    "a number": b"7",
    "a negative number": b"-1",
    "a fraction": b"1.5",
    "the smallest number": b"5e-324",
    "the largest number": b"1e308",
    "minus the largest number": b"-1e308",
    "beyond the largest number": b"1e999",
    "NaN": b"NaN",
    "infinity": b"Infinity",
    "minus infinity": b"-Infinity",
    "a number of 30 digits": b"9" * 30,
    "a number of 6000 digits": b"9" * 6000,
    "an empty text": b'""',
    "a space": b'" "',
    "a NUL": b'"a\\u0000b"',
    "a lone surrogate": b'"\\ud800"',
    "text that runs the other way": b'"\\u202e\\u2028"',
    "a text of 1024 emoji": b'"' + b"\\ud83c\\udfb5" * 1024 + b'"',
    "a text of 20 000 letters": b'"' + b"x" * 20_000 + b'"',
    "a list": b"[]",
    "a list of null": b"[null]",
    "a list of a surrogate": b'["\\udfff"]',
    "a list of lists": b"[[[]]]",
    "a list of 500 texts": b"[" + b'"nobody - nothing",' * 499 + b'"x"]',
    "a list of 10 000 texts": b"[" + b'"x",' * 9_999 + b'"x"]',
    "a list of 10 000 objects": b"[" + b"{}," * 9_999 + b"{}]",
    "lists 20 000 deep": b"[" * 20_000 + b"]" * 20_000,
    "an object": b"{}",
    "an object of strangers": b'{"a": {"": [1e308]}, "__class__": "x", "$ref": "#"}',
    "a key twice": b'{"a": 1, "a": [2]}',
}
TEXTS = (
    "",
    "%00",
    "%ED%A0%80",
    "%FF",
    "%F0%9F%8E%B5" * 200,
    "x" * 5000,
    "..%2F..",
    "-1",
    "NaN",
    "1e308",
    "[]",
)
REFUSALS = {400, 404, 405, 413, 422}


def places(schema: Schema, *, above: Place = ()) -> Iterator[Place]:
    """Where a value may stand in a body: every field, and those nested in objects and lists."""
    if "$ref" in schema:
        yield from places(DEFINED[schema["$ref"].rsplit("/", 1)[1]], above=above)
    for choice in ("anyOf", "oneOf", "allOf"):
        for part in schema.get(choice, ()):
            yield from places(part, above=above)
    for name, part in schema.get("properties", {}).items():
        yield (*above, name)
        yield from places(part, above=(*above, name))
    if "items" in schema:
        yield (*above, 0)
        yield from places(schema["items"], above=(*above, 0))


def with_value(body: Any, place: Place, value: bytes) -> bytes:
    """A body as JSON, with ``value`` as it stands in one place."""
    marker, changed = "the place", {"body": deepcopy(body)}
    at: Any = changed
    path: Place = ("body", *place)
    for step, following in pairwise(path):
        if not isinstance(at[step], dict if isinstance(following, str) else list):
            at[step] = {} if isinstance(following, str) else []
        at = at[step]
        if isinstance(following, int) and not at:
            at.append(None)
        elif isinstance(following, str):
            at.setdefault(following, None)
    at[path[-1]] = marker
    return json.dumps(changed["body"]).encode().replace(json.dumps(marker).encode(), value, 1)


BODIES = [each for each in operations(DOCUMENT) if each.body is not None]
PARAMETERS = [each for each in operations(DOCUMENT) if each.parameters]


@pytest.fixture(scope="module")
def somebody(running: httpx.Client) -> Person:
    return sign_up(running)


def accepted(person: Person, operation: Operation) -> tuple[str, str, Any]:
    """A request that works: method, path and body."""
    drawn = Drawn(Random(str(operation)), {"": SONGS}, DEFINED)
    for _ in range(100):
        method, path, options = operation.drawn(drawn)
        answer = person.client.request(method, path, headers=person.headers, **options)
        if answer.status_code < 300 or "/auth/" in path or (method, path) == ("DELETE", "/me"):
            return method, path, options["json"]
    pytest.fail(f"nothing drawn was accepted; the last answer was {answer.text}")


def check(answer: httpx.Response, sent: str) -> None:
    assert answer.status_code < 300 or answer.status_code in REFUSALS, (sent, answer.text)
    if answer.status_code >= 400:
        assert_problem(answer, answer.status_code, answer.json()["type"])


@pytest.mark.parametrize("operation", BODIES, ids=str)
def test_no_value_of_any_field_is_more_than_refused(somebody: Person, operation: Operation) -> None:
    method, path, body = accepted(somebody, operation)
    headers = {**somebody.headers, **JSON}
    for place in dict.fromkeys(places(operation.body or {})):
        for name, value in VALUES.items():
            content = with_value(body, place, value)
            answer = somebody.client.request(method, path, content=content, headers=headers)
            check(answer, f"{place}: {name}")


@pytest.mark.parametrize("operation", PARAMETERS, ids=str)
def test_no_text_in_an_address_is_more_than_refused(somebody: Person, operation: Operation) -> None:
    for each in operation.parameters:
        for text in TEXTS:
            filled = {other["name"]: "song" for other in operation.parameters if other["in"] == "path"}
            if each["in"] == "path":
                path = operation.path.format(**(filled | {each["name"]: text}))
            else:
                path = f"{operation.path.format(**filled)}?{each['name']}={text}"
            answer = somebody.client.request(operation.method, path, headers=somebody.headers)
            check(answer, f"{each['name']}={text:.20}")


@pytest.mark.parametrize("place", [("seeds",), ("seeds", 0), ("filter", "years", 0), ("a", 0, "b")])
def test_a_value_is_put_where_it_is_meant_to_stand(place: Place) -> None:
    found: Any = json.loads(with_value({"seeds": ["a", "b"], "filter": None}, place, b"[7]"))
    for step in place:
        found = found[step]
    assert found == [7]
