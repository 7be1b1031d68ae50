"""Our own command line, run by the API as processes of their own.

The gate and the reports are seconds of arithmetic in Python. In a thread they would take turns with every
request of the worker; in a process with a lower priority they take what requests leave, a time limit can end
them, and their memory goes with them.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from segue.base.errors import ClientError, Conflict, Unavailable
from segue.base.settings import Settings
from segue.releases import locks

_ENTRY: Final = Path(__file__).resolve().parents[3] / "main.py"
_NOT_ITS_BUSINESS: Final = frozenset({"API_SECRET_KEY", "API_SECRET_KEY_PREVIOUS", "REDIS_URL"})
_NICENESS: Final = 10
_GLANCE_SECONDS: Final = 0.1

TOO_LONG = "It took too long and was stopped. See what is in service, and do it on the command line."
NOT_WRITABLE = "This API may not write the folder of releases; do it on the command line."


@dataclass(frozen=True)
class Finished:
    """How a command ended.

    Attributes:
        code: its exit code; negative: the signal that ended it.
        output: what it printed.
        errors: what it said on standard error.
    """

    code: int
    output: bytes
    errors: str

    @property
    def refused(self) -> bool:
        """Whether it could not do what was asked and said why, in a sentence for people."""
        return self.code in (ClientError.exit_code, Unavailable.exit_code)

    @property
    def sentence(self) -> str:
        """The last thing it said: an error is one sentence there."""
        return self.errors.strip().rpartition("\n")[2].removeprefix("error: ")


def start(
    settings: Settings, words: Sequence[str], *, output: int | IO[bytes], errors: int | IO[bytes], lock: int
) -> subprocess.Popen[bytes]:
    """Start ``python main.py WORDS``, out of reach of what ends this worker.

    Args:
        settings: where it finds releases and accounts.
        words: of the command line; no shell sees them.
        output: where its standard output goes, as for ``Popen``.
        errors: likewise its standard error.
        lock: a descriptor it inherits: the lock lasts until the last holder ends.
    """
    child = subprocess.Popen(  # noqa: S603 - our own program, and words that no shell sees
        [os.fsencode(sys.executable), os.fsencode(_ENTRY), *(word.encode() for word in words)],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        env=_environment(settings),
        start_new_session=True,
        pass_fds=(lock,),
    )
    with suppress(ProcessLookupError):
        os.setpriority(os.PRIO_PROCESS, child.pid, _NICENESS)
    return child


def run(settings: Settings, words: Sequence[str], *, seconds: float, lock: int) -> Finished:
    """Run ``python main.py WORDS`` to its end, which is awaited here.

    Raises :class:`Unavailable` when it has to be stopped after ``seconds``.
    """
    with start(settings, words, output=subprocess.PIPE, errors=subprocess.PIPE, lock=lock) as child:
        try:
            output, errors = child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()
            raise Unavailable(TOO_LONG, retry_after_seconds=60) from None
    return Finished(child.returncode, output, errors.decode(errors="replace"))


@contextmanager
def alone(path: Path, refusal: str, *, patience_seconds: float = 0) -> Iterator[int]:
    """Hold the lock of a file, over all workers of this machine; gives its descriptor.

    Raises :class:`Conflict`, in the words of ``refusal``, when another holds it all that time.
    """
    deadline = time.monotonic() + patience_seconds
    try:
        while (descriptor := locks.try_lock(path)) is None and time.monotonic() < deadline:
            time.sleep(_GLANCE_SECONDS)
    except OSError:
        raise Conflict(NOT_WRITABLE) from None
    if descriptor is None:
        raise Conflict(refusal)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _environment(settings: Settings) -> Mapping[str, str]:
    """Ours, without the keys, and with the settings in force wherever they came from."""
    inherited = {name: value for name, value in os.environ.items() if name not in _NOT_ITS_BUSINESS}
    return inherited | {
        "ARTIFACTS_DIR": str(settings.artifacts_dir),
        "DATABASE_URL": settings.resolved_database_url,
        "IMPRESSION_DAYS": str(settings.impression_days),
        "PYTHONUTF8": "1",  # words are sent as UTF-8, whatever the locale of the server
    }
