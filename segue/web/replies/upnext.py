"""What comes up next."""

from typing import Any

from segue.base.errors import BadRequest
from segue.recommend.upnext import similar
from segue.web.ask import Ask
from segue.web.items import answered
from segue.web.listeners import listener_of, named_by
from segue.web.schemas.recommendations import SimilarTo
from segue.web.serving import Serving
from segue.web.wishes import wishes_of

LONGEST_NAMED = 500
"""Characters of an unknown song that its refusal repeats, which stays below 4 KB however they are encoded."""


def up_next_reply(serving: Serving, ask: Ask[SimilarTo]) -> dict[str, Any]:
    """Songs that go well after the one that plays, as ``schemas.Recommendations``.

    Raises :class:`BadRequest` for a song that this release does not know.
    """
    catalogue = serving.catalogue
    row = catalogue.resolve(ask.body.song)
    if row is None:
        raise BadRequest(f"Song '{ask.body.song[:LONGEST_NAMED]}' not in model catalogue.")
    listener = listener_of(catalogue, ask, named_by(catalogue, ask.body.seed))
    answer = similar(serving.snapshot, row, listener, wishes_of(catalogue, ask), variation=ask.body.seed)
    return answered(catalogue, answer) | {"seed_count": 1}
