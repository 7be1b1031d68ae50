from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.base.errors import DataError, Unavailable
from segue.base.progress import SILENT, Silent
from segue.listening.log import ListeningLog, read_log
from segue.releases import locks
from segue.training import tuning
from segue.training.journal import JOURNAL_FILE
from segue.training.searchspace import SearchSpace
from segue.training.studies import Study, read_study
from segue.training.tuning import Budget, is_worse, tune

SPACE = SearchSpace(["spectral"], {"dimensions": "8"})


def tuned(log: ListeningLog, folder: Path, trials: int | None = 4, **changed: Any) -> Study:
    given_to: dict[str, Any] = {"holdout": 0.2, "metric": "ndcg@100", "seed": 0, "watch": lambda _: None}
    budget = Budget(trials, changed.pop("minutes", None))
    return tune(log, folder, changed.pop("space", SPACE), budget, **given_to | changed)


def tried(study: Study) -> list[tuple[object, ...]]:
    """The trials without their times."""
    return [(trial.trainer, trial.settings, trial.state, trial.value) for trial in study.trials]


def test_the_first_trial_has_the_defaults_and_the_best_is_no_worse(
    undated: ListeningLog, tmp_path: Path
) -> None:
    study = tuned(undated, tmp_path, 4)
    first, best = study.trials[0], study.best
    assert first.settings | {"song_exponent": 0.3, "dimensions": 8} == first.settings
    assert best is not None
    assert (best.value or 0) >= (first.value or 0) > 0


def test_each_trainer_begins_with_its_defaults(undated: ListeningLog, tmp_path: Path) -> None:
    space = SearchSpace(["spectral", "svd"], {"dimensions": "4"})
    study = tuned(undated, tmp_path, 4, space=space)
    assert [trial.trainer for trial in study.trials[:2]] == ["spectral", "svd"]
    assert study.best_of("svd") is not None


