"""What several people hear together."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from segue.accounts.taste import Taste
from segue.accounts.tokens import REFUSAL
from segue.base.arrays import Float32
from segue.base.errors import BadRequest, Unauthorized
from segue.recommend.candidates import listener_vector
from segue.recommend.eligibility import eligible
from segue.recommend.listener import Listener
from segue.recommend.together import allowed_by_all, together
from segue.recommend.wishes import Wishes
from segue.web.ask import Ask
from segue.web.items import answered
from segue.web.listeners import listener_of
from segue.web.names import known_rows
from segue.web.schemas.together import Myself, NamedSongs, TogetherWished
from segue.web.serving import Serving
from segue.web.wishes import wishes_of

_FIT_DIGITS = 6


def together_reply(serving: Serving, ask: Ask[TogetherWished]) -> dict[str, Any]:
    """Songs for all members, as ``schemas.TogetherSongs``; whoever is invited stands in ``ask.members``.

    What any member excludes, blocks or dislikes is left out, and explicit songs where any of them wants none.
    The dials are those of the request, else of the account that asks. Raises :class:`BadRequest` for a member
    of whom nothing is known, and :class:`Unauthorized` for ``me`` without a token.
    """
    snapshot = serving.snapshot
    listeners = list(_listeners(serving, ask))
    vectors = [_vector(serving, listener, number) for number, listener in enumerate(listeners, start=1)]
    wishes = _wishes(serving, ask)
    found = together(
        snapshot,
        vectors,
        allowed_by_all([eligible(snapshot, listener, wishes) for listener in listeners]),
        wishes,
        known=np.unique(np.concatenate([listener.hidden for listener in listeners])),
    )
    fits = [{"fits": [round(fit, _FIT_DIGITS) for fit in of_song]} for of_song in found.fits.tolist()]
    return answered(serving.catalogue, found.answer, fits)


def _listeners(serving: Serving, ask: Ask[TogetherWished]) -> Iterator[Listener]:
    """The members as listeners of this release, in order."""
    invited = iter(ask.members)
    for member in ask.body.members:
        taste: Taste | None = None
        named: tuple[int, ...] = ()
        if isinstance(member, NamedSongs):
            named = known_rows(serving.catalogue, member.seeds)
        elif isinstance(member, Myself):
            taste = ask.taste
            if taste is None:
                raise Unauthorized(REFUSAL)
        else:
            taste = next(invited)
        yield listener_of(serving, replace(ask, taste=taste, members=()), named)


def _vector(serving: Serving, listener: Listener, number: int) -> Float32:
    vector = listener_vector(serving.snapshot, listener)
    if vector is None:
        raise BadRequest(f"Member {number}: nothing is known of their taste; name songs of the catalogue.")
    return vector


def _wishes(serving: Serving, ask: Ask[TogetherWished]) -> Wishes:
    wishes = wishes_of(serving.catalogue, ask)
    if any(taste.preferences.explicit is False for taste in ask.members):
        return replace(wishes, filter=replace(wishes.filter, explicit=False))
    return wishes
