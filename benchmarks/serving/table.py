"""The figures as a person reads them: tables in benchmarks/README.md, between two marks."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.serving.footprint import ASKED
from benchmarks.serving.record import Record

README = Path(__file__).resolve().parents[1] / "README.md"
BEGIN, END = "<!-- serving: written by `make bench` -->", "<!-- serving: end -->"


def written(records: Sequence[Record], readme: Path = README) -> None:
    """Put the tables of some records, one per world, in the place of those that stand between the marks.

    Raises ``ValueError`` where the marks are not there.
    """
    text = readme.read_text("utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{readme.name} has no place marked for the tables of serving")
    readme.write_text(f"{before}{BEGIN}\n\n{tables(records)}\n\n{END}{after}", "utf-8")


def tables(records: Iterable[Record]) -> str:
    """Tables in Markdown."""
    return "\n\n".join(f"{_heading(each)}\n\n{_throughput(each)}\n\n{_footprint(each)}" for each in records)


def _heading(record: Record) -> str:
    songs, factors = record.world.split("x")
    return (
        f"**{int(songs):,} songs x {factors}**".replace(",", " ")
        + f", index `{record.index}`; {record.at[:10]}, commit {record.commit}; {record.machine}."
    )


def _throughput(record: Record) -> str:
    columns = ["one worker", "ratio to an empty route (wished)", "least to most", "requests/s", "per core"]
    columns += ["p50 ms", "p99 ms", "p99 ratio", "bytes"]
    lines = [f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    for each in record.comparisons:
        own = each.segue
        lines.append(
            f"| {each.name} | {each.ratio:.2f} ({each.least:.2f}) | "
            f"{each.lowest:.2f} to {each.highest:.2f} | "
            f"{own.rate:.0f} | {own.rate_per_core:.0f} | {own.p50:.2f} | {own.p99:.2f} | "
            f"{each.p99_ratio:.1f} | {each.body_bytes} |"
        )
    empty = record.comparisons[0].empty
    lines.append(
        f"| empty route, the first of these | 1 | | {empty.rate:.0f} | {empty.rate_per_core:.0f} | "
        f"{empty.p50:.2f} | {empty.p99:.2f} | 1 | {record.comparisons[0].body_bytes} |"
    )
    return "\n".join(lines)


def _footprint(record: Record) -> str:
    footprint = record.footprint
    private = ", ".join(f"{each.private_dirty / 1e6:.0f}" for each in footprint.memory)
    shared = ", ".join(f"{each.pss / 1e6:.0f}" for each in footprint.memory)
    return (
        f"{len(footprint.memory)} workers, asked {ASKED} times for each: private dirty {private} MB, "
        f"PSS {shared} MB. Ready {footprint.ready_seconds:.2f} s after the process starts. "
        f"All workers on another release {footprint.swap_seconds:.2f} s after it is promoted."
    )
