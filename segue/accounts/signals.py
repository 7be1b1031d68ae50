"""What an account says of a song by what it does with it, as arrays hold it."""

from enum import IntEnum


class Signal(IntEnum):
    """A kind of signal; its name in lower case is the word that is stored."""

    PLAY = 0
    LIKE = 1
    SKIP = 2
    DISLIKE = 3
