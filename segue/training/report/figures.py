"""Figures and the names of metrics, as a person reads them."""

from segue.training.scores import Score

_MINUS = "\N{MINUS SIGN}"
_NAMES = {"ndcg": "nDCG", "map": "MAP", "mrr": "MRR", "hit_rate": "hit rate"}
_MEANINGS = {
    "ndcg": "quality of the order",
    "recall": "share of songs found",
}


def metric_label(metric: str) -> str:
    """``ndcg@20`` → ``nDCG@20``, ``artist_repetition@20`` → ``artist repetition@20``."""
    kind, at, depth = metric.partition("@")
    return f"{_NAMES.get(kind, kind.replace('_', ' '))}{at}{depth}"


def axis_label(metric: str) -> str:
    """The metric with what it means on a second line, where there is something to say."""
    meaning = _MEANINGS.get(metric.partition("@")[0])
    return metric_label(metric) if meaning is None else f"{metric_label(metric)}\n{meaning}"


def signed(value: float) -> str:
    """A difference: ``+0.008``, ``−0.012``."""
    return f"{value:+.3f}".replace("-", _MINUS)


def interval(score: Score) -> str:
    """The 95 % interval of a mean: ``0.188 … 0.208``."""
    return f"{score.low:.3f} … {score.high:.3f}"


def counted(count: int, noun: str) -> str:
    """``1 listener``, ``1,692 listeners``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def share(value: float) -> str:
    """A share 0 … 1 in per cent, with as many digits as it needs: ``63 %``, ``6.3 %``, ``0.02 %``."""
    percent = 100 * value
    if percent == 0 or percent >= 9.95:
        return f"{percent:.0f} %"
    return f"{percent:.1f} %" if percent >= 0.095 else f"{percent:.1g} %"
