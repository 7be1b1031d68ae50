"""The OpenAPI document: failures described once, the same shape for all."""

from typing import Any

from segue.base.errors import SegueError
from segue.web.problems import MEDIA_TYPE
from segue.web.schemas.problems import Problem

_REFERENCE = "#/components/schemas/{model}"

Responses = dict[int | str, dict[str, Any]]

SIGNED_IN: dict[str, Any] = {"security": [{"bearer": []}]}
"""For a route that needs a token."""
EITHER_WAY: dict[str, Any] = {"security": [{}, {"bearer": []}]}
"""For a route that answers with and without a token."""

_BEARER: dict[str, Any] = {"type": "oauth2", "flows": {"password": {"tokenUrl": "auth/login", "scopes": {}}}}


def problems(*errors: SegueError) -> Responses:
    """The failures of a route for its decorator, each as an example: what it raises, as it raises it."""
    described: Responses = {}
    for error in errors:
        content = described.setdefault(error.status, _described(error.title))["content"][MEDIA_TYPE]
        content["examples"][str(error)] = {"value": _example(error)}
    return described


def any_other() -> Responses:
    """Every failure that is not described beside its route."""
    return {"default": _described("Any other failure; the shape is the same.")}


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """The document FastAPI made, with what the descriptions above refer to."""
    components = document.setdefault("components", {})
    problem = Problem.model_json_schema(ref_template=_REFERENCE)
    components.setdefault("schemas", {}).update({**problem.pop("$defs", {}), "Problem": problem})
    components["securitySchemes"] = {"bearer": _BEARER}
    return document


def _described(description: str) -> dict[str, Any]:
    schema = {"$ref": _REFERENCE.format(model="Problem")}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema, "examples": {}}}}


def _example(error: SegueError) -> dict[str, Any]:
    return {
        "type": error.type,
        "title": error.title,
        "status": error.status,
        "detail": str(error),
        "instance": "5b1f0c8e7d4a4f0e9a51d2c3b4a59687",
    }
