"""From a reply to an HTTP answer: the one way every recommendation takes."""

from fastapi import Request, Response

from segue.web.answers import release_answer
from segue.web.ask import Ask, Body
from segue.web.process import Process
from segue.web.replies.registry import Reply, name_of
from segue.web.serving import Serving

STATE_HEADER = "X-Listener-State"


async def answer(
    request: Request, process: Process, serving: Serving, reply: Reply[Body], ask: Ask[Body]
) -> Response:
    """Compute a reply where there is room for it, and write it down.

    Raises what the reply raises, and :class:`Unavailable` when too many are waiting. A reply that is not
    registered is ``LookupError``: what can't be replayed is not answered.
    """
    name_of(reply)
    content = await process.work.run(serving, lambda: reply(serving, ask), resolved=ask.n_names)
    answered = release_answer(request, serving, content, personal=bool(ask.tastes))
    if ask.taste is not None:
        answered.headers[STATE_HEADER] = ask.taste.state
    return answered
