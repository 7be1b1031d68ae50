"""Every failure as one shape: ``application/problem+json`` (RFC 9457)."""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Scope

from segue.base.errors import GateRefused, SegueError, Unprocessable
from segue.web.answers import json_answer
from segue.web.trace import trace_of

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 10
"""Validation errors listed in one answer, which stays below 4 KB."""

_FIELD = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class _Words:
    """What we say of a failure that the framework noticed."""

    type: str
    title: str
    detail: str


_FRAMEWORK = {
    400: _Words("bad-request", "Bad request", "The request can't be read. Check its headers and its body."),
    404: _Words("not-found", "Not found", "There is nothing at this address."),
    405: _Words(
        "method-not-allowed",
        "Method not allowed",
        "This address does not take this method; the header `Allow` names those it takes.",
    ),
    413: _Words("content-too-large", "Content too large", "The body of the request is too large."),
    500: _Words(
        SegueError.type,
        SegueError.title,
        "Something went wrong on our side. If it keeps happening, report the request id.",
    ),
}

logger = logging.getLogger(__name__)


def problem(
    scope: Scope,
    status: int,
    detail: str,
    *,
    kind: str,
    title: str,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[Mapping[str, Any]] | None = None,
    checks: Sequence[Mapping[str, str]] | None = None,
) -> Response:
    """One failure.

    Args:
        scope: of the request; gives ``instance``.
        status: 400 … 599.
        detail: what a person reads.
        kind: ``type``, stable and in ``docs/api.md``.
        title: the same for every failure of this kind.
        headers: further response headers.
        errors: of validation, ``{"loc": […], "msg": …}`` each.
        checks: of the gate, those that failed.
    """
    content: dict[str, Any] = {
        "type": kind,
        "title": title,
        "status": status,
        "detail": detail,
        "instance": trace_of(scope).request_id,
    }
    if errors is not None:
        content["errors"] = errors
    if checks is not None:
        content["checks"] = checks
    return json_answer(content, status, headers, MEDIA_TYPE)


def segue_problem(scope: Scope, error: SegueError) -> Response:
    """A failure we raised, or would have."""
    unprocessable = isinstance(error, Unprocessable)
    return problem(
        scope,
        error.status,
        str(error),
        kind=error.type,
        title=error.title,
        headers=error.headers,
        errors=[{"loc": ["body"], "msg": str(error)}] if unprocessable else None,
        checks=error.checks if isinstance(error, GateRefused) else None,
    )


def framework_problem(scope: Scope, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """A failure the framework noticed, in our words."""
    words = _FRAMEWORK.get(status) or _FRAMEWORK[400 if status < 500 else 500]
    return problem(scope, status, words.detail, kind=words.type, title=words.title, headers=headers)


def failure(scope: Scope, error: Exception) -> Response:
    """Whatever ends a request. Of a mistake of ours nothing leaves but its request id.

    The one log entry about it holds all of it, under the same id.
    """
    if isinstance(error, SegueError):
        return segue_problem(scope, error)
    trace = trace_of(scope)
    fields = {"request_id": trace.request_id, "release": trace.release_id}
    logger.error("unexpected error", exc_info=error, extra={"fields": fields})
    return framework_problem(scope, 500)


def install(app: FastAPI) -> None:
    """Let every exception of a request end in one problem."""
    app.add_exception_handler(SegueError, _on_failure)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(Exception, _on_failure)


async def _on_failure(request: Request, error: Exception) -> Response:
    return failure(request.scope, error)


async def _on_http_exception(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise TypeError(type(error).__name__)
    headers = {"Allow": _methods(request)} if error.status_code == 405 else error.headers
    return framework_problem(request.scope, error.status_code, headers)


def _methods(request: Request) -> str:
    """Every method an address takes (RFC 9110, section 15.5.6); the framework names those of one route."""
    routes = [route for router in request.app.routes for route in router.original_router.routes]
    matching = [route for route in routes if route.matches(request.scope)[0] is Match.PARTIAL]
    return ", ".join(sorted({method for route in matching for method in route.methods}))


async def _on_invalid_request(request: Request, error: Exception) -> Response:
    """Say what is wrong and where, never which value was sent: it may be secret, huge or not encodable."""
    if not isinstance(error, RequestValidationError):
        raise TypeError(type(error).__name__)
    problems = [
        {"loc": _place(entry), "msg": entry["msg"].removeprefix("Value error, ")} for entry in error.errors()
    ]
    return problem(
        request.scope,
        422,
        _summary(problems),
        kind=Unprocessable.type,
        title=Unprocessable.title,
        errors=problems[:MOST_ERRORS],
    )


def _place(entry: Mapping[str, Any]) -> list[str | int]:
    """The way to what is wrong as the sender knows it: fields of ours and positions.

    Where a value may be one of several kinds the framework puts the name of a kind between, such as a class.
    A field we do not know is the sender's own text, and is left out.
    """
    where, *way = entry["loc"]
    if entry["type"] == "extra_forbidden":
        way.pop()
    return [where, *(step for step in way if isinstance(step, int) or _FIELD.fullmatch(step))]


def _summary(problems: Sequence[Mapping[str, Any]]) -> str:
    """The first error as a sentence: ``limit: Input should be … (and 2 more)``."""
    first = problems[0]
    where = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{where}: {first['msg']}{more}"
