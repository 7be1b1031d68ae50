from dataclasses import replace

from segue.training.report.material import Material
from segue.training.report.report import make_report
from segue.training.report.trials import tuning_of
from segue.training.studies import Question, Study, Trial
from tests.training.report.world import material


def trial(number: int, value: float | None, state: str = "complete", **settings: float) -> Trial:
    return Trial.model_validate(
        {
            "number": number,
            "state": state,
            "trainer": "spectral",
            "settings": settings,
            "value": value,
            "seconds": 1.0,
        }
    )


def study(*trials: Trial) -> Study:
    question = Question(
        fingerprint="abc",
        holdout=0.2,
        metric="ndcg@20",
        trainers=("spectral",),
        fixed={},
        searched={"spectral.dimensions": "32 to 512"},
        seed=0,
    )
    return Study(name="default", source="log.csv", question=question, protocol={}, trials=trials)


def test_the_best_trials_come_first_with_the_settings_in_which_they_differ() -> None:
    tuning = tuning_of(
        study(
            trial(0, 0.20, dimensions=128, power=2),
            trial(1, 0.25, dimensions=256, power=2, exponent=0.25),
            trial(2, 0.30, "pruned", dimensions=64),
            trial(3, None, "failed"),
        )
    )
    assert tuning.settings == ("dimensions", "exponent")
    assert [(row.name, row.value, row.settings) for row in tuning.trials] == [
        ("1 (spectral)", "0.2500", ("256", "0.25")),
        ("0 (spectral)", "0.2000", ("128", "default")),
    ]
    assert tuning.summary.startswith("4 trials, 2 of them complete, by nDCG@20")


def test_at_most_five_are_shown_equal_ones_in_their_order() -> None:
    tuning = tuning_of(study(*(trial(number, 0.1) for number in range(9))))
    assert [row.name for row in tuning.trials] == [f"{number} (spectral)" for number in range(5)]


def test_the_study_a_release_was_tuned_by_is_on_its_page() -> None:
    untuned: Material = material(3, evaluation=None)
    assert b"What tuning tried" not in make_report(untuned)["report.html"]
    assert b"What tuning tried" in make_report(replace(untuned, study=study(trial(0, 0.2))))["report.html"]
