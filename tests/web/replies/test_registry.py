"""What can be asked can be replayed: every kind of recommendation stands in the registry."""

from typing import Any

import pytest
from fastapi.routing import APIRoute

from segue.web.replies.registry import BY_NAME, REGISTERED, Registered, registered_for
from tests.web.recommending import ROUTES, replies_of

RECOMMENDING = [route for route in ROUTES if route.path.startswith("/recommendations/")]


@pytest.mark.parametrize("route", RECOMMENDING, ids=lambda route: route.path)
def test_every_recommendation_is_answered_by_one_registered_reply(route: APIRoute) -> None:
    (reply,) = replies_of(route)
    assert reply in {registered.reply for registered in REGISTERED}


def test_every_registered_reply_has_a_route() -> None:
    assert {reply for route in ROUTES for reply in replies_of(route)} == {each.reply for each in REGISTERED}


def test_no_name_and_no_reply_stands_twice() -> None:
    assert len(BY_NAME) == len(REGISTERED) == len({registered.reply for registered in REGISTERED})


@pytest.mark.parametrize("registered", REGISTERED, ids=lambda registered: registered.name)
def test_it_is_found_by_its_name_and_by_its_reply(registered: Registered[Any]) -> None:
    assert BY_NAME[registered.name] is registered_for(registered.reply) is registered


def test_a_reply_that_nobody_could_replay_is_refused() -> None:
    with pytest.raises(LookupError, match=r"registry\.py"):
        registered_for(lambda serving, ask: {})  # noqa: ARG005 - never called