def test_the_same_seed_tries_the_same_settings_and_another_seed_others(
    undated: ListeningLog, tmp_path: Path
) -> None:
    first, again, other = (tuned(undated, tmp_path / str(n), 2, seed=n // 2) for n in range(3))
    assert tried(first) == tried(again)
    assert tried(first)[1] != tried(other)[1]


def test_a_study_taken_up_again_tries_what_it_would_have_tried_anyway(
    undated: ListeningLog, tmp_path: Path
) -> None:
    whole = tuned(undated, tmp_path / "whole", 12)  # the last ones follow from what the others reached
    for trials in (0, 1, 10, 12):
        parts = tuned(undated, tmp_path / "parts", trials)
    assert tried(parts) == tried(whole)


class Stopping(Silent):
    """A progress in which somebody presses Ctrl-C at the given task."""

    def __init__(self, at: int) -> None:
        self._left = at

    def task(self, title: str, total: float | None = None) -> Any:
        self._left -= 1
        if self._left < 0:
            raise KeyboardInterrupt
        return SILENT.task(title, total)


@pytest.mark.parametrize("at", [0, 2])
def test_a_trial_that_was_stopped_in_the_middle_is_tried_again(
    undated: ListeningLog, tmp_path: Path, at: int
) -> None:
    with pytest.raises(KeyboardInterrupt):
        tuned(undated, tmp_path / "stopped", progress=Stopping(at))
    assert tried(tuned(undated, tmp_path / "stopped")) == tried(tuned(undated, tmp_path / "whole"))


@pytest.mark.parametrize("cut", [1, 20])
def test_a_journal_torn_in_the_middle_of_a_line_goes_on(
    undated: ListeningLog, tmp_path: Path, cut: int
) -> None:
    tuned(undated, tmp_path / "torn", 2)
    journal = tmp_path / "torn" / JOURNAL_FILE
    journal.write_bytes(journal.read_bytes()[:-cut])
    assert tried(tuned(undated, tmp_path / "torn")) == tried(tuned(undated, tmp_path / "whole"))


def write_skewed(path: Path) -> Path:
    """300 listeners of four camps; early songs are heard far more, so that settings matter."""
    generator = np.random.default_rng(0)
    lines = ["user,song"]
    for user in range(300):
        odds = np.where(np.arange(150) % 4 == user % 4, 0.9, 0.35) / (1 + np.arange(150) / 10)
        lines += [f"u{user},s{song}" for song in np.flatnonzero(generator.random(150) < odds)]
    path.write_text("\n".join(lines))
    return path


def test_pruning_spares_the_best(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = read_log(write_skewed(tmp_path / "log.csv"))
    pruned = tuned(log, tmp_path / "pruned", 4)  # drawn at random so far, whatever was pruned
    monkeypatch.setattr(tuning, "PRUNED_BELOW", 0.0)
    whole = tuned(log, tmp_path / "whole", 4)
    ended = [trial.number for trial in pruned.trials if trial.state == "pruned"]
    assert ended
    assert {trial.state for trial in whole.trials} == {"complete"}
    assert [trial.settings for trial in pruned.trials] == [trial.settings for trial in whole.trials]
    assert pruned.best is not None
    assert whole.best is not None
    assert (pruned.best.number, pruned.best.value) == (whole.best.number, whole.best.value)
    assert all((whole.trials[number].value or 0) < (whole.best.value or 0) for number in ended)


def test_a_trial_must_be_worse_in_nine_blocks_to_be_surely_so() -> None:
    assert not is_worse([0.1] * 8, [0.2] * 20)
    assert is_worse([0.1] * 9, [0.2] * 20)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40), st.floats(0, 1))
def test_a_trial_that_is_nowhere_worse_is_never_pruned(rival: list[float], better: float) -> None:
    assert not is_worse([block + better for block in rival], rival)


@given(st.permutations(range(40)), st.floats(0.001, 0.2))
@settings(max_examples=50)
def test_a_trial_that_is_better_on_average_is_spared_at_the_end(order: list[int], lead: float) -> None:
    rival = np.sin(np.arange(40)[order])
    noise = np.cos(np.arange(40)[order])
    assert not is_worse((rival + noise - noise.mean() + lead).tolist(), rival.tolist())


def test_what_is_on_disk_is_what_was_found(undated: ListeningLog, tmp_path: Path) -> None:
    seen: list[Study] = []
    study = tuned(undated, tmp_path, 3, watch=seen.append)
    assert read_study(tmp_path) == study == seen[-1]
    assert [len(shown.trials) for shown in seen] == [0, 1, 2, 3]


def test_a_study_ends_when_its_time_is_up(undated: ListeningLog, tmp_path: Path) -> None:
    assert len(tuned(undated, tmp_path, None, minutes=1e-9).trials) == 0
    assert len(tuned(undated, tmp_path, 2, minutes=60).trials) == 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"metric": "recall@20"}, "another metric 'ndcg@100'"),
        ({"seed": 1}, "another seed 0"),
        ({"holdout": 0.3}, "another holdout"),
        ({"space": SearchSpace(["spectral"], {"dimensions": "9"})}, "another fixed"),
    ],
)
def test_a_study_that_asks_something_else_is_refused_and_stays(
    undated: ListeningLog, tmp_path: Path, changed: dict[str, Any], words: str
) -> None:
    study = tuned(undated, tmp_path, 1)
    with pytest.raises(DataError, match=rf"{words}.*--fresh.*--study NAME"):
        tuned(undated, tmp_path, 1, **changed)
    assert read_study(tmp_path) == study
    assert len(tuned(undated, tmp_path, 1, fresh=True, **changed).trials) == 1


def test_a_study_of_another_log_is_refused(
    undated: ListeningLog, dated: ListeningLog, tmp_path: Path
) -> None:
    tuned(undated, tmp_path, 1)
    with pytest.raises(DataError, match="another log, so"):
        tuned(dated, tmp_path, 1)


def test_a_study_without_a_trial_may_still_ask_something_else(undated: ListeningLog, tmp_path: Path) -> None:
    tuned(undated, tmp_path, 0)
    assert tuned(undated, tmp_path, 1, metric="recall@20").question.metric == "recall@20"


def test_a_damaged_journal_is_one_sentence(undated: ListeningLog, tmp_path: Path) -> None:
    (tmp_path / JOURNAL_FILE).write_text("no journal\n" * 3)
    with pytest.raises(DataError, match=r"damaged.*--fresh"):
        tuned(undated, tmp_path, 1)


def test_two_tunings_of_one_study_are_told_apart(undated: ListeningLog, tmp_path: Path) -> None:
    with locks.hold(tmp_path / ".lock"), pytest.raises(Unavailable, match="Another tuning"):
        tuned(undated, tmp_path, 1)


def test_settings_the_trainer_refuses_are_a_failed_trial(undated: ListeningLog, tmp_path: Path) -> None:
    wild = {"dimensions": "8", "epochs": "50", "learning_rate": "1.0", "regularization": "10"}
    study = tuned(undated, tmp_path, 2, space=SearchSpace(["svd"], wild))
    assert {trial.state for trial in study.trials} == {"failed"}
    assert "learning_rate" in (study.trials[0].reason or "")
    assert study.best is None
