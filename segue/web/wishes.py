"""From the words of a request and the preferences of an account to wishes about the answer."""

from collections.abc import Callable, Iterable

from segue.accounts.taste import Preferences
from segue.catalogue.catalogue import Catalogue
from segue.recommend.filters import EVERYTHING, Filter
from segue.recommend.wishes import Order, Wishes
from segue.web.ask import Ask
from segue.web.names import known_rows
from segue.web.schemas.filters import FilterWish
from segue.web.schemas.recommendations import Wished

DEFAULT = 0.5
"""Discovery and diversity where neither the request nor the account says."""
_NONE = Preferences()


def wishes_of(catalogue: Catalogue, ask: Ask[Wished], order: Order = Order.BALANCED) -> Wishes:
    """What a request asks of its answer; where it is silent, what its account prefers."""
    body = ask.body
    preferences = _NONE if ask.taste is None else ask.taste.preferences
    return Wishes(
        limit=body.limit,
        filter=filter_of(catalogue, body.filter, preferences),
        excluded=known_rows(catalogue, body.exclude),
        shown=known_rows(catalogue, body.shown),
        discovery=_said(body.discovery, preferences.discovery),
        diversity=_said(body.diversity, preferences.diversity),
        order=order,
    )


def filter_of(catalogue: Catalogue, wish: FilterWish | None, preferences: Preferences) -> Filter:
    """What every song must fulfil; names the catalogue does not know match no song."""
    if wish is None:
        return EVERYTHING if preferences.explicit is None else Filter(explicit=preferences.explicit)
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


def _said(wished: float | None, preferred: float | None) -> float:
    if wished is not None:
        return wished
    return DEFAULT if preferred is None else preferred
