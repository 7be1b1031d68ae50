"""How much of a dataset came from where."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np

from segue.accounts.signals import Signal
from segue.base.source import ACCOUNTS, Source
from segue.factors.interactions import Events
from segue.listening.report import count_pairs
from segue.training.dataset.held import Held
from segue.training.dataset.reasons import Reason
from segue.training.dataset.signals import Signals
from segue.training.dataset.weights import SignalWeights

NAME = "accounts"
PRIVATE_ACCOUNTS = "private accounts"


def file_sources(
    sources: Sequence[Source], events: Events, left_out: Mapping[str, int]
) -> tuple[Source, ...]:
    """The sources of a log, the first with what has become of its rows; none where there are none."""
    if not sources:
        return ()
    about = {"kinds": {"plays": len(events)}, "left_out": dict(left_out), **_extent(events)}
    return (sources[0].model_copy(update=about), *sources[1:])


def accounts_source(
    held: Held, events: Events, signals: Signals, *, weights: SignalWeights, release_id: str | None
) -> Source:
    """The accounts as a source.

    Args:
        held: what they hold.
        events: those of theirs that stand in the dataset.
        signals: theirs about songs that somebody knows.
        weights: of the signals.
        release_id: whose catalogue told songs; ``None`` where there was none.
    """
    unknown, private = len(held) - len(signals), held.n_private
    left_out = {Reason.UNKNOWN_SONG.value: unknown, PRIVATE_ACCOUNTS: private}
    return Source(
        name=NAME,
        format=ACCOUNTS,
        licence=None,
        sha256=held.sha256,
        rows=len(held),
        kinds={f"{kind.name.lower()}s": len(signals.of(kind)) for kind in Signal},
        left_out={reason: count for reason, count in left_out.items() if count},
        weights=asdict(weights),
        catalogue=release_id,
        **_extent(events),
    )


def _extent(events: Events) -> dict[str, int]:
    return {
        "listeners": len(np.unique(events.user_rows)),
        "songs": len(np.unique(events.song_rows)),
        "pairs": count_pairs(events),
    }
