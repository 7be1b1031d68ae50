"""Cursors: where a queue stands, in the hands of the client and signed by us.

A cursor is its payload, a dot and a signature. A reply reads and writes payloads; the edge alone signs.
"""

import base64
import binascii
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import sub

import numpy as np

from segue.base import varints
from segue.base.arrays import Rows
from segue.base.errors import BadRequest
from segue.base.ids import ReleaseId
from segue.base.keys import derived
from segue.recommend.tail import TAIL

REFUSAL = "This cursor can't be used. Send a cursor as it was received, or none to begin a new queue."
MOST_DELIVERED = 10_000
"""Songs a queue can give; after them it ends, and a new one begins without a cursor."""

_FORMAT = b"\x01"
_LABEL = b"segue: cursors of queues, version 1"
_SIGNATURE_BYTES = 16
_INT32 = np.iinfo(np.int32).max


@dataclass(frozen=True, eq=False)
class Cursor:
    """What a queue has given.

    Attributes:
        release_id: whose row numbers these are.
        delivered: int32 (t,), each once; the last ``TAIL`` in order, newest last, the others in any.
    """

    release_id: ReleaseId
    delivered: Rows

    def payload(self) -> str:
        """The cursor as URL-safe text, about 1.3 characters for each song; equal for equal queues."""
        rows = self.delivered.tolist()
        tail, others = rows[-TAIL:], sorted(rows[:-TAIL])
        steps = map(sub, others, [0, *others])
        numbers = varints.encode([len(tail), *tail, *steps])
        name = self.release_id.encode()
        return _text(_FORMAT + bytes([len(name)]) + name + numbers)

    @classmethod
    def parse(cls, payload: str) -> "Cursor":
        """Read a payload. Raises :class:`BadRequest` for any other text."""
        try:
            content = _content(payload)
            end = 2 + content[1]
            numbers = varints.decode(content[end:])
            length = numbers[0]
            delivered = [*accumulate(numbers[1 + length :]), *numbers[1 : 1 + length]]
            name = ReleaseId(content[2:end].decode("ascii"))
        except (ValueError, IndexError):
            raise BadRequest(REFUSAL) from None
        if content[:1] != _FORMAT or length > TAIL or max(delivered, default=0) > _INT32:
            raise BadRequest(REFUSAL)
        return cls(name, np.array(delivered, np.int32))


class CursorKey:
    """Signs payloads and checks signatures: HMAC-SHA-256, cut to 128 bits (RFC 2104, section 5).

    Args:
        secrets: of the settings; the first signs, all are checked against. The keys are derived from them
            under a label of its own, so that no signature here is one of a token, nor the other way round.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        self._keys = [derived(secret, _LABEL) for secret in secrets]

    def signed(self, payload: str) -> str:
        """A cursor as clients get it."""
        return f"{payload}.{_signature(self._keys[0], payload)}"

    def opened(self, cursor: str) -> str:
        """The payload of a cursor we signed. Raises :class:`BadRequest` for any other text."""
        payload, _, signature = cursor.rpartition(".")
        expected = [_signature(key, payload).encode() for key in self._keys]
        if not any(hmac.compare_digest(signature.encode(), each) for each in expected):
            raise BadRequest(REFUSAL)
        return payload


def _signature(key: bytes, payload: str) -> str:
    return _text(hmac.digest(key, payload.encode(), "sha256")[:_SIGNATURE_BYTES])


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _content(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error
