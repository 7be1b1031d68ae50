import asyncio
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from segue.web.limits.crowd import LONGEST_WAIT_SECONDS, Crowd
from segue.web.limits.received import RECEIVED_AT
from segue.web.trace import begin


class Slow:
    """An app whose requests wait until they are told to go on."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        if scope["path"] == "/broken":
            raise RuntimeError("broken")
        await self.go_on.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})


async def ask(app: Any, path: str = "/slow", received: float | None = None) -> tuple[int, dict[bytes, bytes]]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "path": path, "headers": []}
    if received is not None:
        scope[RECEIVED_AT] = received
    begin(scope)
    await app(scope, None, send)
    return sent[0]["status"], dict(sent[0]["headers"])


def test_requests_beyond_the_limit_are_refused_until_others_have_ended() -> None:
    async def run() -> None:
        slow = Slow()
        crowd = Crowd(slow, 2)
        first = [asyncio.create_task(ask(crowd)) for _ in range(2)]
        await asyncio.sleep(0)
        status, headers = await ask(crowd)
        assert status == 503
        assert int(headers[b"retry-after"]) >= 1
        assert headers[b"content-type"] == b"application/problem+json"
        probe = asyncio.create_task(ask(crowd, "/health/live"))
        slow.go_on.set()
        assert [status for status, _ in await asyncio.gather(*first, probe)] == [200] * 3
        assert (await ask(crowd))[0] == 200

    asyncio.run(run())


def test_a_request_that_fails_makes_room_too() -> None:
    async def run() -> None:
        slow = Slow()
        slow.go_on.set()
        crowd = Crowd(slow, 1)
        for _ in range(3):
            failed = await asyncio.gather(ask(crowd, "/broken"), return_exceptions=True)
            assert isinstance(failed[0], RuntimeError)
        assert (await ask(crowd))[0] == 200

    asyncio.run(run())


def test_a_request_that_has_waited_too_long_for_its_turn_is_refused() -> None:
    async def run() -> None:
        slow = Slow()
        slow.go_on.set()
        crowd = Crowd(slow, 2, monotonic=lambda: 100.0)
        too_late = 99.9 - LONGEST_WAIT_SECONDS
        assert (await ask(crowd, received=100.0 - LONGEST_WAIT_SECONDS))[0] == 200
        assert (await ask(crowd, received=too_late))[0] == 503
        assert (await ask(crowd, "/health/live", received=too_late))[0] == 200
        assert (await ask(crowd))[0] == 200  # of a server that does not say

    asyncio.run(run())
