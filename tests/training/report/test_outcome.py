from segue.training.report.outcome import outcome_of
from tests.training.report.world import draft, evaluation, verdict


def test_a_passed_gate_says_what_it_may_replace() -> None:
    outcome = outcome_of(draft(gate=verdict()), evaluation())
    assert (outcome.state, outcome.verdict) == ("passed", "Passed")
    assert "20261121T031142Z-8c1d02aa" in outcome.advice


def test_a_refusal_names_the_bounds_that_were_broken() -> None:
    outcome = outcome_of(draft(gate=verdict(passed=False)), evaluation())
    assert (outcome.state, outcome.verdict) == ("refused", "Refused: coverage")


def test_the_first_release_had_nothing_to_be_compared_with() -> None:
    first = verdict().model_copy(update={"against": None})
    assert "no release in service" in outcome_of(draft(gate=first), evaluation()).advice


def test_without_a_gate_it_stays_open() -> None:
    assert outcome_of(draft(), evaluation()).state == "open"
    assert "Nothing was measured" in outcome_of(draft(), None).advice
