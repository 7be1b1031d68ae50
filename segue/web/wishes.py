"""From the words of a request and the preferences of an account to wishes about the answer."""

from collections.abc import Callable, Iterable

from segue.accounts.taste import Preferences, Taste
from segue.catalogue.catalogue import Catalogue
from segue.recommend.filters import Filter
from segue.recommend.wishes import Order, Wishes
from segue.web.ask import Ask
from segue.web.names import known_rows
from segue.web.schemas.filters import FilterWish
from segue.web.schemas.recommendations import Wished

DEFAULT = 0.5
"""Discovery and diversity where neither the request nor the account says."""


def wishes_of(catalogue: Catalogue, ask: Ask[Wished], order: Order = Order.BALANCED) -> Wishes:
    """What a request asks of its answer; where it is silent, what its account prefers."""
    body = ask.body
    preferences = (ask.taste or Taste()).preferences
    return Wishes(
        limit=body.limit,
        filter=filter_of(catalogue, body.filter, preferences),
        excluded=known_rows(catalogue, body.exclude),
        shown=known_rows(catalogue, body.shown),
        discovery=_first(body.discovery, preferences.discovery),
        diversity=_first(body.diversity, preferences.diversity),
        order=order,
    )


def filter_of(catalogue: Catalogue, wish: FilterWish | None, preferences: Preferences) -> Filter:
    """What every song must fulfil; names the catalogue does not know match no song."""
    wish = wish or FilterWish()
    return Filter(
        explicit=preferences.explicit if wish.explicit is None else wish.explicit,
        years=wish.years,
        genres=_numbers(catalogue.genre_row, wish.genres),
        artists=_numbers(catalogue.artist_row, wish.artists),
        languages=_numbers(catalogue.language_row, wish.languages),
    )


def _numbers(number: Callable[[str], int | None], names: Iterable[str] | None) -> tuple[int, ...] | None:
    if not names:
        return None
    found = {number(name) for name in names}
    return tuple(sorted(row for row in found if row is not None))


def _first(*values: float | None) -> float:
    return next((value for value in values if value is not None), DEFAULT)
