"""A process that makes writers to be killed: each line it reads is `start` (prints a process id) or `reap`.

A writer is a fork, so that twenty of them cost no twenty interpreters. This process itself never uses FAISS:
its threads would not survive the fork.
"""

import os
import sys
from pathlib import Path

from segue.releases.store import ReleaseStore
from tests.releases.world import make_candidate, make_release


def write_for_ever(root: Path) -> None:
    store = ReleaseStore(root)
    seed = os.getpid()
    while True:
        seed += 1
        make_candidate(store, seed=seed)
        store.promote(make_release(store, seed=seed))
        store.prune(keep=3)


def main() -> None:
    started = 0
    print("ready", flush=True)  # noqa: T201 - the answer
    for line in sys.stdin:
        if line == "start\n":
            started = os.fork()
            if started == 0:
                write_for_ever(Path(sys.argv[1]))
            print(started, flush=True)  # noqa: T201 - the answer
        else:
            _, status = os.waitpid(started, 0)
            print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
