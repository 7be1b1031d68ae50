"""Words of a command line, written as in a shell; no shell ever sees them."""

import shlex


def words_of(line: str) -> tuple[str, ...]:
    """The words of a line, quotes taken off; variables, globs and comments mean nothing here.

    Raises ``ValueError`` for a quote that does not end, and for NUL, which no word can hold.
    """
    if "\0" in line:
        raise ValueError("words can't hold NUL")
    return tuple(shlex.split(line))


def check_words(line: str) -> str:
    """The line as given, if :func:`words_of` can read it."""
    words_of(line)
    return line
