"""Text as a picture can show it: titles are strangers' words, and a font has only so many signs."""

import unicodedata
from functools import cache

from matplotlib.font_manager import findfont, get_font

FONT = "DejaVu Sans"
"""The font that comes with matplotlib, so that pictures are the same everywhere."""
MISSING = "\N{WHITE SQUARE}"
"""Stands for one or more signs the font does not have."""


def drawable(text: str, *, most: int = 40) -> str:
    """The text on one line, at most ``most`` characters, without a sign the font lacks; never empty.

    Marks of direction and joining are left out, a run of signs that can't be drawn becomes :data:`MISSING`.
    """
    shown = ""
    for character in " ".join(unicodedata.normalize("NFC", text).split()):
        if ord(character) in _signs():
            shown += character
        elif unicodedata.category(character) not in ("Cf", "Mn") and not shown.endswith(MISSING):
            shown += MISSING
    return shortened(shown.strip() or MISSING, most)


def is_drawable(text: str) -> bool:
    """Whether every sign of a text can be drawn."""
    return bool(text.strip()) and MISSING not in drawable(text, most=len(text) + 1)


def shortened(text: str, most: int) -> str:
    """A text of at most ``most`` characters, an ellipsis for what is cut off."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


@cache
def _signs() -> frozenset[int]:
    font = get_font(findfont(FONT, fallback_to_default=False))
    return frozenset(
        code for code in font.get_charmap() if unicodedata.category(chr(code)) not in ("Cc", "Cf")
    )
