from pathlib import Path

import pytest

from segue.base.errors import DataError
from segue.training.studies import Question, State, Study, Trial, read_study, study_folder, write_study


def trial(number: int, value: float | None, state: State = "complete", trainer: str = "spectral") -> Trial:
    return Trial(number=number, state=state, trainer=trainer, settings={}, value=value, seconds=1.0)


def study(*trials: Trial, trainers: tuple[str, ...] = ("spectral",)) -> Study:
    question = Question(
        fingerprint="f", holdout=0.2, metric="ndcg@20", trainers=trainers, fixed={}, searched={}, seed=0
    )
    return Study(name="s", source="log.csv", question=question, protocol={"kind": "listeners"}, trials=trials)


def test_the_best_trial_is_the_first_complete_one_of_greatest_value() -> None:
    trials = [trial(0, 0.1), trial(1, 0.3), trial(2, 0.3), trial(3, 0.9, "pruned"), trial(4, None, "failed")]
    assert study(*trials).best == trials[1]


def test_a_trainer_has_its_own_best_trial() -> None:
    both = study(trial(0, 0.3), trial(1, 0.2, trainer="svd"), trainers=("spectral", "svd"))
    assert both.best == both.trials[0]
    assert both.best_of("svd") == both.trials[1]


def test_without_a_complete_trial_there_is_no_best() -> None:
    assert study(trial(0, 0.5, "pruned")).best is None


def test_a_study_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = study(trial(0, 0.25), trial(1, None, "failed"))
    write_study(tmp_path, written)
    assert read_study(tmp_path) == written


def test_where_nothing_was_tuned_there_is_no_study(tmp_path: Path) -> None:
    assert read_study(tmp_path / "none") is None


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b'{"name": "s", "trials": 3}'])
def test_a_damaged_study_says_how_to_go_on(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "study.json").write_bytes(content)
    with pytest.raises(DataError, match=r"--fresh.*--study none"):
        read_study(tmp_path)


@pytest.mark.parametrize("name", ["none", "", "../x", "a/b", ".hidden", "x" * 65])
def test_a_name_that_could_lead_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match="can't name a study"):
        study_folder(tmp_path, name)
