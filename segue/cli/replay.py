"""`main.py replay`: what was answered, answered again and compared."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from segue.accounts.taste import Taste
from segue.base.errors import DataError, SegueError
from segue.cli.answers import show_answer
from segue.cli.console import Bars, json_option, say, show_json, show_table
from segue.cli.stores import chosen_release, release_store
from segue.releases.reader import open_release
from segue.web.ask import Ask
from segue.web.records.reading import Line, read_records, record_files
from segue.web.records.replaying import Outcome, Replayed, Replayer, body_of, registered_as
from segue.web.records.states import read_state
from segue.web.replies.registry import BY_NAME
from segue.web.serving import load

MOST_TOLD = 10
"""Differences told one by one; the table counts all."""
UNREADABLE = "unreadable"

Tally = dict[str, Counter[str]]
"""Kind of recommendation → outcome → answers."""


@click.command()
@click.argument("records", type=click.Path(path_type=Path), required=False)
@click.option("--request-id", metavar="ID", help="Only answers that carried this X-Request-ID.")
@click.option(
    "--release",
    "release_id",
    metavar="ID",
    help="Only answers of this release; with --route, the one to ask.",
)
@click.option("--show", is_flag=True, help="Print what is answered now.")
@click.option("--route", type=click.Choice(list(BY_NAME)), help="Ask one question by hand; needs --body.")
@click.option("--body", metavar="JSON", help="What to ask with --route, as a client would send it.")
@click.option("--state", metavar="HASH", help="X-Listener-State to ask with --route as; needs RECORDS.")
@click.option("--at", type=click.DateTime(), help="When to ask with --route, UTC; default: now.")
@click.option("--like-weight", type=float, default=2.0, show_default=True, help="LIKED_WEIGHT, with --route.")
@json_option
def replay(
    *,
    records: Path | None,
    request_id: str | None,
    release_id: str | None,
    show: bool,
    route: str | None,
    body: str | None,
    state: str | None,
    at: datetime | None,
    like_weight: float,
    as_json: bool,
) -> None:
    """Answer again what an API recorded, and compare byte for byte.

    RECORDS is the API's RECORD_DIR, or one file in it. Each answer is computed from the release that gave it
    (any that is kept, see `main.py releases`), the request, and the listener state as it was. With --route,
    one question asked by hand is answered instead.

    Exit code 0: all are identical; 1: some differ, or their release or listener state is gone; 2: the command
    can't be carried out as it stands.

    \b
    Examples:
      python main.py replay records/
      python main.py replay records/ --request-id 5f1c20b7 --show
      python main.py replay --route up-next --body '{"song": "Radiohead - Karma Police"}'
      python main.py replay records/ --route shelves --body '{}' --state 9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d
    """  # noqa: D301 - Click reads the backspace: keep these lines as they are
    if route is not None:
        if body is None:
            raise click.UsageError("--route needs --body")
        moment = datetime.now(UTC) if at is None else at.replace(tzinfo=UTC)
        asked = body_of(registered_as(route), body.encode())
        _answer(route, Ask(asked, _taste(records, state), moment, like_weight), release_id, as_json=as_json)
        return
    if records is None or body is not None or state is not None or at is not None:
        raise click.UsageError("name RECORDS, or ask with --route and --body")
    tally, cut_short = _replay_all(records, request_id, release_id, show=show, told=not as_json)
    if not tally:
        raise DataError(f"No answer in {records} is of that request and release.")
    if as_json:
        show_json({"answers": tally, "cut_short": cut_short})
    else:
        _show(tally, cut_short)
    total = sum(outcomes.total() for outcomes in tally.values())
    identical = sum(outcomes[Outcome.IDENTICAL] for outcomes in tally.values())
    if identical < total:
        raise SegueError(f"{total - identical:,} of {total:,} answers are not identical.")


def _replay_all(
    records: Path, request_id: str | None, release_id: str | None, *, show: bool, told: bool
) -> tuple[Tally, int]:
    """Replay what is chosen, and tell the first differences."""
    store = release_store()
    replayer = Replayer(lambda release: load(open_release(store.path(release))), _folder(records))
    tally: Tally = defaultdict(Counter)
    cut_short = n_told = 0
    for line in _lines(records):
        if line.record is None:
            cut_short += line.cut_short
            if not line.cut_short and request_id is None and release_id is None:
                tally[UNREADABLE][UNREADABLE] += 1
                say(f"{line.path.name}, line {line.number} is not a record")
            continue
        if request_id not in {None, line.record.request_id} or release_id not in {None, line.record.release}:
            continue
        replayed = replayer.replay(line.record)
        tally[line.record.name][replayed.outcome] += 1
        if replayed.outcome is not Outcome.IDENTICAL and n_told < MOST_TOLD:
            n_told += 1
            _tell(replayed)
        if show and told and replayed.content is not None:
            show_answer(replayed.content, title=f"{line.record.name} {line.record.request_id}")
    return tally, cut_short


def _lines(records: Path) -> Iterator[Line]:
    files = record_files(records)
    with Bars().task("replay", total=sum(file.stat().st_size for file in files)) as bar:
        for file in files:
            for line in read_records(file):
                yield line
                bar.advance(line.n_bytes)


def _tell(replayed: Replayed) -> None:
    record = replayed.record
    say(f"{replayed.outcome}: {record.name} {record.request_id}, release {record.release}: {replayed.note}")


def _show(tally: Tally, cut_short: int) -> None:
    outcomes = [*Outcome, *([UNREADABLE] if UNREADABLE in tally else [])]
    show_table(
        "answers, answered again",
        ["", "answers", *outcomes],
        [
            [name, f"{found.total():,}", *(f"{found[outcome]:,}" for outcome in outcomes)]
            for name, found in tally.items()
        ],
    )
    if cut_short:
        say(f"note: {cut_short} records were cut short when their writer was stopped")


def _answer(route: str, ask: Ask[Any], release_id: str | None, *, as_json: bool) -> None:
    """Answer one question, and print it."""
    serving = load(chosen_release(release_store(), release_id))
    content = registered_as(route).reply(serving, ask)
    if as_json:
        show_json(content)
    else:
        show_answer(content)


def _taste(records: Path | None, state: str | None) -> Taste | None:
    if state is None:
        return None
    if records is None:
        raise click.UsageError("--state needs RECORDS, where listener states are kept")
    return read_state(_folder(records), state)


def _folder(records: Path) -> Path:
    return records if records.is_dir() else records.parent
