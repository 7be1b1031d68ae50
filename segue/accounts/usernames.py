"""Which names people may take, and when two of them are the same."""

import unicodedata

from segue.base.errors import Unprocessable

SHORTEST, LONGEST = 3, 50
"""In code points, as typed."""

# Other, and separators but the plain space: control, format, surrogate, private, unassigned, line, paragraph.
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})

# Letters, marks and symbols without a shape (Unicode: Default_Ignorable_Code_Point beyond Cf, and the blank
# Braille pattern).
_UNSEEN = frozenset(
    map(
        chr,
        [
            *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0),
            *range(0x180B, 0x1810),
            *range(0xFE00, 0xFE10),
            *range(0xE0100, 0xE01F0),
        ],
    )
)


def check_username(username: str) -> str:
    """The name as given, if an account may have it: 3–50 code points, all visible, no space at an end.

    Raises :class:`Unprocessable` otherwise, which a pydantic validator may let through.
    """
    if not SHORTEST <= len(username) <= LONGEST:
        raise Unprocessable(f"A username has {SHORTEST} to {LONGEST} characters.")
    if any(map(_is_unseen, username)):
        raise Unprocessable("A username can't hold control or invisible characters.")
    if username.strip() != username:
        raise Unprocessable("A username can't begin or end with a space.")
    return username


def username_key(username: str) -> str:
    """One text for all spellings of a name: ``Ana``, ``ANA`` and full-width ``Ａｎａ`` are the same person.

    A compatibility caseless match (Unicode Standard, section 3.13, definition D146), composed.
    """
    folded = unicodedata.normalize("NFD", username).casefold()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKD", folded).casefold())


def _is_unseen(character: str) -> bool:
    if character == " ":
        return False
    return character in _UNSEEN or unicodedata.category(character) in _UNSEEN_CATEGORIES
