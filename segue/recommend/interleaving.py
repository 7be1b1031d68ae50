"""Two ranked lists in one, so that what listeners take of it says which list they prefer.

Team draft (Radlinski, Kurup & Joachims 2008, "How does clickthrough data reflect retrieval quality?"; at
large scale Chapelle, Joachims, Radlinski & Yue 2012): in rounds, a coin says which side names the best song
that is not there yet, then the other side names its own. At every place of a round both sides stand equally
often, so whoever takes songs by their place alone prefers neither.

Where both would name the same song next, as at the top of lists that begin alike, whose it is would be the
coin's doing and nothing else, so it counts for neither, and no coin is thrown: it adds nothing but noise.
That is asked before a round alone. Within one, whether there is such a song hangs on the coin, and leaving
it out would move one side's songs down more often than the other's: listeners who take songs at random would
then seem to prefer a side (what Hofmann, Whiteson & de Rijke 2013, "Fidelity, soundness, and efficiency of
interleaved comparison methods", call unsound). A song both have at different places counts for who named it:
who ranks it higher does so more often. For the same reason, what one side adds alone once the other has
nothing left counts for neither.

Known limit: two lists of which one ranks a good song one place higher can tie (Radlinski & Craswell 2013,
"Optimized interleaving for online retrieval evaluation"). Songs that one side alone has decide most here.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from segue.recommend.chance import uniforms

ARM_A, ARM_B, NEITHER = "A", "B", "="

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Interleaved(Generic[K]):
    """One list of two.

    Attributes:
        keys: best first, each once.
        sides: for each of them 0 or 1: the list it was taken from.
        arms: a letter for each of them: ``A`` or ``B``, for which side it counts, or ``=`` for neither.
    """

    keys: tuple[K, ...]
    sides: tuple[int, ...]
    arms: str


@dataclass(frozen=True)
class Coin:
    """Says which side begins each round: a hash, the same in every process.

    Attributes:
        key: texts that stand for what the coin is thrown for: the experiment, the listener, the surface and
            the day, so that one reload shows one list and chance evens out over days.
        turned: give every side the other's luck.
    """

    key: tuple[str, ...]
    turned: bool = False

    def first(self, n_rounds: int) -> tuple[int, ...]:
        """The side that begins each of so many rounds, 0 or 1; more rounds begin as fewer do."""
        heads = uniforms(np.arange(n_rounds, dtype=np.int32), "interleaving", *self.key) < 0.5
        return tuple((heads ^ self.turned).astype(int).tolist())


def interleaved(
    a: Sequence[K], b: Sequence[K], coin: Coin, limit: int, *, drafting_all: bool = False
) -> Interleaved[K]:
    """Draft one list of at most ``limit`` songs from two; shorter only where both have no more.

    Equal lists give that list, all of it for neither. With the sides swapped and the coin turned the list is
    the same and the letters are swapped. A key that a list repeats counts where it stands first.

    Args:
        a: the list of side A, best first.
        b: that of side B.
        coin: says who begins.
        limit: of songs.
        drafting_all: also draft songs that both would name next, as the original does: lists that are alike
            are then shared out by the coin alone, which is what an A/A test looks at.
    """
    draft = _Draft((a, b))
    arms: list[str] = []
    sides: list[int] = []

    def take(side: int, arm: str) -> None:
        draft.take(side)
        sides.append(side)
        arms.append(arm)

    beginnings = iter(coin.first(limit))
    while len(arms) < limit:
        left, right = draft.next(0), draft.next(1)
        if left is None and right is None:
            break
        if left is None or right is None or (left == right and not drafting_all):
            take(0 if left is not None else 1, NEITHER)
            continue
        first = next(beginnings)
        for side in (first, 1 - first):
            if len(arms) < limit and draft.next(side) is not None:
                take(side, (ARM_A, ARM_B)[side])
    return Interleaved(tuple(draft.taken), tuple(sides), "".join(arms))


class _Draft(Generic[K]):
    """What was taken, and where each list stands."""

    def __init__(self, lists: tuple[Sequence[K], Sequence[K]]) -> None:
        self._lists = lists
        self._at = [0, 0]
        self.taken: dict[K, None] = {}  # in order

    def next(self, side: int) -> K | None:
        """The best of a list that is not taken; ``None`` at its end."""
        songs, at = self._lists[side], self._at[side]
        while at < len(songs) and songs[at] in self.taken:
            at += 1
        self._at[side] = at
        return songs[at] if at < len(songs) else None

    def take(self, side: int) -> None:
        self.taken[self._lists[side][self._at[side]]] = None
