"""From a reply to an HTTP answer: the one way every recommendation takes."""

from collections.abc import Callable
from typing import Any

from fastapi import Request, Response

from segue.web.answers import release_answer
from segue.web.ask import Ask, Body
from segue.web.process import Process
from segue.web.records.record import Answered
from segue.web.replies.registry import Reply, registered_for
from segue.web.serving import Serving
from segue.web.trace import trace_of

STATE_HEADER = "X-Listener-State"


async def answer(
    request: Request,
    process: Process,
    serving: Serving,
    reply: Reply[Body],
    ask: Ask[Body],
    *,
    completed: Callable[[dict[str, Any]], dict[str, Any]] = dict,
) -> Response:
    """Compute a reply where there is room for it, write it down, and have it recorded if that is asked for.

    Raises what the reply raises, and :class:`Unavailable` when too many are waiting. A reply that is not
    registered is ``LookupError``: what can't be replayed is not answered.

    Args:
        request: for its headers.
        process: computes, and records.
        serving: the release that answers.
        reply: a registered one.
        ask: what it is asked.
        completed: adds what is sent, but neither recorded nor replayed, such as signatures.
    """
    registered = registered_for(reply)
    content = await process.work.run(
        serving, lambda: reply(serving, ask), resolved=ask.n_names, quick=registered.quick
    )
    answered = release_answer(request, serving, completed(content), personal=bool(ask.tastes))
    if ask.taste is not None:
        answered.headers[STATE_HEADER] = ask.taste.state
    if process.recorder is not None:
        request_id = trace_of(request.scope).request_id
        process.recorder.note(Answered(registered.name, serving.release_id, request_id, ask, content))
    return answered
