"""Work of seconds that somebody waits for, a little at a time: it takes no thread from quick answers."""

from segue.base.threads import BoundedThreads

ANSWER_SECONDS = 60.0


class Errands(BoundedThreads):
    """Exports, deletions and searches of one process; beyond its limits callers are told to come back.

    Args:
        threads: errands under way at once; each may hold a connection to the database.
        waiting: callers that may wait.
        wait_seconds: how long they may.
    """

    def __init__(self, *, threads: int = 2, waiting: int = 16, wait_seconds: float = 10) -> None:
        super().__init__(
            "errands",
            threads=threads,
            waiting=waiting,
            wait_seconds=wait_seconds,
            answer_seconds=ANSWER_SECONDS,
            refusal="Others are ahead of you with something that takes long. Try again in a minute.",
        )
