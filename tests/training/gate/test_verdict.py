from dataclasses import replace

import numpy as np
import pytest

from segue.releases.manifest import IndexEntry, Verdict
from segue.training.exam import MeasuredModel
from segue.training.gate import Contender, judge
from tests.training.gate.world import (
    LISTENERS,
    bad_space,
    contender,
    exam_of,
    good_space,
    pairs,
    space_of,
    tastes,
)

GOOD, BAD = good_space(), bad_space()


def failed(verdict: Verdict) -> list[str]:
    return [check.name for check in verdict.checks if not check.passed]


def test_a_first_release_has_only_popularity_to_beat() -> None:
    verdict = judge(contender("first", GOOD), None)
    assert verdict.passed
    assert verdict.against is None
    assert [check.name for check in verdict.checks] == ["holdout", "popularity"]
    assert failed(judge(contender("first", BAD), None)) == ["popularity"]


def test_the_same_again_passes_every_check() -> None:
    verdict = judge(contender("again", GOOD), contender("live", GOOD))
    assert verdict.passed
    assert verdict.against == "live"
    assert [check.name for check in verdict.checks] == [
        "holdout",
        "ranking",
        "coverage",
        "exposure",
        "live holdout",
        "catalogue",
        "neighbours",
        "popularity",
    ]


def test_the_same_contenders_get_the_same_verdict() -> None:
    pair = contender("candidate", good_space(seed=3)), contender("live", GOOD)
    assert judge(*pair) == judge(*pair)


def test_a_better_one_passes_and_a_worse_one_does_not() -> None:
    good, bad = contender("good", space_of(tastes(seed=3))), contender("bad", BAD)
    assert "ranking" not in failed(judge(good, bad))
    assert {"ranking", "live holdout", "popularity"} <= set(failed(judge(bad, good)))


def test_a_model_drawn_to_hits_ranks_better_and_is_refused_all_the_same() -> None:
    hits, n_songs = np.arange(20), 400
    lifted = tastes(n_songs) * 0.01
    lifted[hits] += 1  # everybody is shown the hits
    asking = np.ones((n_songs, 2), np.float32)
    kinds = [np.arange(30 + number % 2, n_songs, 2)[number : number + 10] for number in range(20)]
    exam = replace(
        exam_of(good_space(n_songs), n_songs=n_songs),
        history=pairs([kind.tolist() for kind in kinds], n_songs),
        truth=pairs([[*hits[:5].tolist(), int(kind[-1]) + 2] for kind in kinds], n_songs),
    )
    live = contender("live", good_space(n_songs), exam=exam)
    drawn = space_of(lifted, asking)
    own = replace(exam, measured=replace(exam.measured, space=drawn))
    verdict = judge(contender("drawn to hits", drawn, exam=own), live)
    assert {"coverage", "exposure"} <= set(failed(verdict))
    assert not {"ranking", "live holdout"} & set(failed(verdict))


def test_a_holdout_of_nonsense_hides_a_bad_model_and_the_live_one_shows_it() -> None:
    """As where the labels of a log were shuffled: on its own holdout everybody is as bad."""
    nonsense = exam_of(BAD)
    swapped = nonsense.truth.song_rows ^ 1
    order = np.lexsort((swapped, nonsense.truth.user_rows))
    truth = nonsense.truth
    shuffled = type(nonsense)(
        nonsense.history,
        type(truth)(truth.indptr, swapped[order], truth.weights, truth.n_songs),
        nonsense.listeners,
        nonsense.protocol,
        nonsense.measured,
        refitted=False,
    )
    found = failed(judge(contender("shuffled", BAD, exam=shuffled), contender("live", GOOD)))
    assert "ranking" not in found
    assert "live holdout" in found


def test_a_candidate_without_a_holdout_is_refused_where_the_live_one_was_measured() -> None:
    unmeasured = contender("unmeasured", GOOD, examined=False)
    refused = judge(unmeasured, contender("live", GOOD))
    assert failed(refused) == ["holdout"]
    assert "--holdout" in refused.checks[0].reason
    assert judge(unmeasured, None).passed
    assert judge(unmeasured, unmeasured).passed


def test_a_live_release_without_a_holdout_is_compared_as_it_serves() -> None:
    verdict = judge(contender("candidate", GOOD), contender("live", GOOD, examined=False))
    ranking = next(check for check in verdict.checks if check.name == "ranking")
    assert ranking.passed
    assert "live kept no holdout" in ranking.reason


def test_releases_that_held_other_listeners_out_can_not_be_compared() -> None:
    others = [f"other {number}" for number in range(20)]
    everybody = [*LISTENERS, *others]
    candidate = contender("candidate", GOOD, listeners=everybody)
    live = contender("live", GOOD, exam=exam_of(GOOD, listeners=others), listeners=everybody)
    refused = judge(candidate, live)
    assert failed(refused) == ["ranking", "live holdout"]
    assert all("--seed 7" in check.reason for check in refused.checks if not check.passed)


def refitted(released: Contender) -> Contender:
    """A release whose served model is ``released`` and whose measured one is good."""
    exam = exam_of(GOOD, refitted=True)
    return Contender(
        released.id, released.song_ids, released.listener_ids, released.popularity, released.space, exam
    )


def test_a_refit_gone_wrong_is_refused() -> None:
    assert judge(refitted(contender("fine", GOOD)), None).passed
    assert failed(judge(refitted(contender("wrong", BAD)), None)) == ["refit"]


def test_a_measured_model_that_knows_fewer_songs_is_asked_about_those() -> None:
    rows = np.arange(0, 60, dtype=np.int32)
    exam = exam_of(space_of(tastes()[:60]), rows=rows, n_songs=80, refitted=True)
    assert isinstance(exam.measured, MeasuredModel)
    verdict = judge(contender("candidate", GOOD, exam=exam), contender("live", GOOD))
    assert "popularity" not in failed(verdict)


@pytest.mark.parametrize(("recall", "passed"), [(0.97, True), (0.9, False), (None, False)])
def test_an_approximate_index_has_to_find_what_there_is(recall: float | None, passed: bool) -> None:  # noqa: FBT001
    entry = IndexEntry(kind="hnsw", parameters={}, recall=recall)
    assert judge(contender("first", GOOD, index=entry), None).passed is passed


def test_an_exact_index_needs_no_check() -> None:
    entry = IndexEntry(kind="flat", parameters={}, recall=1.0)
    assert "index" not in [check.name for check in judge(contender("x", GOOD, index=entry), None).checks]
