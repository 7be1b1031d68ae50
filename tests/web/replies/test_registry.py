"""What can be asked can be replayed: every kind of recommendation stands in the registry."""

import ast
import inspect
from typing import Any

import pytest
from fastapi.routing import APIRoute

from segue.web.replies.registry import BY_NAME, REGISTERED, Registered, registered_for
from segue.web.routes import ROUTERS

ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
RECOMMENDING = [route for route in ROUTES if route.path.startswith("/recommendations/")]


def replies_of(route: APIRoute) -> list[object]:
    """What the endpoint of a route hands to ``answer``."""
    tree = ast.parse(inspect.getsource(route.endpoint))
    module = vars(inspect.getmodule(route.endpoint))
    return [
        module[call.args[3].id]
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "answer"
        and isinstance(call.args[3], ast.Name)
    ]


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
