"""What stands on the shelves of a "For you" page."""

from typing import Any

from segue.catalogue.catalogue import Catalogue
from segue.recommend.shelves import Shelf, shelves
from segue.web.ask import Ask
from segue.web.items import items
from segue.web.listeners import listener_of, named_by
from segue.web.schemas.recommendations import ShelvesWished
from segue.web.serving import Serving
from segue.web.wishes import wishes_of


def shelves_reply(serving: Serving, ask: Ask[ShelvesWished]) -> dict[str, Any]:
    """The shelves of today, as ``schemas.Categories``; somebody new gets shelves too."""
    catalogue = serving.catalogue
    listener = listener_of(catalogue, ask, named_by(catalogue, ask.body.seed))
    page = shelves(
        serving.snapshot,
        listener,
        wishes_of(catalogue, ask),
        day=ask.moment.date(),
        variation=ask.body.seed,
    )
    return {"buckets": [_bucket(catalogue, shelf) for shelf in page]}


def _bucket(catalogue: Catalogue, shelf: Shelf) -> dict[str, Any]:
    return {
        "label": shelf.label,
        "seed_used": shelf.seed_used,
        "items": items(catalogue, shelf.answer.ranking),
    }
