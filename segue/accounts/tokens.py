"""Tokens: JSON Web Tokens signed with HS256, each good for one purpose.

The only module that imports ``jose``. The library leaves out, or gets wrong, checks that RFC 8725 asks for
(a missing audience, unknown critical headers, empty keys, errors that are not its own), so it is trusted with
the signature alone; size, shape, header and claims are judged here.
"""

import hashlib
import json
import logging
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NewType

from jose import jwk, jws
from jose.exceptions import JOSEError

from segue.base.errors import DataError, Unauthorized
from segue.base.ids import AccountId

SessionId = NewType("SessionId", str)

logger = logging.getLogger(__name__)

ALGORITHM = "HS256"
ISSUER = "segue"
LONGEST = 4096
"""Characters of a token; a longer one is refused before anything parses it."""
LEEWAY_SECONDS = 60
"""By how much the clocks of two machines that serve together may differ."""
REFUSAL = "Authentication required"
MOST_REMEMBERED = 2000
"""Tokens of one purpose that are not verified again: some 500 bytes each, 1 MB in all."""


@dataclass(frozen=True)
class Purpose:
    """What a token is good for. One of another audience or type is refused.

    Attributes:
        audience: who reads it.
        type: what it is.
        of_session: whether it belongs to a session, and says to which.
        of_generation: whether it says which of a session's refresh tokens it is.
    """

    audience: str
    type: str
    of_session: bool = True
    of_generation: bool = False


ACCESS = Purpose("segue-api", "access")
"""Signs in."""
REFRESH = Purpose("segue-refresh", "refresh", of_generation=True)
"""Gets the next access token of its session, and the next refresh token; nothing else."""
INVITATION = Purpose("segue-together", "invitation", of_session=False)
"""Lets whoever holds it ask for songs for several, the account that gave it among them; nothing else."""
INVITATION_LIFETIME = timedelta(hours=24)

_THREE_PARTS = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_RANDOM_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_GREATEST = 2**63 - 1  # what a database can compare with


@dataclass(frozen=True)
class Claims:
    """What a valid token says.

    Attributes:
        user_id: whose it is.
        token_version: which of the account's token versions it belongs to.
        session: which session; ``None`` for an invitation alone.
        generation: which of the session's refresh tokens it is, counted from 0; ``None`` for all others.
    """

    user_id: AccountId
    token_version: int
    session: SessionId | None = None
    generation: int | None = None


