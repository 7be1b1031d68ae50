"""What stands in a title beside the work itself: guests (``feat.``) and notes on the version (``- Live``).

Only brackets and parts after a free-standing dash are looked at, and guests also where they stand bare; a
title such as "Live and Let Die" or "Remix to Ignition" is left alone. Every pattern runs in linear time.
"""

import re
import unicodedata
from collections.abc import Callable

from segue.catalogue.text import DASHES, LONGEST, words

_BRACKETS = str.maketrans(
    dict.fromkeys("{\u3010\u3014\u3008\u300a\u300c\u300e", "[")
    | dict.fromkeys("}\u3011\u3015\u3009\u300b\u300d\u300f", "]")
)
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_DASH = re.compile(f" [{DASHES}] ")
_MARKED = re.compile(rf"[(\[]| [{DASHES}] ")
_GUEST = re.compile(r"(?:feat|ft|featuring)\b\.?\s*\S|w\s?\\?/\s*\S", re.IGNORECASE)
_BARE_GUEST = re.compile(r"(?<=[^\s\d]) (?:feat|ft|featuring)\b\.? (?!(?:feat|ft)\b)(?=\S)", re.IGNORECASE)
_COVERED = re.compile(
    r"[(\[](?:in the style of|originally performed by|(?:as )?made (?:famous|popular) by|(?:a )?tribute to) "
    r"([^()\[\]]+)",
    re.IGNORECASE,
)
_PART = re.compile(r"[;,/|]")
_QUOTED_SOURCE = re.compile(
    'from ?[\'\u2018\u2019]|from\\b[^"\u201c\u201d\u00ab]*["\u201c\u201d\u00ab]', re.IGNORECASE
)

_SHORTEST_NOTE = 3  # "mix"; a bracket may hold a hundred parts, and folding each takes a while

# The folded words of a note, a hyphen between. Matched as a whole.
_VERSION = re.compile(
    r"""
    # ends so: "2011 Remaster", "David Guetta Remix", "Taylor's Version 2"
    (?: .*- )? (?: remaster (?: ed | izado | izada | ise )? | remix (?: ed )? | rmx | mix | edit (?: ed )?
        | version s? | versione | versao | ver | mono | stereo | demo | instrumental | karaoke
        | acoustic | acustic [oa] | acapella | c app? ella | unplugged | session s? | edition
        | rework | remake | bootleg | (?: re-? )? recorded | reverb
    ) (?: -\d++ )*+
    # begins so: "Remastered in Tokyo", "Live at Wembley", "prod. by"
    | (?: remaster (?: ed )? | remix | version | unplugged | karaoke | prod | produced
        | (?: recorded- )? live-(?: at | in | from | on | acoustic | bbc | mtv | studio | lounge | concert )
        | en-vivo | ao-vivo | dal-vivo | en-directo
        | in-the-style-of | originally-performed-by | (?: as- )? made-(?: famous | popular )-by
        | (?: a- )? tribute-to
    ) (?: -.* )?
    # is nothing but: "Live 1978", "Explicit"
    | (?: (?: recorded- | acoustic- )? live (?: -acoustic | -performance )? | single | original | explicit
        | clean | dirty | extended | deluxe | cover | dub | vip | uncut | stripped | radio | bonus | mixed
        | sped-up | slowed | nightcore | (?: original- )? soundtrack | original-extended | in-session
        | (?: en | in )-concert | (?: bonus | radio | single | album )-(?: track | cut )
        | (?: original | studio | live )-recording
    ) (?: -\d++ )*+
    # a guest after all: "with Dua Lipa", though not "With You"
    | with-(?! (?: a | her | him | his | it | love | me | my | no | out | them | these | u | us | you | your )
        (?: - | $ ) ) .+
    """,
    re.VERBOSE,
)


def without_guests(text: str) -> str:
    """A title or an artist without ``feat.``, ``ft``, ``featuring`` and ``w/``, in brackets, dashed or bare.

    A name that would be nothing without them is given back whole; so are "Little Feat" and "50 Ft Queenie".
    """
    text = _plain(text)
    shorter = _drop(text, lambda inner: _GUEST.match(inner) is not None)
    bare = _BARE_GUEST.search(shorter)
    if bare is not None:
        end = _MARKED.search(shorter, bare.end())
        rest = shorter[end.start() :].strip() if end else ""
        shorter = f"{shorter[: bare.start()]} {rest}".strip()
    return shorter if words(shorter) else text


def without_version(text: str) -> str:
    """A title without notes such as ``(2011 Remaster)``, ``- Live at Wembley`` or ``[Radio Edit]``.

    A title that would be nothing without them is given back whole.
    """
    text = _plain(text)
    shorter = _drop(text, is_version_note)
    return shorter if words(shorter) else text


def covered_artist(title: str) -> str | None:
    """Whose song a title says it is: "X" of ``(In the Style of X)``, ``(Made Famous by X) [Karaoke]``."""
    found = _COVERED.search(_plain(title))
    return found[1].strip() if found else None


def is_version_note(text: str) -> bool:
    """Whether the text of a bracket, or a part of it between commas or slashes, names a version."""
    if _QUOTED_SOURCE.match(text):
        return True
    parts = (part for part in _PART.split(text) if len(part) >= _SHORTEST_NOTE)
    return any(_VERSION.fullmatch("-".join(words(part))) for part in parts)


def _plain(text: str) -> str:
    """Cut to length, one form of brackets, single spaces."""
    text = text[:LONGEST]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)[:LONGEST].translate(_BRACKETS)
    return " ".join(text.split())


def _drop(text: str, unwanted: Callable[[str], bool]) -> str:
    """Take out brackets and dashed parts whose text is unwanted; the part before the first dash stays."""
    if not _MARKED.search(text):
        return text
    for _ in range(2):  # brackets within brackets
        text = _BRACKETED.sub(lambda found: " " if unwanted(found[0][1:-1].strip()) else found[0], text)
    head, *rest = _DASH.split(" ".join(text.split()))
    return " - ".join([head, *(part for part in rest if not unwanted(part.strip()))])
