"""Where the command line finds the releases."""

from segue.base.errors import NotFound
from segue.base.settings import StorageSettings, read_settings
from segue.releases.reader import OpenRelease, open_release
from segue.releases.store import ReleaseStore


def release_store() -> ReleaseStore:
    """The store that ``ARTIFACTS_DIR`` names."""
    return ReleaseStore(read_settings(StorageSettings).artifacts_dir)


def chosen_release(store: ReleaseStore, release_id: str | None) -> OpenRelease:
    """The release an operator named, else the current one.

    Raises :class:`NotFound` where there is none, :class:`ReleaseRefused` for one that does not verify.
    """
    chosen = release_id or store.current_id()
    if chosen is None:
        raise NotFound("No release is current; name one, or make one with `python main.py retrain`.")
    return open_release(store.path(chosen))
