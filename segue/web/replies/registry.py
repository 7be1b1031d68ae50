"""Which replies there are: the one list that answering, recording and replay go by."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic

from segue.web.ask import Ask, Body
from segue.web.replies.coldstart import cold_start_reply
from segue.web.replies.playlist import playlist_reply
from segue.web.replies.reasons import reasons_reply
from segue.web.replies.shelves import shelves_reply
from segue.web.replies.together import together_reply
from segue.web.replies.upnext import up_next_reply
from segue.web.schemas.playlist import PlaylistWished
from segue.web.schemas.reasons import Why
from segue.web.schemas.recommendations import ColdStart
from segue.web.schemas.shelves import ShelvesWished
from segue.web.schemas.together import TogetherWished
from segue.web.schemas.upnext import SimilarTo
from segue.web.serving import Serving

Reply = Callable[[Serving, Ask[Body]], dict[str, Any]]
"""A pure function: equal asks of one release have equal replies, in every process."""


@dataclass(frozen=True)
class Registered(Generic[Body]):
    """A reply that can be asked for by name.

    Attributes:
        name: in records and on the command line; never given to another reply.
        body: what it is asked with; dumped as JSON and read again it asks the same.
        reply: answers it.
        quick: whether it takes some milliseconds at most, unless there is a filter, and so may be computed on
            the event loop.
    """

    name: str
    body: type[Body]
    reply: Reply[Body]
    quick: bool = True


REGISTERED: tuple[Registered[Any], ...] = (
    Registered("cold-start", ColdStart, cold_start_reply),
    Registered("up-next", SimilarTo, up_next_reply),
    Registered("playlist", PlaylistWished, playlist_reply, quick=False),
    Registered("shelves", ShelvesWished, shelves_reply),
    Registered("reasons", Why, reasons_reply),
    Registered("together", TogetherWished, together_reply, quick=False),
)
"""One line per kind of recommendation."""

BY_NAME = {registered.name: registered for registered in REGISTERED}
_BY_REPLY = {registered.reply: registered for registered in REGISTERED}


def registered_for(reply: Reply[Body]) -> Registered[Body]:
    """How a reply is registered. Raises ``LookupError`` for one that nobody could replay."""
    if reply not in _BY_REPLY:
        raise LookupError(f"{reply!r} is not in segue/web/replies/registry.py")
    return _BY_REPLY[reply]
