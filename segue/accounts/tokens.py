"""Tokens: JSON Web Tokens signed with HS256, each good for one purpose.

The only module that imports ``jose``. The library leaves out, or gets wrong, checks that RFC 8725 asks for
(a missing audience, unknown critical headers, empty keys, errors that are not its own), so it is trusted with
the signature alone; size, shape, header and claims are judged here.
"""

import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from jose import jwk, jws
from jose.exceptions import JOSEError

from segue.base.errors import DataError, Unauthorized
from segue.base.ids import AccountId

logger = logging.getLogger(__name__)

ALGORITHM = "HS256"
ISSUER = "segue"
LONGEST = 4096
"""Characters of a token; a longer one is refused before anything parses it."""
LEEWAY_SECONDS = 60
"""By how much the clocks of two machines that serve together may differ."""
REFUSAL = "Authentication required"


@dataclass(frozen=True)
class Purpose:
    """What a token is good for. One of another audience or type is refused."""

    audience: str
    type: str


ACCESS = Purpose("segue-api", "access")
"""Signs in."""
INVITATION = Purpose("segue-together", "invitation")
"""Lets whoever holds it ask for songs for several, the account that gave it among them; nothing else."""
INVITATION_LIFETIME = timedelta(hours=24)

_THREE_PARTS = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_GREATEST = 2**63 - 1  # what a database can compare with


@dataclass(frozen=True)
class Claims:
    """What a valid token says: whose it is, and which of the account's token versions it belongs to."""

    user_id: AccountId
    token_version: int


class _Refused(Exception):
    """Why a token is not valid; for the log only."""


class Tokens:
    """Signs and verifies tokens.

    Args:
        secrets: The first signs, all verify, so that a key can be changed without signing everyone out.
        lifetime: Of a new token.
        clock: The time now, with a timezone.
        purpose: Of all the tokens it signs and verifies.

    Raises :class:`DataError` for a secret that can't be a key: none, an empty one, or an asymmetric key,
    whose public half anyone could sign with (CVE-2024-33663).
    """

    def __init__(
        self,
        secrets: Sequence[str],
        *,
        lifetime: timedelta,
        clock: Callable[[], datetime],
        purpose: Purpose = ACCESS,
    ) -> None:
        if not secrets or not all(secret.strip() for secret in secrets):
            raise DataError("The signing secret is empty: set API_SECRET_KEY.")
        try:
            # Made here: given as text, jose would take one that happens to be JSON for a set of keys.
            self._keys = tuple(jwk.construct(secret, ALGORITHM) for secret in secrets)
        except JOSEError:
            raise DataError("The signing secret looks like a public key or a certificate.") from None
        self.lifetime = lifetime
        self._clock = clock
        self._purpose = purpose

    def sign(self, user_id: AccountId, token_version: int) -> str:
        """A token of an account, valid from now for the lifetime."""
        now = self._now()
        claims = {
            "iss": ISSUER,
            "aud": self._purpose.audience,
            "type": self._purpose.type,
            "sub": str(user_id),
            "ver": token_version,
            "iat": now,
            "exp": now + round(self.lifetime.total_seconds()),
        }
        token: str = jws.sign(claims, self._keys[0], algorithm=ALGORITHM)
        return token

    def verify(self, token: str) -> Claims:
        """What a token says. Whether its account still stands by it is asked of the database.

        Raises :class:`Unauthorized`, always with the same words, for anything but a valid token.
        """
        try:
            _check_shape(token)
            return _claims(self._payload(token), self._purpose, self._now())
        except Exception as error:  # noqa: BLE001 - strangers choose what is parsed: any failure is a 401
            reason = str(error) if isinstance(error, _Refused) else type(error).__name__
            logger.info("token refused", extra={"fields": {"reason": reason}})
            raise Unauthorized(REFUSAL) from None

    def _payload(self, token: str) -> Mapping[str, Any]:
        _check_header(jws.get_unverified_header(token))
        payload = json.loads(jws.verify(token, self._keys, [ALGORITHM]))
        if not isinstance(payload, dict):
            raise _Refused("claims are not an object")
        return payload

    def _now(self) -> int:
        return int(self._clock().timestamp())


def _check_shape(token: str) -> None:
    """Refuse what is too long to parse, and all but three parts: five would be an encrypted token."""
    if len(token) > LONGEST:
        raise _Refused("too long")
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


def _claims(payload: Mapping[str, Any], purpose: Purpose, now: int) -> Claims:
    """Judge the claims of a token whose signature holds; all are required but ``nbf``."""
    for name, expected in (("iss", ISSUER), ("aud", purpose.audience), ("type", purpose.type)):
        if payload.get(name) != expected:
            raise _Refused(name)
    if _whole(payload, "exp") <= now:
        raise _Refused("expired")
    if _whole(payload, "iat") > now + LEEWAY_SECONDS:
        raise _Refused("issued in the future")
    if "nbf" in payload and _whole(payload, "nbf") > now + LEEWAY_SECONDS:
        raise _Refused("not valid yet")
    version = _whole(payload, "ver")
    if not 0 <= version <= _GREATEST:
        raise _Refused("ver")
    return Claims(_account(payload.get("sub")), version)


def _account(subject: object) -> AccountId:
    if not isinstance(subject, str) or not (subject.isascii() and subject.isdigit()) or len(subject) > 19:
        raise _Refused("sub")
    if int(subject) > _GREATEST:
        raise _Refused("sub")
    return AccountId(int(subject))


def _whole(payload: Mapping[str, Any], name: str) -> int:
    value = payload.get(name)
    if type(value) is not int:  # JSON's true is an int to Python, and 1e999 a float
        raise _Refused(name)
    return value
