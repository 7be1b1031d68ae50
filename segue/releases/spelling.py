"""How a manifest is spelled: one way for each content, so that bytes can be compared."""

import hashlib
import json
from typing import Any, NoReturn

from segue.base.errors import ReleaseRefused
from segue.releases.names import MANIFEST_FILE


def spelled(document: dict[str, Any]) -> bytes:
    """A document as it stands in the file, for people: sorted keys, a line for each."""
    return json.dumps(document, sort_keys=True, allow_nan=False, indent=1).encode() + b"\n"


def canonical(document: dict[str, Any]) -> bytes:
    """The same without blanks: what checksums are taken of, for the encoder is many times faster.

    Raises ``ValueError`` for numbers that JSON does not have.
    """
    return json.dumps(document, sort_keys=True, allow_nan=False, separators=(",", ":")).encode()


def checksum(document: dict[str, Any]) -> str:
    """Hex SHA-256 of :func:`canonical`."""
    return hashlib.sha256(canonical(document)).hexdigest()


def parse(data: bytes) -> dict[str, Any]:
    """Read a JSON object. Raises :class:`ReleaseRefused` for anything else."""
    try:
        document = json.loads(data, parse_constant=_refuse_constant)
        canonical(document)  # a number such as 1e999 reads as infinity and has no spelling
    except (ValueError, RecursionError) as error:
        raise ReleaseRefused(f"{MANIFEST_FILE} is not JSON") from error
    if not isinstance(document, dict):
        raise ReleaseRefused(f"{MANIFEST_FILE} is not a JSON object")
    return document


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")
