from pathlib import Path

import pytest

from segue.base.errors import DataError, NotFound
from segue.factors.spectral import SpectralConfig
from segue.factors.svd import SvdConfig
from segue.training.holdout import HoldoutPlan
from segue.training.recipes import Recipe, choose_recipe
from segue.training.studies import Question, Setting, Study, Trial, study_folder, write_study


def trial(number: int, trainer: str, value: float, **settings: Setting) -> Trial:
    return Trial(
        number=number, state="complete", trainer=trainer, settings=settings, value=value, seconds=1.0
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of releases with a study of two trainers, the spectral one better, called `default`."""
    keep(
        tmp_path,
        trial(0, "spectral", 0.2, song_exponent=0.3),
        trial(1, "svd", 0.25, epochs=7),
        trial(2, "spectral", 0.3, song_exponent=0.4),
    )
    return tmp_path


def keep(root: Path, *trials: Trial, name: str = "default") -> None:
    question = Question(
        fingerprint="this log",
        holdout=0.2,
        metric="ndcg@20",
        trainers=("spectral", "svd"),
        fixed={},
        searched={},
        seed=0,
    )
    folder = study_folder(root, name)
    folder.mkdir(parents=True)
    write_study(folder, Study(name=name, source="log.csv", question=question, protocol={}, trials=trials))


def choose(root: Path, study: str | None = None, trainer: str | None = None, **settings: str) -> Recipe:
    return choose_recipe(root, study=study, trainer=trainer, settings=settings, seed=5)


def test_without_a_study_the_defaults_are_taken(tmp_path: Path) -> None:
    assert choose(tmp_path) == Recipe("spectral", SpectralConfig(seed=5))


def test_a_study_gives_trainer_and_settings(root: Path) -> None:
    recipe = choose(root)
    assert recipe.config == SpectralConfig(song_exponent=0.4, seed=5)
    assert recipe.study is not None


def test_a_named_trainer_gets_the_best_the_study_found_for_it(root: Path) -> None:
    assert choose(root, trainer="svd").config == SvdConfig(epochs=7, seed=5)


def test_a_trainer_the_study_did_not_try_has_its_defaults(tmp_path: Path) -> None:
    keep(tmp_path, trial(0, "spectral", 0.3, song_exponent=0.4))
    assert choose(tmp_path, trainer="svd") == Recipe("svd", SvdConfig(seed=5))


def test_what_is_named_wins_over_the_study(root: Path) -> None:
    recipe = choose(root, song_exponent="0.5", seed="9")
    assert recipe.config == SpectralConfig(song_exponent=0.5, seed=9)


def test_a_study_can_be_left_out(root: Path) -> None:
    assert choose(root, study="none") == Recipe("spectral", SpectralConfig(seed=5))


def test_a_study_of_another_name_is_taken_when_named(root: Path) -> None:
    keep(root, trial(0, "svd", 0.1, epochs=3), name="other")
    assert choose(root, study="other").config == SvdConfig(epochs=3, seed=5)


def test_a_named_study_that_is_not_there_is_one_sentence(root: Path) -> None:
    with pytest.raises(NotFound, match="tune --study nosuch"):
        choose(root, study="nosuch")


def test_a_study_of_settings_that_are_no_more_says_how_to_go_on(tmp_path: Path) -> None:
    keep(tmp_path, trial(0, "spectral", 0.3, forgotten=1))
    with pytest.raises(DataError, match=r"'forgotten'.*--fresh.*--study none"):
        choose(tmp_path)


def test_a_study_without_a_complete_trial_has_no_say(tmp_path: Path) -> None:
    keep(tmp_path)
    assert choose(tmp_path).study is None


def test_the_notes_name_the_trial_and_what_it_reached(root: Path) -> None:
    (note,) = choose(root).notes("this log", HoldoutPlan())
    assert "study 'default': trial 2 of 3, ndcg@20 0.3000" in note


@pytest.mark.parametrize(
    ("fingerprint", "plan", "words"),
    [
        ("another log", HoldoutPlan(), "made on another log"),
        ("this log", HoldoutPlan(seed=1), "another holdout"),
        ("this log", HoldoutPlan(fraction=0.1), "another holdout"),
    ],
)
def test_what_differs_from_the_study_is_noted(
    root: Path, fingerprint: str, plan: HoldoutPlan, words: str
) -> None:
    assert words in choose(root).notes(fingerprint, plan)[-1]


def test_without_a_study_there_is_nothing_to_note(tmp_path: Path) -> None:
    assert choose(tmp_path).notes("this log", HoldoutPlan()) == []
