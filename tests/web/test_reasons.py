from datetime import UTC, datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from segue.recommend.listener import Listener
from segue.recommend.reasons import Reason, shares
from segue.recommend.signals import Kind, Signal, likes, seeds
from segue.web.ask import Ask
from segue.web.reasons import reasons_for, worded, written
from segue.web.schemas.recommendations import ColdStart
from segue.web.serving import Serving

RIVER, GLASS = 0, 1
VERBS = {Kind.LIKE: "like", Kind.SEED: "named", Kind.PLAY: "played"}
SIGNALS = st.lists(
    st.builds(Signal, st.integers(0, 20), st.sampled_from(Kind), st.integers(0, 400), st.integers(1, 3)),
    max_size=12,
)


@given(signals=SIGNALS, like_weight=st.sampled_from([0.0, 2.0]))
def test_words_are_those_of_a_signal_without_which_the_score_is_another(
    serving: Serving, signals: list[Signal], like_weight: float
) -> None:
    listener = Listener.of(signals, like_weight=like_weight)
    words = worded(listener, like_weight)
    assert set(words) == set(listener.songs.tolist())
    rows = np.arange(40, dtype=np.int32)
    for row, template in words.items():
        (kind,) = (kind for kind, verb in VERBS.items() if f" {verb} " in template)
        assert any(signal.row == row and signal.kind is kind for signal in signals)
        others = [signal for signal in signals if (signal.row, signal.kind) != (row, kind)]
        before = shares(serving.snapshot, listener, rows)
        after = shares(serving.snapshot, Listener.of(others, like_weight=like_weight), rows)
        assert before is not None
        assert after is None or not np.array_equal(before.scores, after.scores)


def test_a_like_goes_before_a_seed_before_a_play() -> None:
    signals = [*seeds([0, 1]), *likes([0]), Signal(1, Kind.PLAY), Signal(2, Kind.PLAY)]
    words = worded(Listener.of(signals), 2.0)
    assert words == {0: "Because you like {}", 1: "Because you named {}", 2: "Because you played {}"}


def test_what_speaks_against_a_song_has_no_words(serving: Serving) -> None:
    words = {RIVER: "Because you like {}"}
    spoken = [written(serving.catalogue, Reason(RIVER, share), words)["text"] for share in (0.5, 0, -0.5)]
    assert spoken == ["Because you like River", None, None]
    unworded = written(serving.catalogue, Reason(GLASS, 0.5), words)
    assert unworded == {"song_id": "Björk - Glass", "title": "Glass", "share": 0.5, "text": None}
    rest = written(serving.catalogue, Reason(None, 0.5), words)
    assert rest == {"song_id": None, "title": None, "share": 0.5, "text": None}


def test_reasons_are_given_where_asked_for_and_somebody_is_known(serving: Serving) -> None:
    rows = np.array([GLASS], np.int32)
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    unasked, asked = (Ask(ColdStart(reasons=wish), None, noon, like_weight=2.0) for wish in (False, True))
    somebody = Listener.of(seeds([RIVER]))
    assert reasons_for(serving, unasked, somebody, rows) is None
    assert reasons_for(serving, asked, Listener(), rows) is None
    (found,) = reasons_for(serving, asked, somebody, rows) or []
    assert [reason["text"] for reason in found["reasons"]] == ["Because you named River", None]
