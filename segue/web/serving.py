"""What requests are answered from: one release, opened and warmed."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from segue.base.ids import ReleaseId
from segue.catalogue.catalogue import Catalogue, check_catalogue
from segue.factors.snapshot import Snapshot
from segue.recommend.listener import Listener
from segue.recommend.session import Session
from segue.recommend.shelves import shelves
from segue.recommend.signals import seeds
from segue.recommend.upnext import up_next
from segue.recommend.wishes import Wishes
from segue.releases.reader import OpenRelease
from segue.web.known import Known
from segue.web.ready import ReadyAnswers

WELL_FORMED: Final = "catalogue-2"
"""The check that every row of the catalogue can be read, and what is looked up by row names songs; its number
rises when it asks for more."""


@dataclass(frozen=True, eq=False)
class Serving:
    """One release. A request takes it once and keeps it to its end.

    Attributes:
        release_id: named in ``X-Release``.
        snapshot: what recommendations are computed from.
        catalogue: the same songs, row for row, as people know them.
        licences: under which its data may be used, as the operator said, each once.
        ready: what it has answered.
        known: whom it has answered.
    """

    release_id: ReleaseId
    snapshot: Snapshot = field(repr=False)
    catalogue: Catalogue = field(repr=False)
    licences: tuple[str, ...]
    ready: ReadyAnswers = field(default_factory=ReadyAnswers, repr=False)
    known: Known = field(default_factory=Known, repr=False)


def load(release: OpenRelease) -> Serving:
    """Make a verified release ready to answer, and answer once, so that no request pays for first use.

    Raises ``KeyError`` or ``ValueError`` for arrays that do not fit each other.
    """
    fold_in = release.manifest.fold_in.model_dump()
    snapshot = Snapshot.from_arrays(release.id, fold_in, release.arrays, release.index, release.likeness)

    def prove() -> None:
        check_catalogue(release.arrays)
        snapshot.check()

    release.proofs.once(WELL_FORMED, prove)
    if release.likeness is not None:
        few = release.likeness.only(snapshot.little_known)
        snapshot = replace(snapshot, little_known_index=few)
    catalogue = Catalogue.from_arrays(release.arrays)
    if len(catalogue) != len(snapshot):
        raise ValueError("the catalogue and the vectors have different songs")
    most_popular = int(snapshot.popular[0])
    listener, wishes = Listener.of(seeds([most_popular])), Wishes(limit=10)
    shelves(snapshot, listener, wishes, day=date.min)
    up_next(snapshot, Session(most_popular), listener, wishes)
    catalogue.search(catalogue.songs.title[most_popular], 10)
    licences = dict.fromkeys(source.licence for source in release.manifest.data.sources if source.licence)
    return Serving(release.id, snapshot, catalogue, tuple(licences))
