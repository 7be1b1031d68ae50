"""What verbs take from the accounts that the API keeps."""

import logging
from pathlib import Path

from db.snapshots import take_snapshot
from segue.base.errors import DataError, NotFound, ReleaseRefused
from segue.base.source import Source
from segue.catalogue.catalogue import Catalogue
from segue.cli.databases import open_accounts
from segue.listening.log import ListeningLog
from segue.releases.reader import open_release
from segue.releases.store import ReleaseStore
from segue.training.dataset.merging import merge, no_log
from segue.training.dataset.people import People
from segue.training.dataset.reading import read_held
from segue.training.dataset.weights import SignalWeights

logger = logging.getLogger(__name__)


def with_accounts(
    log: ListeningLog | None, root: Path, *, same_listeners: bool, again: Source | None = None
) -> ListeningLog:
    """A log with what the accounts hold in it, read in one snapshot of the database.

    Args:
        log: ``None``: the accounts alone.
        root: the folder of releases.
        same_listeners: whether the log's listeners are the accounts of the same names.
        again: what a manifest says of the accounts, whose weights and catalogue are to be used once more;
            ``None`` takes those of now and of the release in service.

    Raises :class:`DataError` where there is nothing to learn from, :class:`NotFound` where the release that
    told songs before is gone, :class:`Unavailable` where the database is away.
    """
    with open_accounts() as database, database.transaction() as connection:
        take_snapshot(connection)
        held = read_held(connection)
        people = People.read(connection) if same_listeners else None
    store = ReleaseStore(root)
    weights = SignalWeights() if again is None else SignalWeights(**again.weights)
    release_id, catalogue = _current_catalogue(store) if again is None else _named_catalogue(store, again)
    if log is None:
        if catalogue is None:
            raise DataError(
                "Accounts hold ids of songs, and no release is in service to say which those are: give a "
                "log too (--data FILE --data db)."
            )
        log = no_log(catalogue)
    return merge(log, held, catalogue, release_id=release_id, people=people, weights=weights)


def _named_catalogue(store: ReleaseStore, told: Source) -> tuple[str | None, Catalogue | None]:
    if told.catalogue is None:
        return None, None
    return told.catalogue, Catalogue.from_arrays(open_release(store.path(told.catalogue)).arrays)


def _current_catalogue(store: ReleaseStore) -> tuple[str | None, Catalogue | None]:
    """That of the release in service; none where it can't be opened, with a warning logged."""
    current = store.named()
    if current is None:
        return None, None
    try:
        release = open_release(store.path(current))
    except (NotFound, ReleaseRefused) as error:
        logger.warning("no catalogue tells songs of accounts", extra={"fields": {"reason": str(error)}})
        return None, None
    return release.id, Catalogue.from_arrays(release.arrays)