def random_id() -> str:
    """22 URL-safe characters nobody can guess: 128 random bits."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True, slots=True)
class _Verified:
    """What a token says whose signature holds, and when it is good, in whole seconds since 1970."""

    claims: Claims
    not_before: int
    until: int

    def at(self, now: int) -> Claims:
        """The claims, if it is good then."""
        if self.until <= now:
            raise _Refused("expired")
        if self.not_before > now:
            raise _Refused("not valid yet")
        return self.claims


class _Refused(Exception):
    """Why a token is not valid; for the log only."""


class Tokens:
    """Signs and verifies tokens.

    A token that was found good is known again by its digest, for as long as it is among the last
    ``MOST_REMEMBERED``: 2 µs instead of 17 (a listener's token comes with each of their requests). When it is
    good is asked every time; its purpose and its keys are those of this object. For one thread.

    Args:
        keys: The first signs, all verify, so that a key can be changed without signing everyone out.
        clock: The time now, with a timezone.
        purpose: Of all the tokens it signs and verifies.

    Raises :class:`DataError` for a secret that can't be a key: none, an empty one, or an asymmetric key,
    whose public half anyone could sign with (CVE-2024-33663).
    """

    def __init__(
        self,
        keys: Sequence[str],
        *,
        clock: Callable[[], datetime],
        purpose: Purpose = ACCESS,
    ) -> None:
        if not keys or not all(key.strip() for key in keys):
            raise DataError("The signing secret is empty: set API_SECRET_KEY.")
        try:
            # Made here: given as text, jose would take one that happens to be JSON for a set of keys.
            self._keys = tuple(jwk.construct(key, ALGORITHM) for key in keys)
        except JOSEError:
            raise DataError("The signing secret looks like a public key or a certificate.") from None
        self._clock = clock
        self._purpose = purpose
        self._known: dict[bytes, _Verified] = {}  # the first found first; no token itself is kept

    def sign(self, claims: Claims, *, until: datetime) -> str:
        """A token that says this, valid from now until then, in whole seconds.

        The claims are of the kind the purpose asks for: :meth:`verify` would refuse others.
        """
        payload: dict[str, Any] = {
            "iss": ISSUER,
            "aud": self._purpose.audience,
            "type": self._purpose.type,
            "jti": random_id(),
            "sub": str(claims.user_id),
            "ver": claims.token_version,
            "iat": self._now(),
            "exp": int(until.timestamp()),
        }
        if self._purpose.of_session:
            payload["sid"] = claims.session
        if self._purpose.of_generation:
            payload["gen"] = claims.generation
        token: str = jws.sign(payload, self._keys[0], algorithm=ALGORITHM)
        return token

    def verify(self, token: str) -> Claims:
        """What a token says. Whether its account still stands by it is asked of the database.

        Raises :class:`Unauthorized`, always with the same words, for anything but a valid token.
        """
        try:
            return self._verified(token).at(self._now())
        except Exception as error:  # noqa: BLE001 - strangers choose what is parsed: any failure is a 401
            reason = str(error) if isinstance(error, _Refused) else type(error).__name__
            logger.info("token refused", extra={"fields": {"reason": reason}})
            raise Unauthorized(REFUSAL) from None

    def _verified(self, token: str) -> _Verified:
        _check_length(token)
        digest = hashlib.blake2b(token.encode(), digest_size=32).digest()
        verified = self._known.get(digest)
        if verified is None:
            _check_parts(token)
            verified = _judged(self._payload(token), self._purpose)
            while len(self._known) >= MOST_REMEMBERED:
                del self._known[next(iter(self._known))]
            self._known[digest] = verified
        return verified

    def _payload(self, token: str) -> Mapping[str, Any]:
        _check_header(jws.get_unverified_header(token))
        payload = json.loads(jws.verify(token, self._keys, [ALGORITHM]))
        if not isinstance(payload, dict):
            raise _Refused("claims are not an object")
        return payload

    def _now(self) -> int:
        return int(self._clock().timestamp())


def _check_length(token: str) -> None:
    """Refuse what is too long to parse."""
    if len(token) > LONGEST:
        raise _Refused("too long")


def _check_parts(token: str) -> None:
    """Refuse all but three parts: five would be an encrypted token."""
    if not _THREE_PARTS.fullmatch(token):
        raise _Refused("not three parts")


def _check_header(header: Mapping[str, Any]) -> None:
    """Refuse another algorithm and critical extensions, of which we know none (RFC 7515, section 4.1.11).

    Where a header says a key can be found (``kid``, ``jku``, ``jwk``, ``x5u``, ``x5c``) is never read.
    """
    if header.get("alg") != ALGORITHM:
        raise _Refused("algorithm")
    if "crit" in header:
        raise _Refused("critical header")


def _judged(payload: Mapping[str, Any], purpose: Purpose) -> _Verified:
    """Judge the claims of a token whose signature holds; all are required but ``nbf``."""
    for name, expected in (("iss", ISSUER), ("aud", purpose.audience), ("type", purpose.type)):
        if payload.get(name) != expected:
            raise _Refused(name)
    until, issued = _whole(payload, "exp"), _whole(payload, "iat")
    not_before = max(issued, _whole(payload, "nbf")) if "nbf" in payload else issued
    _random_id(payload, "jti")
    claims = Claims(
        _account(payload.get("sub")),
        _count(payload, "ver"),
        SessionId(_random_id(payload, "sid")) if purpose.of_session else None,
        _count(payload, "gen") if purpose.of_generation else None,
    )
    return _Verified(claims, not_before - LEEWAY_SECONDS, until)


def _account(subject: object) -> AccountId:
    if not isinstance(subject, str) or not (subject.isascii() and subject.isdigit()) or len(subject) > 19:
        raise _Refused("sub")
    if int(subject) > _GREATEST:
        raise _Refused("sub")
    return AccountId(int(subject))


def _random_id(payload: Mapping[str, Any], name: str) -> str:
    value = payload.get(name)
    if not isinstance(value, str) or not _RANDOM_ID.fullmatch(value):
        raise _Refused(name)
    return value


def _count(payload: Mapping[str, Any], name: str) -> int:
    value = _whole(payload, name)
    if not 0 <= value <= _GREATEST:
        raise _Refused(name)
    return value


def _whole(payload: Mapping[str, Any], name: str) -> int:
    value = payload.get(name)
    if type(value) is not int:  # JSON's true is an int to Python, and 1e999 a float
        raise _Refused(name)
    return value
