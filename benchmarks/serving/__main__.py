"""`make bench`: what serving costs, beside an empty FastAPI route under the same server in the same run.

    python -m benchmarks.serving [--worlds 50000x128,1000000x64] [--seconds 1.5] [--only shelves]

The worlds are invented once and kept in `.bench/` (1.5 GB for a million songs); their index is what
`build_vector_db.py` chooses. Two gunicorns with one worker each answer in turns: Segue, and routes that
return the same bytes. A client of our own asks over kept connections on this machine. Then memory, start and
swap are measured with four workers. Figures go to benchmarks/README.md, benchmarks/serving/history.jsonl and
pictures beside it. Leave the machine alone meanwhile.
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.serving.footprint import Footprint, footprint
from benchmarks.serving.questions import Kind, accounts_url, kinds
from benchmarks.serving.record import Record, append, read
from benchmarks.serving.servers import ROOT, gunicorn
from benchmarks.serving.throughput import Comparison, compared, samples
from benchmarks.serving.world import WorldSize, write_again, write_world
from segue.base.ids import ReleaseId
from segue.releases.reader import open_release
from segue.releases.store import ReleaseStore

KEPT = ROOT / ".bench"
_WORLDS = "50000x128,1000000x64"


def main() -> None:
    """Measure worlds, one after the other."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.serving",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--worlds", default=_WORLDS, help=f"songs x factors, comma-separated; default {_WORLDS}"
    )
    parser.add_argument("--seconds", type=float, default=1.5, help="of each of the turns; default 1.5")
    parser.add_argument("--only", default="", help="kinds whose name holds this; nothing is recorded then")
    parser.add_argument("--no-record", action="store_true", help="print figures and keep none")
    options = parser.parse_args()
    records = [
        _measured(world, seconds=options.seconds, only=options.only) for world in options.worlds.split(",")
    ]
    if options.only or options.no_record:
        return
    # only who records draws, and needs the libraries for it
    from benchmarks.serving.plots import drawn
    from benchmarks.serving.table import written

    for record in records:
        append(record)
    history = read()
    latest = list({record.world: record for record in history}.values())
    written(latest)
    drawn(latest, history)


def _measured(world: str, *, seconds: float, only: str) -> Record:
    store, other = _world(world)
    current = store.current_id()
    assert current is not None
    release = open_release(store.path(current))
    with tempfile.TemporaryDirectory() as name:
        folder, secret = Path(name), secrets.token_hex(32)
        url = accounts_url(folder)
        asked = [kind for kind in kinds(release, url, secret) if only in kind.name]
        environment = {
            "ARTIFACTS_DIR": str(store.root),
            "DATABASE_URL": url,
            "API_SECRET_KEY": secret,
            "YARDSTICK_DIR": str(folder / "samples"),
        }
        print(f"\n{world}: index {release.manifest.index and release.manifest.index.kind}", flush=True)
        comparisons = _compared(asked, folder, environment, seconds)
        held = footprint(store, other, asked, folder, environment)
    _show(held)
    index = "" if release.manifest.index is None else release.manifest.index.kind
    return Record.of(world, index, comparisons, held)


def _compared(
    asked: list[Kind], folder: Path, environment: dict[str, str], seconds: float
) -> list[Comparison]:
    found = []
    with gunicorn("api:app", folder / "segue", environment) as segue:
        samples(segue, asked, folder / "samples")
        yardstick = "benchmarks.serving.yardstick:app"
        with gunicorn(yardstick, folder / "yardstick", environment, ready_path="/kind0") as empty:
            for each in compared(segue, empty, asked, folder / "samples", seconds=seconds):
                found.append(each)
                print(
                    f"  {each.name:40s} ratio {each.ratio:.3f} [{each.lowest:.3f}, {each.highest:.3f}], "
                    f"wished {each.least:.2f}; "
                    f"CPU {each.segue.cpu_micros:.0f} µs to {each.empty.cpu_micros:.0f}; "
                    f"p99 {each.segue.p99:.2f} ms, {each.p99_ratio:.1f} times",
                    flush=True,
                )
    return found


def _show(held: Footprint) -> None:
    memory = ", ".join(f"{m.private_dirty / 1e6:.0f} ({m.pss / 1e6:.0f})" for m in held.memory)
    print(f"  private dirty MB (PSS) of {len(held.memory)} workers: {memory}")
    print(f"  ready after {held.ready_seconds:.2f} s; all on another release after {held.swap_seconds:.2f} s")


def _world(world: str) -> tuple[ReleaseStore, ReleaseId]:
    """The store of a world, with a current release and another of the same songs; made where not there."""
    songs, factors = (int(part) for part in world.split("x"))
    store = ReleaseStore(KEPT / WorldSize(songs, factors).name)
    if len(store.releases()) < 2:
        print(f"{world}: inventing it, which takes minutes for a million songs", flush=True)
        if not store.releases():
            _run("build_vector_db.py", write_world(store, WorldSize(songs, factors)), store=store)
        write_again(store, store.releases()[0])
    if store.current_id() is None:
        _run("main.py", "promote", store.releases()[0], store=store)
    current = store.current_id()
    return store, next(each for each in reversed(store.releases()) if each != current)


def _run(*command: str, store: ReleaseStore) -> None:
    environment = os.environ | {"ARTIFACTS_DIR": str(store.root), "DATABASE_URL": ""}
    subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    main()
