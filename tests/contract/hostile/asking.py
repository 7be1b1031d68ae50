"""Where hostile values can stand, read from the OpenAPI document, and what every answer to them must be."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import Any

import httpx

from segue.web.app import create_app
from tests.contract.hostile.values import MARK
from tests.contract.test_failures import assert_problem
from tests.web.conftest import Person, sign_up
from tests.web.drawn import Drawn, Operation, Schema, operations
from tests.web.world import make_songs

DOCUMENT = create_app().openapi()
DEFINED: Mapping[str, Schema] = DOCUMENT["components"]["schemas"]
SONGS = [make_songs().ids.id(row) for row in range(40)]
OPERATIONS = operations(DOCUMENT)
STORING = [
    each
    for each in OPERATIONS
    if each.needs_token or each.path.startswith(("/auth", "/recommendations/cold-start"))
]
"""Those that bring what was sent to the database, where each database has limits of its own."""
REFUSALS = {400, 401, 403, 404, 405, 409, 413, 415, 422, 429}
REPEATING = "' not in model catalogue."
"""Ends the one refusal that repeats what was sent: clients know its words."""

Place = tuple[str | int, ...]


@dataclass
class Stranger:
    """Somebody with an account who sends what nobody should; gets another one when it is gone.

    Attributes:
        database: ``sqlite`` or ``postgres``, where the server stores.
    """

    client: httpx.Client
    database: str
    person: Person = field(init=False)

    def __post_init__(self) -> None:
        self.person = sign_up(self.client)

    def ask(self, operation: Operation, path: str, **options: Any) -> httpx.Response:
        """One request, signed in where that may matter."""
        answer = self._send(operation, path, options)
        if answer.status_code == 401 and operation.needs_token:  # signed out, or deleted, by the last one
            self.person = sign_up(self.client)
            answer = self._send(operation, path, options)
            assert answer.status_code != 401
        return answer

    def _send(self, operation: Operation, path: str, options: dict[str, Any]) -> httpx.Response:
        headers = self.person.headers | options.get("headers", {})
        return self.client.request(operation.method, path, **(options | {"headers": headers}))

    def accepted(self, operation: Operation) -> tuple[str, Any]:
        """Path and body of a request that works, or at least could: what the document allows."""
        drawn = Drawn(Random(str(operation)), {"": SONGS}, DEFINED)
        for _ in range(5):
            _, path, options = operation.drawn(drawn)
            if self.ask(operation, path, **options).status_code < 300:
                break
        return path, options.get("json")


def address(operation: Operation, name: str = "", text: str = "") -> str:
    """A path, and a query of one parameter, with ``text`` as it stands in the place of ``name``."""
    chosen = {each["name"]: each for each in operation.parameters}
    filled = {each: SONGS[0] for each, described in chosen.items() if described["in"] == "path"}
    in_query = name in chosen and name not in filled
    path = operation.path.format(**(filled if in_query or not name else filled | {name: text}))
    return f"{path}?{name}={text}" if in_query else path


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


def assert_harmless(answer: httpx.Response, sent: str) -> None:
    """Taken, or refused in the one shape, small, and without a word of what was sent."""
    if answer.status_code < 300 or answer.status_code == 304:
        return
    assert answer.status_code in REFUSALS, (sent, answer.text[:300])
    if answer.request.method != "HEAD":
        assert_problem(answer, answer.status_code, answer.json()["type"])
    told = answer.text.lower() + str(answer.headers.raw).lower()
    assert MARK not in told or REPEATING in told, (sent, answer.text)
