"""Does the loop close? A month of listeners who act by their true tastes, with a retraining every night.

    python -m benchmarks.simulated_month FOLDER [--days 30] [--accounts 300] [--newcomers 300] [--log 400]
        [--picture FILE.svg]

The sample world is parted: some listeners are the log, up to the month; some have accounts, and all that is
known of them comes through the API; newcomers do nothing. Every account names three seeds on the first day.
On a day it has a session with a chance of 0.3 to 0.9: it plays 1 + Poisson(2) songs of its own choice (drawn
from the true taste), looks at three shelves of its page and at the queue after the first of its songs, and
acts as `benchmarks/month/behaviour.py` says. All of it goes over HTTP to a real server whose clock is moved;
every night `main.py retrain --data LOG --data db` runs as a process of its own.

Measured is nDCG@20 of `/recommendations/cold-start` as served, without the songs a listener did something
with. What is to be found are twenty songs each listener will come to hear after the month, drawn from the
true taste before it begins. They stay the same all month, so that nights can be compared: where a listener
sees one of them, it passes on. A second server stays with the first release. It is asked for the same
accounts, and for strangers who name the same seeds and leave out the same songs: what the strangers gain
comes of leaving songs out, what the accounts gain over them of better profiles, and the rest of what the
model learned.

FOLDER keeps log, releases, accounts and month.npz; `benchmarks.signal_weights` goes on from there.
"""

import argparse
import time
from pathlib import Path

import numpy as np

from benchmarks.month.cast import Cast
from benchmarks.month.month import Month, simulate
from benchmarks.month.telling import draw, lines
from segue.listening.sample.settings import SampleSettings

SEED = 0
N_EXTRA = 2
"""Accounts beside those that are measured: one that leaves midway, and a private one."""


def month_cast(*, log: int, accounts: int, newcomers: int) -> Cast:
    """Who takes part in the month of this page."""
    settings = SampleSettings(n_listeners=log + accounts + N_EXTRA + newcomers)
    chance = np.random.default_rng([SEED, 0])
    return Cast.of(settings, n_accounts=accounts + N_EXTRA, n_newcomers=newcomers, chance=chance)


def main() -> None:
    """Live through the month and print what was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="made; must not be there")
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--accounts", type=int, default=300)
    parser.add_argument("--newcomers", type=int, default=300)
    parser.add_argument("--log", type=int, default=400, help="listeners of the log")
    parser.add_argument("--picture", type=Path, help="an SVG of the month")
    options = parser.parse_args()
    options.folder.mkdir(parents=True)
    cast = month_cast(log=options.log, accounts=options.accounts, newcomers=options.newcomers)
    print(f"log: {len(cast.world.events)} plays of {len(cast.known)} songs by {options.log} listeners")
    began = time.monotonic()

    def tell(line: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {line}", flush=True)

    chance = np.random.default_rng([SEED, 1])
    month = simulate(cast, options.folder, days=options.days, chance=chance, tell=tell)
    _keep(month, options.folder / "month.npz")
    print(*lines(month), sep="\n")
    if options.picture:
        draw(month, options.picture)


def _keep(month: Month, path: Path) -> None:
    served, frozen, unknown, newcomers = (
        np.array([getattr(each, name) for each in month.measured])
        for name in ("served", "frozen", "unknown", "newcomers")
    )
    np.savez(path, served=served, frozen=frozen, unknown=unknown, newcomers=newcomers)


if __name__ == "__main__":
    main()
