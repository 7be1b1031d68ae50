"""The folder of releases: what is there, what is in service, and how that changes."""

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from segue.base.errors import Busy, DataError, NotFound, ReleaseRefused, Unavailable
from segue.base.ids import AccountId, ReleaseId
from segue.releases import history, locks
from segue.releases.experiment import compared
from segue.releases.history import Action, Promotion
from segue.releases.manifest import Kind, Verdict
from segue.releases.names import CANDIDATES_FOLDER, MANIFEST_FILE, is_id, utc_now
from segue.releases.pointer import Pointer, move_pointer, read_pointer
from segue.releases.proofs import forget_others
from segue.releases.verify import verify

logger = logging.getLogger("segue.releases")

DEFAULT_KEEP: Final = 5
_TRAINING_LOCK: Final = ".training.lock"
_POINTER_LOCK: Final = ".pointer.lock"
_REMOVING: Final = ".removing-"


class ReleaseStore:
    """Releases in ``<root>/<id>/``, candidates in ``<root>/candidates/<id>/``, the live one as ``current``.

    Holds no state of its own: every call looks at the disk, so any number of processes may use one root.

    Args:
        root: the folder; made when something is first written.
        clock: gives the time, in UTC.
    """

    def __init__(self, root: Path, *, clock: Callable[[], datetime] = utc_now) -> None:
        self.root = root
        self.clock = clock

    def releases(self) -> tuple[ReleaseId, ...]:
        """Complete releases, oldest first. They are listed, not verified."""
        return _complete(self.root)

    def candidates(self) -> tuple[ReleaseId, ...]:
        """Complete candidates, oldest first."""
        return _complete(self.folder("candidate"))

    def newest_candidate(self) -> ReleaseId | None:
        """The candidate written last, if there is one."""
        return max(self.candidates(), default=None)

    def folder(self, kind: Kind) -> Path:
        """The folder that holds all candidates, or all releases."""
        return self.root / CANDIDATES_FOLDER if kind == "candidate" else self.root

    def path(self, release_id: str) -> Path:
        """The folder of a release.

        Raises :class:`NotFound` for an id that is not there, not an id, or leads out of the root.
        """
        if not is_id(release_id) or not _is_complete(self.root / release_id):
            if is_id(release_id) and _is_complete(self.folder("candidate") / release_id):
                raise NotFound(
                    f"{release_id} is a candidate: seal it into a release with `python build_vector_db.py`."
                )
            raise NotFound(f"There is no release {release_id!r:.80}; `python main.py releases` lists them.")
        return self.root / release_id

    def candidate_path(self, candidate_id: str) -> Path:
        """The folder of a candidate. Raises :class:`NotFound` as :meth:`path` does."""
        path = self.folder("candidate") / candidate_id
        if not is_id(candidate_id) or not _is_complete(path):
            raise NotFound(f"There is no candidate {candidate_id!r:.80}; `python main.py train` makes one.")
        return path

    def pointer(self) -> Pointer | None:
        """Where ``current`` points; ``None`` before the first promotion. Two system calls."""
        return read_pointer(self.root)

    def current_id(self) -> ReleaseId | None:
        """The release in service, ``None`` before the first promotion.

        Raises :class:`ReleaseRefused` when ``current`` can't name a release. The release may be missing.
        """
        pointer = self.pointer()
        return None if pointer is None else pointer.release_id

    def named(self) -> ReleaseId | None:
        """As :meth:`current_id`; ``None`` too where ``current`` was put out of order by hand."""
        try:
            return self.current_id()
        except ReleaseRefused:
            return None  # the next move replaces it

    def history(self) -> list[Promotion]:
        """Every move of ``current``, oldest first."""
        return history.read(self.root / history.HISTORY_FILE)

    def former(self) -> tuple[ReleaseId, ...]:
        """Releases that were current before, nearest first, as far as they are still there."""
        current, present = self.named(), self.releases()
        steps = reversed(history.trail(self.history()))
        return tuple(dict.fromkeys(step for step in steps if step in present and step != current))

    def earlier(self) -> tuple[ReleaseId, ...]:
        """Where roll backs lead, nearest first: :meth:`former` releases, then older ones by age."""
        current = self.named()
        older = (other for other in reversed(self.releases()) if current is not None and other < current)
        return tuple(dict.fromkeys((*self.former(), *older)))

    def promote(
        self,
        release_id: str,
        *,
        reason: str = "",
        forced: bool = False,
        verdict: Verdict | None = None,
        by: AccountId | None = None,
    ) -> Promotion:
        """Verify a release and make it current; the history keeps ``reason``, ``forced`` and ``by``.

        Whether the gate lets it pass is for the caller to say. A ``verdict`` is only held to be about the
        release it would replace.

        Raises:
            NotFound: there is no such release, or it is a candidate.
            ReleaseRefused: it does not verify; the one in service stays.
            Unavailable: the folder can't be written, or another release became current since the verdict.
        """
        with self.pointer_lock():
            if verdict is not None and verdict.against != self.named():
                raise Unavailable("Another release became current while the gate was at work; promote again.")
            return self._move(ReleaseId(release_id), "promote", reason=reason, forced=forced, by=by)

    def roll_back(self, *, reason: str = "", by: AccountId | None = None) -> Promotion:
        """Make the release current that was so before; one that does not verify is passed over.

        Rolling back twice goes two steps back. Raises :class:`NotFound` when nothing earlier is there, and
        :class:`ReleaseRefused` when nothing earlier verifies.
        """
        refusal: ReleaseRefused | None = None
        with self.pointer_lock():
            for release_id in self.earlier():
                try:
                    return self._move(release_id, "roll back", reason=reason, by=by)
                except ReleaseRefused as error:
                    logger.warning(
                        "roll back passes over a release", extra={"fields": {"reason": str(error)}}
                    )
                    refusal = error
        raise refusal or NotFound(
            "There is no earlier release to roll back to; `python main.py releases` lists those there are."
        )

    def prune(self, keep: int = DEFAULT_KEEP) -> tuple[ReleaseId, ...]:
        """Remove all but the newest ``keep`` releases and ``keep`` candidates; gives those removed.

        The current release, the one a roll back would choose and those an experiment compares always stay.
        Raises :class:`DataError` for ``keep`` below 1.
        """
        if keep < 1:
            raise DataError("At least one release must be kept.")
        with self.pointer_lock():
            needed = {self.named(), *self.earlier()[:1], *compared(self.root)}
            surplus = [(self.root, old) for old in self.releases()[:-keep] if old not in needed]
            surplus += [(self.folder("candidate"), old) for old in self.candidates()[:-keep]]
            self._finish_removing()
            for parent, old in surplus:
                # Renamed first: a removal cut short leaves nothing that looks like a release.
                (parent / old).rename(parent / f"{_REMOVING}{old}")
            self._finish_removing()
            forget_others(self.root, frozenset(self.releases()))
            forget_others(self.folder("candidate"), frozenset(self.candidates()))
        return tuple(old for _, old in surplus)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the right to train. Raises :class:`Busy` when another process holds it.

        Promoting and rolling back need no such lock: they work while a training runs.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            descriptor = locks.try_lock(self.root / _TRAINING_LOCK)
        except OSError as error:
            raise self._unwritable(error) from error
        if descriptor is None:
            raise Busy(f"Another training is at work in {self.root}. Wait for its end, or stop it.")
        try:
            yield
        finally:
            os.close(descriptor)

    def _move(
        self,
        release_id: ReleaseId,
        action: Action,
        *,
        reason: str,
        by: AccountId | None,
        forced: bool = False,
    ) -> Promotion:
        manifest = verify(self.path(release_id))
        if manifest.kind != "release":
            raise ReleaseRefused(f"{release_id} is a candidate: seal it with `python build_vector_db.py`.")
        previous = self.named()
        move_pointer(self.root, release_id)
        promotion = Promotion(
            time=self.clock(),
            action=action,
            release=release_id,
            previous=previous,
            forced=forced,
            reason=reason,
            by=by,
        )
        history.append(self.root / history.HISTORY_FILE, promotion)
        return promotion

    def _finish_removing(self) -> None:
        for parent in (self.root, self.folder("candidate")):
            for removed in parent.glob(f"{_REMOVING}*"):
                shutil.rmtree(removed)

    @contextmanager
    def pointer_lock(self) -> Iterator[None]:
        """Hold ``current`` still. Raises :class:`Unavailable` when the folder can't be written."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with locks.hold(self.root / _POINTER_LOCK):
                yield
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> Unavailable:
        return Unavailable(f"{self.root} can't be written ({error.strerror}).")


def _is_complete(folder: Path) -> bool:
    return not folder.is_symlink() and (folder / MANIFEST_FILE).is_file()


def _complete(parent: Path) -> tuple[ReleaseId, ...]:
    if not parent.is_dir():
        return ()
    named = sorted(entry.name for entry in parent.iterdir() if is_id(entry.name))
    return tuple(ReleaseId(name) for name in named if _is_complete(parent / name))
