"""Every field of every body given every value of the list, or a short one where bodies share a field."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.contract.hostile.asking import (
    DOCUMENT,
    OPERATIONS,
    STORING,
    Place,
    Stranger,
    assert_harmless,
    places,
    with_value,
)
from tests.contract.hostile.values import ADDRESSES, HEAVY, LIGHT, STORED
from tests.contract.test_failures import JSON
from tests.web.drawn import Operation

BODIES = [each for each in OPERATIONS if each.body is not None]
FORMS = [
    (path, name)
    for path, methods in DOCUMENT["paths"].items()
    for described in methods.values()
    for kind, content in described.get("requestBody", {}).get("content", {}).items()
    if kind == "application/x-www-form-urlencoded"
    for name in DOCUMENT["components"]["schemas"][content["schema"]["$ref"].rsplit("/", 1)[1]]["properties"]
]


RECOMMENDATIONS = [each for each in BODIES if each.path.startswith("/recommendations/")]
SHORT = {name: LIGHT[name] for name in STORED}


def fields(operation: Operation) -> list[Place]:
    """Every place in its body, once, in order."""
    return list(dict.fromkeys(places(operation.body or {})))


def familiar(operation: Operation) -> list[Place]:
    """The fields that the body of an earlier recommendation has too; all read them with the same code."""
    earlier = RECOMMENDATIONS[: RECOMMENDATIONS.index(operation)] if operation in RECOMMENDATIONS else []
    met = {place for other in earlier for place in fields(other)}
    return [place for place in fields(operation) if place in met]


def put(stranger: Stranger, operation: Operation, values: Mapping[str, bytes], into: Sequence[Place]) -> None:
    """Every value into every one of these fields of a body that is otherwise right."""
    path, body = stranger.accepted(operation)
    for place in into:
        for name, value in values.items():
            content = with_value(body, place, value)
            answer = stranger.ask(operation, path, content=content, headers=JSON)
            assert_harmless(answer, f"{place}: {name}")


@pytest.mark.parametrize("operation", BODIES, ids=str)
def test_no_value_of_any_field_is_more_than_refused(
    stranger_on_sqlite: Stranger, operation: Operation
) -> None:
    every, known = fields(operation), familiar(operation)
    put(stranger_on_sqlite, operation, LIGHT, [place for place in every if place not in known])
    put(stranger_on_sqlite, operation, SHORT, known)
    put(stranger_on_sqlite, operation, HEAVY, every[:1])


@pytest.mark.parametrize("operation", [each for each in STORING if each.body], ids=str)
def test_nor_is_what_one_database_can_store_and_another_can_not(
    stranger_on_postgres: Stranger, operation: Operation
) -> None:
    put(stranger_on_postgres, operation, SHORT, fields(operation))


@pytest.mark.slow
@pytest.mark.parametrize("operation", BODIES, ids=str)
def test_nor_is_any_other_on_either_database(stranger: Stranger, operation: Operation) -> None:
    put(stranger, operation, {**LIGHT, **HEAVY}, fields(operation))


@pytest.mark.parametrize(("path", "name"), FORMS)
def test_no_value_of_any_field_of_a_form_is(stranger: Stranger, path: str, name: str) -> None:
    right = {"username": "nobody", "password": "correct horse battery"}
    for text in ADDRESSES:
        fields = [f"{other}={value}" for other, value in right.items() if other != name]
        content = "&".join([*fields, f"{name}={text}"]).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        assert_harmless(stranger.client.post(path, content=content, headers=headers), f"{name}={text:.20}")


@pytest.mark.parametrize("place", [("seeds",), ("seeds", 0), ("filter", "years", 0), ("a", 0, "b")])
def test_a_value_is_put_where_it_is_meant_to_stand(place: Place) -> None:
    found: Any = json.loads(with_value({"seeds": ["a", "b"], "filter": None}, place, b"[7]"))
    for step in place:
        found = found[step]
    assert found == [7]
