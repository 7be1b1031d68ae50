"""What somebody new may choose from."""

from typing import Any

import numpy as np

from segue.recommend.chooser import next_choices
from segue.web.items import found_songs
from segue.web.names import known_rows
from segue.web.schemas.onboarding import ChoiceKind, OnboardingQuery
from segue.web.serving import Serving


def onboarding_reply(serving: Serving, query: OnboardingQuery) -> dict[str, Any]:
    """The songs to show next, as ``schemas.Choices``; a song both chosen and skipped was chosen."""
    chosen = known_rows(serving.catalogue, query.chosen)
    skipped = tuple(row for row in known_rows(serving.catalogue, query.skipped) if row not in set(chosen))
    rows = next_choices(
        serving.snapshot,
        np.array(chosen, np.int32),
        np.array(skipped, np.int32),
        query.limit,
        by_artist=query.kind is ChoiceKind.ARTISTS,
    )
    return {
        "results": found_songs(serving.catalogue, rows.tolist()),
        "chosen_count": len(chosen),
        "skipped_count": len(skipped),
    }
