"""Failures."""

from pydantic import Field

from segue.web.schemas.base import Schema


class FieldError(Schema):
    """One thing wrong with a request."""

    loc: list[str | int] = Field(description="Where: `body` or `query`, then the field, then the position.")
    msg: str


class FailedCheck(Schema):
    """Something the gate looked at that did not keep its bound."""

    name: str
    measured: str
    bound: str
    reason: str


class Problem(Schema):
    """Any failure, as ``application/problem+json`` (RFC 9457)."""

    type: str = Field(description="Stable; see docs/api.md.")
    title: str
    status: int
    detail: str = Field(description="What a person reads.")
    instance: str = Field(description="The request id, as in `X-Request-ID`.")
    errors: list[FieldError] | None = Field(
        default=None, description="Of a request that is not valid, at most 10."
    )
    checks: list[FailedCheck] | None = Field(
        default=None, description="Of a release that the gate refuses, those it failed."
    )
