"""Repeating a training from its manifest, and telling whether it came out the same."""

from collections.abc import Sequence

from pydantic import TypeAdapter

from segue.base.errors import DataError
from segue.base.source import ACCOUNTS, Source
from segue.listening.log import ListeningLog
from segue.releases.manifest import Manifest
from segue.training.candidate import library_versions
from segue.training.holdout import HoldoutPlan
from segue.training.recipes import Recipe
from segue.training.trainers import CONFIGS, make_config


def repeated_recipe(manifest: Manifest) -> tuple[Recipe, HoldoutPlan]:
    """What a candidate or release was trained with.

    Raises :class:`DataError` for one that was not trained here, or with settings there are no more.
    """
    name = manifest.trainer.name
    if name not in CONFIGS or not manifest.holdout:
        raise DataError(f"{manifest.id} was not trained here (trainer {name!r}), so it can't be repeated.")
    config = make_config(name, manifest.trainer.parameters)
    return Recipe(name, config), TypeAdapter(HoldoutPlan).validate_python(manifest.holdout)


def check_log(manifest: Manifest, log: ListeningLog) -> None:
    """Refuse a log of other listeners, songs or events than ``manifest`` names, or without its titles.

    Raises :class:`DataError` saying what to do.
    """
    told, now = _files(manifest.data.sources), _files(log.sources)
    if log.fingerprint != manifest.data.fingerprint:
        _check_accounts(manifest, log)
        raise DataError(
            f"This is not the log that {manifest.id} was trained on ({_named(told)}): ids or events differ. "
            "Give that one as --data, or say --other-data to train on this one in the same way."
        )
    if len(now) != len(told):
        wanted = f"give {told[-1].name} as" if len(told) > len(now) else "leave away"
        raise DataError(f"{manifest.id} was trained with other titles of songs: {wanted} --songs.")


def _check_accounts(manifest: Manifest, log: ListeningLog) -> None:
    """Refuse accounts that hold something else than then, and say what it takes."""
    told = manifest.data.accounts
    now = next((source for source in log.sources if source.format == ACCOUNTS), None)
    if told is None or now is None or told.sha256 == now.sha256:
        return
    raise DataError(
        f"What the accounts hold has changed since {manifest.id} was trained ({told.rows:,} rows then, "
        f"{now.rows:,} now), so that the same data is not there any more. Let DATABASE_URL name a backup of "
        f"{manifest.created_at:%Y-%m-%d %H:%M} UTC, or say --other-data to train on what there is now."
    )


def _files(sources: Sequence[Source]) -> list[Source]:
    return [source for source in sources if source.format != ACCOUNTS]


def _named(files: Sequence[Source]) -> str:
    return files[0].name if files else "accounts alone"


def other_files(manifest: Manifest, log: ListeningLog) -> list[str]:
    """Names of the files that are not those of the manifest byte for byte, though their events are."""
    return [
        source.name
        for source, told in zip(_files(log.sources), _files(manifest.data.sources), strict=False)
        if source.sha256 != told.sha256
    ]


def differing_arrays(first: Manifest, second: Manifest) -> list[str]:
    """The arrays that are not the same bit for bit, by file name; those that only one has among them.

    But not those that only a release has and its candidate has not: they are found when it is sealed.
    """
    one, two = (
        {name: entry.sha256 for name, entry in manifest.files.items() if entry.dtype is not None}
        for manifest in (first, second)
    )
    compared = {
        ("release", "candidate"): two.keys(),
        ("candidate", "release"): one.keys(),
    }.get((first.kind, second.kind), one.keys() | two.keys())
    return sorted(name for name in compared if one.get(name) != two.get(name))


def other_libraries(manifest: Manifest) -> list[str]:
    """The libraries whose versions are not those of the manifest, such as ``numpy 2.2.0 (now 2.3.1)``."""
    now = library_versions()
    return [
        f"{name} {then} (now {now.get(name, 'none')})"
        for name, then in manifest.libraries.items()
        if then != now.get(name)
    ]
