"""From the words of a request and the preferences of an account to wishes about the answer."""

from segue.accounts.taste import Taste
from segue.catalogue.catalogue import Catalogue
from segue.recommend.wishes import Order, Wishes
from segue.web.ask import Ask
from segue.web.listeners import known_rows
from segue.web.schemas.recommendations import Wished

DEFAULT = 0.5
"""Discovery and diversity where neither the request nor the account says."""


def wishes_of(catalogue: Catalogue, ask: Ask[Wished], order: Order = Order.BALANCED) -> Wishes:
    """What a request asks of its answer; where it is silent, what its account prefers."""
    body = ask.body
    preferences = (ask.taste or Taste()).preferences
    return Wishes(
        limit=body.limit,
        excluded=known_rows(catalogue, body.exclude),
        shown=known_rows(catalogue, body.shown),
        discovery=_first(body.discovery, preferences.discovery),
        diversity=_first(body.diversity, preferences.diversity),
        order=order,
    )


def _first(*values: float | None) -> float:
    return next((value for value in values if value is not None), DEFAULT)
