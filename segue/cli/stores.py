"""Where the command line finds the releases."""

from segue.base.settings import StorageSettings, read_settings
from segue.releases.store import ReleaseStore


def release_store() -> ReleaseStore:
    """The store that ``ARTIFACTS_DIR`` names."""
    return ReleaseStore(read_settings(StorageSettings).artifacts_dir)
