"""From a reply to an HTTP answer: the one way every recommendation takes."""

import logging
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from fastapi import Request, Response

from segue.accounts.impressions import Compared
from segue.base.errors import ClientError, Unavailable
from segue.base.ids import AccountId, ReleaseId
from segue.web.answers import written
from segue.web.ask import Ask, Body
from segue.web.impressions import lists_in
from segue.web.interleaved import INTERLEAVED, Mixing, Mixture, takes_part
from segue.web.process import Process
from segue.web.ready import Asked
from segue.web.records.record import Answered
from segue.web.replies.registry import Reply, registered_for
from segue.web.schemas.filters import asks_something
from segue.web.serving import Serving
from segue.web.trace import trace_of
from segue.web.written import Written

Completion = Callable[[dict[str, Any]], dict[str, Any]]

_STATE_HEADER = b"x-listener-state"
EXPERIMENT_HEADER = "X-Experiment"

logger = logging.getLogger(__name__)


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

    What was answered to the same question before is sent again while it is at hand. A listener who takes part
    in an experiment is answered by two releases in one; recorded is then what each of them answers by itself,
    which can be replayed. Whenever the challenger can't answer, the other does.

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
    request_id = trace_of(request.scope).request_id

    def named(serving: Serving, ask: Ask[Any], content: dict[str, Any]) -> Answered:
        return Answered(registered.name, serving.release_id, request_id, ask, content)

    mixing = _mixing(process, serving, reply, ask, account)
    asked = None if mixing else _kept_as(request, process, serving, ask.moment.date(), ask.states)
    ready = serving.ready.get(asked) if asked else None
    if ready is not None and (ready.lists is not None or not _keeps(process, account)):
        _keep(process, serving.release_id, ask, ready, account=account)
        return ready.response(request.scope)
    mixture = await _mixture(process, mixing, reply, ask) if mixing else None
    if mixing is None or mixture is None:
        # with a filter all songs may be compared, which takes many times as long
        among = "some" if asks_something(getattr(ask.body, "filter", None)) else "all"
        kind = f"{registered.name}, {among} songs, {len(ask.tastes)} accounts"
        content = await process.work.run(
            kind, lambda: reply(serving, ask), resolved=ask.n_names, quick=registered.quick
        )
        return handed_over(
            request,
            process,
            serving,
            named(serving, ask, content),
            account=account,
            completed=completed,
            asked=asked,
        )
    experiment = mixing.running.experiment
    response = handed_over(
        request,
        process,
        serving,
        named(serving, ask, mixture.content),
        account=account,
        completed=completed,
        compared=Compared(experiment.id, mixture.arms),
        records=[named(side.serving, side.ask, side.content) for side in mixture.sides],
    )
    response.headers[EXPERIMENT_HEADER] = experiment.id
    return response


async def everyones(
    request: Request,
    process: Process,
    serving: Serving,
    kind: str,
    compute: Callable[[], Any],
    *,
    resolved: int = 0,
) -> Response:
    """What everybody gets who asks a release for the same; sent again while it is at hand.

    Args:
        request: for its headers.
        process: computes.
        serving: the release that answers.
        kind: what it is called where work is measured.
        compute: the content, by what was sent and the release alone.
        resolved: how many names it looks up, at most.

    Raises what ``compute`` raises, and :class:`Unavailable` when too many are waiting.
    """
    asked = _kept_as(request, process, serving, process.clock().date())
    ready = serving.ready.get(asked) if asked else None
    if ready is None:
        content = await process.work.run(kind, compute, resolved=resolved)
        ready = written(serving, content, personal=False)
        if asked:
            serving.ready.keep(asked, ready)
    return ready.response(request.scope)


def _kept_as(
    request: Request, process: Process, serving: Serving, day: date, states: tuple[str, ...] = ()
) -> Asked | None:
    """What an answer of one release is kept by; ``None`` for one that is not kept.

    Kept are answers to what the express lane has read, where nothing is recorded: records hold what a reply
    gave, not what was made of it. What a pinned release answers is kept nowhere: few ask it.
    """
    sent = trace_of(request.scope).asked
    if sent is None or process.recorder is not None or serving is not process.releases.served:
        return None
    return Asked(sent, day, states)


def _mixing(
    process: Process, serving: Serving, reply: Reply[Body], ask: Ask[Body], account: AccountId | None
) -> Mixing | None:
    """How an answer is mixed of two; ``None`` where no experiment is for it."""
    running = process.contest.against(serving.release_id)
    if running is None or account is None or ask.taste is None or reply not in INTERLEAVED:
        return None
    if ask.taste.preferences.private or not takes_part(running.experiment, account):
        return None
    return Mixing(serving, running, account)


async def _mixture(process: Process, mixing: Mixing, reply: Reply[Body], ask: Ask[Body]) -> Mixture | None:
    """The answer of both releases; ``None`` where the one in service is to answer, or to refuse, alone."""
    try:
        return await process.work.run(
            "mixture", lambda: mixing.mixture(reply, ask), resolved=2 * ask.n_names, quick=False
        )
    except (ClientError, Unavailable):
        return None
    except Exception as error:  # the challenger is on trial: what it gets wrong must not fail a request
        logger.exception("the challenger fails")
        process.contest.pause(f"The challenger fails to answer: {type(error).__name__}.")
        return None


def handed_over(
    request: Request,
    process: Process,
    serving: Serving,
    answered: Answered,
    *,
    account: AccountId | None,
    completed: Completion = dict,
    compared: Compared | None = None,
    records: Iterable[Answered] | None = None,
    asked: Asked | None = None,
) -> Response:
    """Write an answer down, and have it recorded, and kept what it shows to whom, where that is asked for.

    Args:
        request: for its headers.
        process: records and keeps.
        serving: the release that answered.
        answered: the answer.
        account: who asked; ``None`` for a stranger.
        completed: adds what is sent, but neither recorded nor replayed, such as signatures.
        compared: the experiment it is part of; ``None`` without one.
        records: what is recorded in its place; by default the answer itself.
        asked: what the answer is kept by; ``None`` where it is not kept.
    """
    ask = answered.ask
    state = () if ask.taste is None else ((_STATE_HEADER, ask.states[0].encode("ascii")),)
    ready = written(
        serving,
        completed(answered.content),
        personal=bool(ask.tastes),
        more=state,
        lists=lists_in(answered.name, answered.content) if _keeps(process, account) else None,
    )
    if asked is not None:
        serving.ready.keep(asked, ready)
    if process.recorder is not None:
        for record in [answered] if records is None else records:
            process.recorder.note(record)
    _keep(process, answered.release_id, ask, ready, account=account, compared=compared)
    return ready.response(request.scope)


def _keeps(process: Process, account: AccountId | None) -> bool:
    """Whether it is kept what an answer shows to whom."""
    return process.impressions is not None and account is not None


def _keep(
    process: Process,
    release_id: ReleaseId,
    ask: Ask[Any],
    ready: Written,
    *,
    account: AccountId | None,
    compared: Compared | None = None,
) -> None:
    """Have it kept what an answer shows to whom, where that is asked for."""
    if process.impressions is not None and account is not None and ready.lists:
        process.impressions.note(ask, release_id, account, ready.lists, compared)
