"""Requests drawn at random from what the OpenAPI document, or a JSON schema, allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

Schema = Mapping[str, Any]

MOST_PARTS = 6
"""Of a list, where a schema allows more."""


@dataclass(frozen=True)
class Drawn:
    """Values of JSON schemas; validators may ask for more than these say.

    Attributes:
        random: decides.
        texts: what a text may be, by the name of its field; ``""`` stands for every other name.
        defined: what ``$ref`` may name, by the last part of the reference.
    """

    random: Random
    texts: Mapping[str, Sequence[str]]
    defined: Mapping[str, Schema] = field(default_factory=dict)

    def value(self, schema: Schema, name: str = "") -> Any:
        """One value; fields that are not required are there every second time."""
        if "$ref" in schema:
            return self.value(self.defined[schema["$ref"].rsplit("/", 1)[1]], name)
        for choices in ("anyOf", "oneOf", "allOf"):
            if choices in schema:
                return self.value(self.random.choice(schema[choices]), name)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        return getattr(self, f"_{schema['type']}")(schema, name)

    def _object(self, schema: Schema, _: str) -> dict[str, Any]:
        required = schema.get("required", ())
        return {
            name: self.value(part, name)
            for name, part in schema.get("properties", {}).items()
            if name in required or self.random.random() < 0.5
        }

    def _array(self, schema: Schema, name: str) -> list[Any]:
        if "prefixItems" in schema:
            return [self.value(part, name) for part in schema["prefixItems"]]
        least = schema.get("minItems", 0)
        most = min(schema.get("maxItems", MOST_PARTS), max(least, MOST_PARTS))
        return [self.value(schema["items"], name) for _ in range(self.random.randint(least, most))]

    def _string(self, schema: Schema, name: str) -> str:
        if schema.get("format") == "date-time":
            ago = timedelta(seconds=self.random.randint(0, 60 * 86_400))
            return (datetime.now(UTC) - ago).isoformat()
        if name == "event_id":
            return f"{self.random.getrandbits(64):016x}"
        return self.random.choice(self.texts.get(name, self.texts[""]))

    def _integer(self, schema: Schema, _: str) -> int:
        return self.random.randint(int(schema.get("minimum", -9)), int(schema.get("maximum", 2100)))

    def _number(self, schema: Schema, _: str) -> float:
        return self.random.uniform(schema.get("minimum", -9), schema.get("maximum", 9))

    def _boolean(self, *_: object) -> bool:
        return self.random.random() < 0.5

    def _null(self, *_: object) -> None:
        return None


@dataclass(frozen=True)
class Operation:
    """One method of one address of the OpenAPI document.

    Attributes:
        method: as in HTTP.
        path: a template.
        parameters: in path and query, as described.
        body: JSON schema, ``None`` without one.
        needs_token: whether strangers are refused.
    """

    method: str
    path: str
    parameters: tuple[Schema, ...]
    body: Schema | None
    needs_token: bool

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def drawn(self, drawn: Drawn) -> tuple[str, str, dict[str, Any]]:
        """A request: method, path, and what httpx takes beside."""
        given = {
            place: {
                each["name"]: drawn.value(each["schema"], each["name"])
                for each in self.parameters
                if each["in"] == place and (each.get("required") or drawn.random.random() < 0.5)
            }
            for place in ("path", "query")
        }
        query = {name: value for name, value in given["query"].items() if value is not None}
        options: dict[str, Any] = {"params": query} if query else {}
        if self.body is not None:
            options["json"] = drawn.value(self.body)
        return self.method, self.path.format(**given["path"]), options


def operations(document: Mapping[str, Any]) -> list[Operation]:
    """All that takes JSON, or parameters, or nothing."""
    found = []
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            content = described.get("requestBody", {}).get("content", {"application/json": {"schema": None}})
            if "application/json" not in content:
                continue
            security = described.get("security", [])
            found.append(
                Operation(
                    method.upper(),
                    path,
                    tuple(described.get("parameters", ())),
                    content["application/json"]["schema"],
                    needs_token=bool(security) and {} not in security,
                )
            )
    return found
