"""What verbs take from the accounts that the API keeps."""

import logging
from pathlib import Path

from db.snapshots import take_snapshot
from segue.base.errors import DataError, NotFound, ReleaseRefused
from segue.catalogue.catalogue import Catalogue
from segue.cli.stores import open_accounts
from segue.listening.log import ListeningLog
from segue.releases.reader import open_release
from segue.releases.store import ReleaseStore
from segue.training.dataset.merging import merge, no_log
from segue.training.dataset.people import People
from segue.training.dataset.reading import read_held

logger = logging.getLogger(__name__)


def with_accounts(
    log: ListeningLog | None, root: Path, *, same_listeners: bool, catalogue_of: str | None
) -> ListeningLog:
    """A log with what the accounts hold in it, read in one snapshot of the database.

    Args:
        log: ``None``: the accounts alone.
        root: the folder of releases.
        same_listeners: whether the log's listeners are the accounts of the same names.
        catalogue_of: the release that tells songs which the log lacks; ``None``: the one in service.

    Raises :class:`DataError` where there is nothing to learn from, :class:`Unavailable` where the database is
    away.
    """
    with open_accounts() as database, database.transaction() as connection:
        take_snapshot(connection)
        held = read_held(connection)
        people = People.read(connection) if same_listeners else None
    release_id, catalogue = _catalogue(ReleaseStore(root), catalogue_of)
    if log is None:
        if catalogue is None:
            raise DataError(
                "Accounts hold ids of songs, and no release is in service to say which those are: give a "
                "log too (--data FILE --data db)."
            )
        log = no_log(catalogue)
    return merge(log, held, catalogue, release_id=release_id, people=people)


def _catalogue(store: ReleaseStore, release_id: str | None) -> tuple[str | None, Catalogue | None]:
    """The catalogue of a release; none where that can't be opened, with a warning logged."""
    wanted = release_id or store.named()
    if wanted is None:
        return None, None
    try:
        release = open_release(store.path(wanted))
    except (NotFound, ReleaseRefused) as error:
        logger.warning("no catalogue tells songs of accounts", extra={"fields": {"reason": str(error)}})
        return None, None
    return release.id, Catalogue.from_arrays(release.arrays)
