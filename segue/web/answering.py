"""From a reply to an HTTP answer: the one way every recommendation takes."""

from collections.abc import Callable
from typing import Any

from fastapi import Request, Response

from segue.web.answers import release_answer
from segue.web.ask import Ask, Body
from segue.web.process import Process
from segue.web.serving import Serving

Reply = Callable[[Serving, Ask[Body]], dict[str, Any]]


async def answer(
    request: Request, process: Process, serving: Serving, reply: Reply[Body], ask: Ask[Body]
) -> Response:
    """Compute a reply where there is room for it and write it down.

    Raises what the reply raises, and :class:`Unavailable` when too many are waiting.
    """
    resolved = ask.taste.n_songs if ask.taste else 0
    for name in ("seeds", "exclude", "shown"):
        resolved += len(getattr(ask.body, name, ()))
    content = await process.work.run(serving, lambda: reply(serving, ask), resolved=resolved)
    return release_answer(request, serving, content, personal=ask.taste is not None)
