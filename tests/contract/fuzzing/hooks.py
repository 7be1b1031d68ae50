"""What Schemathesis is told beside its settings; it reads this, pytest does not."""

from typing import Any
from urllib.parse import urlencode

import schemathesis
from schemathesis import Case, CheckContext, HookContext, Response

LONGEST_QUERY = 60_000
"""Bytes beyond which a server refuses an address in words of its own, before the app sees it."""


@schemathesis.hook
def filter_case(context: HookContext, case: Case[Any]) -> bool:  # noqa: ARG001 - the hook's shape
    return len(urlencode(case.query or {}, doseq=True)) < LONGEST_QUERY


@schemathesis.check
def a_failure_is_small(context: CheckContext, response: Response, case: Case[Any]) -> None:  # noqa: ARG001 - same
    assert response.status_code < 400 or len(response.content) < 4096
