"""Passwords: which are allowed, how they are hashed and checked. The plain text is never stored or logged."""

import logging
from dataclasses import dataclass
from typing import Any

from passlib.hash import argon2

from segue.accounts.guessable import SERVICE, is_common, is_little_more
from segue.base.errors import Unprocessable
from segue.base.threads import BoundedThreads

logger = logging.getLogger(__name__)

SHORTEST, LONGEST = 8, 1024
"""In code points, exactly as sent."""

_LEAST_MEMORY_KIB = 8
"""Of a lane (RFC 9106, section 3.1)."""
BUSY = "Too many people are signing in right now. Try again in a few seconds."


def check_password(password: str, *, username: str = "", shortest: int = SHORTEST) -> str:
    """The password as given, if it may protect the account of ``username``.

    Length and being hard to guess are all that is asked: rules of composition make passwords worse (NIST
    SP 800-63B, section 3.1.1.2). Raises :class:`Unprocessable`, which a pydantic validator may let through.
    """
    check_hashable(password)
    if len(password) < shortest:
        raise Unprocessable(f"A password has at least {shortest} characters.")
    for name, what in ((username, "username"), (SERVICE, "name of this service")):
        if is_little_more(password, name):
            raise Unprocessable(f"A password can't be the {what}, nor that and a few characters.")
    if is_common(password):
        raise Unprocessable("This password is one of the most common ones. Choose one that nobody else has.")
    return password


def check_hashable(password: str) -> str:
    """The password as given, unless hash libraries choke on it or cut it short.

    Raises :class:`Unprocessable` for NUL, lone surrogates and more than 1 024 code points.
    """
    if len(password) > LONGEST:
        raise Unprocessable(f"A password has at most {LONGEST} characters.")
    if "\0" in password or any("\ud800" <= character <= "\udfff" for character in password):
        raise Unprocessable("A password can't hold characters that are not text.")
    return password


@dataclass(frozen=True)
class Cost:
    """What one Argon2id hash takes; the defaults are OWASP's (Password Storage Cheat Sheet).

    Attributes:
        memory_kib: Memory in KiB.
        passes: Passes over it.
        lanes: Threads at it.
    """

    memory_kib: int = 19 * 1024
    passes: int = 2
    lanes: int = 1


class Passwords:
    """Hashes and checks passwords, a few at a time.

    Args:
        cost: Of new hashes; older ones stay valid, see :meth:`is_outdated`.
        at_once: Hashes under way in this process.
        waiting: Callers that may wait; one more is refused with :class:`Unavailable`.
        wait_seconds: How long they may.
    """

    def __init__(
        self, cost: Cost | None = None, *, at_once: int = 2, waiting: int = 32, wait_seconds: float = 2
    ) -> None:
        self._cost = cost or Cost()
        self._argon2: Any = argon2.using(
            type="ID",
            memory_cost=self._cost.memory_kib,
            rounds=self._cost.passes,
            parallelism=self._cost.lanes,
        )
        self._threads = BoundedThreads(
            "passwords",
            threads=at_once,
            waiting=waiting,
            wait_seconds=wait_seconds,
            answer_seconds=wait_seconds + 10,
            refusal=BUSY,
        )

    async def hash(self, password: str) -> str:
        """A new hash, with a salt of its own. The password has passed :func:`check_password`."""
        hashed: str = await self._threads.run(lambda: self._argon2.hash(password))
        return hashed

    async def verify(self, password: str, stored: str | None) -> bool:
        """Whether a password is the one that was hashed.

        ``None`` (nobody of that name) and a damaged hash are a plain no, after the same work as a wrong
        password, which takes as much whether its hash is of today's cost or of a lower one. The password has
        passed :func:`check_hashable`.
        """
        return await self._threads.run(lambda: self._verify(password, stored))

    def _verify(self, password: str, stored: str | None) -> bool:
        if stored is not None:
            try:
                verified = bool(self._argon2.verify(password, stored))
                if not verified:
                    self._make_up(password, stored)
            except (ValueError, TypeError, NotImplementedError) as error:
                # without the message: it may repeat the hash
                logger.warning(
                    "a stored password hash is damaged", extra={"fields": {"error": type(error).__name__}}
                )
            else:
                return verified
        self._argon2.hash(password)  # verifying is hashing and comparing
        return False

    def _make_up(self, password: str, stored: str) -> None:
        """Work off what today's cost is beyond that of a hash, or a name from cheaper days is refused sooner.

        Work is memory times passes: each pass fills every block once (RFC 9106, section 3.2).
        """
        parsed, cost = argon2.from_string(stored), self._cost
        missing = cost.memory_kib * cost.passes - parsed.memory_cost * parsed.rounds
        memory_kib = missing // cost.passes
        if memory_kib >= _LEAST_MEMORY_KIB * cost.lanes:
            self._argon2.using(memory_cost=memory_kib).hash(password)

    def is_outdated(self, stored: str) -> bool:
        """Whether a hash that has just verified costs less than a new one would.

        One that costs more is left alone: while a deploy is under way, old settings run beside new ones.
        """
        parsed = argon2.from_string(stored)
        return bool(
            parsed.type != "id"
            or parsed.memory_cost < self._cost.memory_kib
            or parsed.rounds < self._cost.passes
        )

    def close(self) -> None:
        """Let hashes under way finish and refuse new ones."""
        self._threads.close()
