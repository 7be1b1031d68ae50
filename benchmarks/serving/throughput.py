"""How fast Segue answers, beside an empty route that returns the same bytes: in turns, in one run."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.serving.client import Request, Tally, closed, once, paced
from benchmarks.serving.questions import WARM, Kind
from benchmarks.serving.servers import Server

CONNECTIONS = 8
TURNS = 9
"""How often the two take turns; figures are medians, so that a moment of noise is left out."""
SAMPLES = 40
"""Answers whose median size the empty route returns."""
_FAR = 10_000_000
"""Numbers of requests from here on are asked before anything is measured."""


class Failed(Exception):
    """A server answered something else than what was asked for; the figures would mean nothing."""


@dataclass(frozen=True)
class Side:
    """One of the two that are compared.

    Attributes:
        rate: requests a second, as fast as they are answered.
        cpu_micros: of the server's worker for a request, in user and system mode.
        p50: milliseconds, at half that rate.
        p99: likewise.
    """

    rate: float
    cpu_micros: float
    p50: float
    p99: float

    @property
    def rate_per_core(self) -> float:
        """Requests a second of a core that did nothing else."""
        return 1e6 / self.cpu_micros


@dataclass(frozen=True)
class Comparison:
    """A kind of request, answered by Segue and by an empty route.

    Attributes:
        name: of the kind.
        least: the ratio wished for.
        ratio: Segue's rate as a part of the empty route's, the median over turns.
        lowest: the least ratio of a turn.
        highest: the greatest.
        body_bytes: of an answer.
        segue: what Segue did.
        empty: what the empty route did.
    """

    name: str
    least: float
    ratio: float
    lowest: float
    highest: float
    body_bytes: int
    segue: Side
    empty: Side

    @property
    def p99_ratio(self) -> float:
        """How many times the empty route's p99 Segue's is, each at half its top rate."""
        return self.segue.p99 / self.empty.p99


def samples(segue: Server, kinds: list[Kind], folder: Path) -> None:
    """Write an answer of usual size for each kind to a file named by its number, for the yardstick."""
    folder.mkdir()
    for number, kind in enumerate(kinds):
        answers = once(segue.url, kind.requests(_FAR, SAMPLES))
        if any(answer.status != 200 for answer in answers):
            raise Failed(f"{kind.name}: {next(a for a in answers if a.status != 200)}")
        bodies = sorted((answer.body for answer in answers), key=len)
        (folder / f"kind{number}").write_bytes(bodies[len(bodies) // 2])


def compared(
    segue: Server, empty: Server, kinds: list[Kind], samples: Path, *, seconds: float
) -> Iterator[Comparison]:
    """Measure one kind after the other.

    Args:
        segue: with one worker.
        empty: the yardstick over ``samples``, with one worker.
        kinds: what is asked.
        samples: what :func:`samples` wrote.
        seconds: of each turn.
    """
    for number, kind in enumerate(kinds):
        plain = [_for_yardstick(kind.ask(0), number)]
        asked = 0
        if kind.warm:
            _checked(closed(segue.url, kind.requests(0, WARM), connections=1, seconds=60, most=WARM))
        turns = []
        for _ in range(TURNS):
            base = _measured(empty, plain, seconds)
            # as many as an empty route could answer, so that none of them comes twice
            own = _measured(segue, kind.requests(asked, round(1.5 * base.rate * seconds)), seconds)
            turns.append((own, base))
            asked += own.count
        ratios = sorted(own.rate / base.rate for own, base in turns)
        own_rate, own_cpu = (median(getattr(own, of) for own, _ in turns) for of in ("rate", "cpu_micros"))
        base_rate, base_cpu = (
            median(getattr(base, of) for _, base in turns) for of in ("rate", "cpu_micros")
        )
        later = kind.requests(asked, round(own_rate * seconds))
        own_paced, base_paced = (
            _paced(segue, later, own_rate, seconds),
            _paced(empty, plain, base_rate, seconds),
        )
        yield Comparison(
            name=kind.name,
            least=kind.least,
            ratio=median(ratios),
            lowest=ratios[0],
            highest=ratios[-1],
            body_bytes=(samples / f"kind{number}").stat().st_size,
            segue=Side(own_rate, own_cpu, own_paced.percentile(50), own_paced.percentile(99)),
            empty=Side(base_rate, base_cpu, base_paced.percentile(50), base_paced.percentile(99)),
        )


@dataclass(frozen=True)
class _Turn:
    """Answers of one turn: how many, how many a second, and the server's CPU microseconds for each."""

    count: int
    rate: float
    cpu_micros: float


def _measured(server: Server, requests: list[Request], seconds: float) -> _Turn:
    before = server.cpu_seconds()
    tally = _checked(closed(server.url, requests, connections=CONNECTIONS, seconds=seconds))
    count = len(tally.latencies)
    return _Turn(count, tally.rate, (server.cpu_seconds() - before) / count * 1e6)


def _paced(server: Server, requests: list[Request], top_rate: float, seconds: float) -> Tally:
    """At half the top rate."""
    return _checked(
        paced(server.url, requests, connections=4 * CONNECTIONS, rate=top_rate / 2, seconds=2 * seconds)
    )


def _checked(tally: Tally) -> Tally:
    if tally.failed:
        raise Failed(f"answers by status: {dict(tally.statuses)}")
    return tally


def _for_yardstick(request: Request, number: int) -> Request:
    """The same request, for the empty route of that kind."""
    line, rest = request.raw.split(b"\r\n", 1)
    method = line.split(b" ", 1)[0]
    return Request(b"%s /kind%d HTTP/1.1\r\n%s" % (method, number, rest))
