"""From a reply to an HTTP answer: the one way every recommendation takes."""

from collections.abc import Callable
from typing import Any

from fastapi import Request, Response

from segue.base.ids import AccountId
from segue.web.answers import release_answer
from segue.web.ask import Ask, Body
from segue.web.impressions import Compared
from segue.web.process import Process
from segue.web.records.record import Answered
from segue.web.replies.registry import Reply, registered_for
from segue.web.serving import Serving
from segue.web.trace import trace_of

Completion = Callable[[dict[str, Any]], dict[str, Any]]

STATE_HEADER = "X-Listener-State"


async def answer(
    request: Request,
    process: Process,
    serving: Serving,
    reply: Reply[Body],
    ask: Ask[Body],
    *,
    account: AccountId | None,
    completed: Completion = dict,
) -> Response:
    """Compute a reply where there is room for it, and hand it over as :func:`handed_over` does.

    Raises what the reply raises, and :class:`Unavailable` when too many are waiting. A reply that is not
    registered is ``LookupError``: what can't be replayed is not answered.

    Args:
        request: for its headers.
        process: computes, and records.
        serving: the release that answers.
        reply: a registered one.
        ask: what it is asked.
        account: who asks; ``None`` for a stranger.
        completed: adds what is sent, but neither recorded nor replayed, such as signatures.
    """
    registered = registered_for(reply)
    content = await process.work.run(
        serving, lambda: reply(serving, ask), resolved=ask.n_names, quick=registered.quick
    )
    answered = Answered(registered.name, serving.release_id, trace_of(request.scope).request_id, ask, content)
    return handed_over(request, process, serving, answered, account=account, completed=completed)


def handed_over(
    request: Request,
    process: Process,
    serving: Serving,
    answered: Answered,
    *,
    account: AccountId | None,
    completed: Completion = dict,
    compared: Compared | None = None,
) -> Response:
    """Write an answer down, and have it recorded, and kept what it shows to whom, where that is asked for.

    Args:
        request: for its headers.
        process: records and keeps.
        serving: the release that answered.
        answered: the answer.
        account: who asked; ``None`` for a stranger.
        completed: adds what is sent, but neither recorded nor replayed, such as signatures.
        compared: the comparison it is part of; ``None`` without one.
    """
    ask = answered.ask
    response = release_answer(request, serving, completed(answered.content), personal=bool(ask.tastes))
    if ask.taste is not None:
        response.headers[STATE_HEADER] = ask.taste.state
    if process.recorder is not None:
        process.recorder.note(answered)
    if process.impressions is not None and account is not None:
        process.impressions.note(answered, account, compared)
    return response
