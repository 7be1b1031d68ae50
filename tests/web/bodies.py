"""Request bodies drawn at random from what their JSON schema allows."""

from typing import Any

from hypothesis import strategies as st

Schema = dict[str, Any]
Values = st.SearchStrategy[Any]

MOST_DRAWN = 6
"""Parts of a list or letters of a text that are drawn, where a schema allows more."""


def bodies(schema: Schema) -> Values:
    """Bodies a JSON schema describes; validators may ask for more than it says."""
    return _values(schema, schema.get("$defs", {}))


def _values(schema: Schema, defined: dict[str, Schema]) -> Values:
    if "$ref" in schema:
        return _values(defined[schema["$ref"].rsplit("/", 1)[1]], defined)
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return st.one_of([_values(each, defined) for each in schema[choice]])
    if "enum" in schema or "const" in schema:
        return st.sampled_from(schema.get("enum", [schema.get("const")]))
    return {
        "object": _objects,
        "array": _arrays,
        "string": _texts,
        "integer": _integers,
        "number": _numbers,
        "boolean": lambda *_: st.booleans(),
        "null": lambda *_: st.none(),
    }[schema["type"]](schema, defined)


def _objects(schema: Schema, defined: dict[str, Schema]) -> Values:
    fields = {name: _values(each, defined) for name, each in schema.get("properties", {}).items()}
    required = set(schema.get("required", ()))
    return st.fixed_dictionaries(
        {name: fields[name] for name in fields if name in required},
        optional={name: fields[name] for name in fields if name not in required},
    )


def _arrays(schema: Schema, defined: dict[str, Schema]) -> Values:
    if "prefixItems" in schema:
        return st.tuples(*(_values(each, defined) for each in schema["prefixItems"])).map(list)
    least = schema.get("minItems", 0)
    most = min(schema.get("maxItems", MOST_DRAWN), max(least, MOST_DRAWN))
    return st.lists(_values(schema["items"], defined), min_size=least, max_size=most)


def _texts(schema: Schema, _: dict[str, Schema]) -> Values:
    if schema.get("format") == "date-time":
        return st.datetimes().map(lambda moment: f"{moment.isoformat()}Z")
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True)
    least = schema.get("minLength", 0)
    letters = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
    return st.text(letters, min_size=least, max_size=max(least, MOST_DRAWN))


def _integers(schema: Schema, _: dict[str, Schema]) -> Values:
    return st.integers(schema.get("minimum"), schema.get("maximum"))


def _numbers(schema: Schema, _: dict[str, Schema]) -> Values:
    return st.floats(schema.get("minimum"), schema.get("maximum"), allow_nan=False, allow_infinity=False)
