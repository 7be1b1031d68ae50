"""Everything one API process holds, opened and closed in one place."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from starlette.applications import Starlette

from segue.accounts.allowances import AttemptLimits
from segue.accounts.guard import AttemptGuard
from segue.accounts.issuing import SessionTokens, Terms
from segue.accounts.passwords import Passwords
from segue.accounts.tastes import Tastes
from segue.accounts.tokens import INVITATION, Tokens
from segue.base.settings import Settings
from segue.releases.contest import Contest
from segue.releases.pinned import PinnedReleases
from segue.releases.store import ReleaseStore
from segue.releases.watch import Watcher
from segue.web.administration.office import Office
from segue.web.cursor import CursorKey
from segue.web.downloads import Downloads
from segue.web.errands import Errands
from segue.web.impressions import Impressions
from segue.web.limits.addresses import ClientAddresses
from segue.web.limits.counts import Counts
from segue.web.records.files import RecordFiles
from segue.web.records.recorder import Recorder
from segue.web.serving import Serving, load
from segue.web.storage import Storage
from segue.web.work import Work


@dataclass(frozen=True, eq=False)
class Process:
    """What requests share.

    Attributes:
        settings: read once, at start.
        releases: what is served now, and follows ``current``.
        pinned: older releases, for queues that began with them.
        contest: the experiment that runs, and the release it sets against the one that is served.
        cursors: signs and reads where queues stand.
        storage: accounts, seeds, likes and covers.
        tokens: signs and reads the tokens of sessions.
        invitations: signs and reads invitations to hear music together.
        passwords: hashes and checks passwords, a few at a time.
        attempts: slows down who guesses them.
        addresses: reads whom a request comes from.
        counts: counts requests against their budgets.
        work: computes answers, a few at a time.
        errands: does what takes seconds, a little at a time.
        office: does what administrators ask for.
        recorder: keeps what is answered; ``None`` unless a folder for it is set.
        impressions: keeps what accounts are shown; ``None`` where that is turned off.
        downloads: exports on their way.
        tastes: reads what is stored of accounts.
        clock: the time, UTC.
    """

    settings: Settings
    releases: Watcher[Serving]
    pinned: PinnedReleases[Serving]
    contest: Contest[Serving]
    cursors: CursorKey
    storage: Storage
    tokens: SessionTokens
    invitations: Tokens
    passwords: Passwords
    attempts: AttemptGuard
    addresses: ClientAddresses
    counts: Counts
    work: Work
    errands: Errands
    office: Office
    recorder: Recorder | None = None
    impressions: Impressions | None = None
    downloads: Downloads = field(default_factory=Downloads)
    tastes: Tastes = field(default_factory=Tastes)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)


def process_of(app: Starlette) -> Process:
    """What an app holds while it runs."""
    process: Process = app.state.process
    return process


@asynccontextmanager
async def open_process(
    settings: Settings, attempt_limits: AttemptLimits | None = None
) -> AsyncIterator[Process]:
    """Open everything, follow new releases, and close everything.

    A database that is away does not keep a process from starting, nor does Redis.

    Args:
        settings: of the environment.
        attempt_limits: how often a password may be guessed; by default those of the API.

    Raises:
        ReleaseRefused: there is no release that can be served.
        DataError: settings that can't be used, or a database newer than this code.
    """
    store = ReleaseStore(settings.artifacts_dir)
    releases = Watcher(store, load)
    pinned = PinnedReleases(store, load)
    contest = Contest(store, load)
    keys = _signing_keys(settings)
    cursors = CursorKey(keys)
    invitations = Tokens(keys, clock=_now, purpose=INVITATION)
    async with AsyncExitStack() as closing:
        storage = Storage(settings.resolved_database_url)
        closing.push_async_callback(storage.close)
        await storage.open()
        counts = _counts(settings)
        closing.push_async_callback(counts.close)
        passwords = Passwords()
        closing.callback(passwords.close)
        recorder = _recorder(settings)
        if recorder is not None:
            closing.callback(recorder.close)
        impressions = _impressions(settings, storage)
        if impressions is not None:
            closing.callback(impressions.close)
        work = Work()
        closing.callback(work.close)
        errands = Errands()
        closing.callback(errands.close)
        office = Office(settings)
        closing.callback(office.close)
        following = asyncio.create_task(releases.run(settings.swap_check_seconds))
        closing.push_async_callback(_stop, following)
        contesting = asyncio.create_task(
            contest.run(settings.swap_check_seconds, lambda: releases.release_id)
        )
        closing.push_async_callback(_stop, contesting)
        yield Process(
            settings,
            releases,
            pinned,
            contest,
            cursors,
            storage,
            _session_tokens(settings, keys),
            invitations,
            passwords,
            AttemptGuard(settings.signing_secret, attempt_limits),
            ClientAddresses(settings.forwarded_allow_ips),
            counts,
            work,
            errands,
            office,
            recorder,
            impressions,
        )


def _signing_keys(settings: Settings) -> list[str]:
    """The first signs, all verify."""
    previous = settings.api_secret_key_previous.get_secret_value()
    return [settings.signing_secret, *([previous] if previous else [])]


def _session_tokens(settings: Settings, keys: list[str]) -> SessionTokens:
    whole = timedelta(hours=settings.token_expire_hours)
    short = timedelta(minutes=settings.access_token_minutes)
    lasting = timedelta(days=settings.refresh_token_days)
    return SessionTokens(
        keys,
        plain=Terms(access=whole, session=whole, refreshable=False),
        app=Terms(access=short, session=lasting, refreshable=True),
        clock=_now,
    )


def _now() -> datetime:
    return datetime.now(UTC)


def _counts(settings: Settings) -> Counts:
    secret, url = settings.signing_secret, settings.redis_url.get_secret_value()
    if not url:
        return Counts(secret)
    from segue.web.limits.shared import RedisBuckets  # its client is loaded by those who use it

    return Counts(secret, shared=RedisBuckets(url))


def _recorder(settings: Settings) -> Recorder | None:
    if settings.record_dir is None:
        return None
    return Recorder(RecordFiles(settings.record_dir, most_bytes=settings.record_megabytes * 1_000_000))


def _impressions(settings: Settings, storage: Storage) -> Impressions | None:
    if settings.impression_days == 0:
        return None
    return Impressions(storage, days=settings.impression_days)


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait({task})
