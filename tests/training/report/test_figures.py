import pytest

from segue.training.report.figures import axis_label, counted, interval, metric_label, share, signed
from tests.training.report.world import score


def test_metrics_are_named_as_people_write_them() -> None:
    assert [metric_label(name) for name in ("ndcg@20", "recall@50", "mrr", "artist_repetition@20")] == [
        "nDCG@20",
        "recall@50",
        "MRR",
        "artist repetition@20",
    ]


def test_an_axis_says_what_its_metric_means_where_that_is_known() -> None:
    assert axis_label("recall@20") == "recall@20\nshare of songs found"
    assert axis_label("mrr") == "MRR"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0 %"), (1, "100 %"), (0.694, "69 %"), (0.0631, "6.3 %"), (0.0009, "0.09 %"), (0.0995, "10 %")],
)
def test_shares_have_as_many_digits_as_they_need(value: float, text: str) -> None:
    assert share(value) == text


def test_differences_have_their_sign_and_means_their_interval() -> None:
    assert (signed(0.0084), signed(-0.012)) == ("+0.008", "\N{MINUS SIGN}0.012")
    assert interval(score(0.2, 0.01)) == "0.190 … 0.210"


def test_one_is_singular() -> None:
    assert (counted(1, "listener"), counted(1692, "listener")) == ("1 listener", "1,692 listeners")
