from segue.training.report.keyfigures import key_figures
from tests.training.report.world import comparison, evaluation, material


def test_quality_comes_first_then_size() -> None:
    figures = {figure.name: (figure.value, figure.remark) for figure in key_figures(material())}
    assert list(figures) == ["nDCG@20", "against popularity", "coverage", "songs", "listeners", "pairs"]
    assert figures["nDCG@20"] == ("0.200", "0.190 … 0.210")
    assert figures["against popularity"] == ("+0.160", "surely better")
    assert figures["songs"] == ("24", "in the catalogue")


def test_a_difference_that_may_be_chance_is_called_so() -> None:
    unsure, worse = comparison("popularity", 0.001), comparison("popularity", -0.1)
    for lead, said in ((unsure, "no sure difference"), (worse, "surely worse")):
        figures = key_figures(material(evaluation=evaluation(comparisons=[lead])))
        assert figures[1].remark == said


def test_what_was_not_measured_has_no_figure() -> None:
    assert [figure.name for figure in key_figures(material(evaluation=None))] == [
        "songs",
        "listeners",
        "pairs",
    ]
