"""Names from templates: ``"The {bird} of {place}"`` filled from word lists."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from segue.listening.sample.draws import Draws

Words = Mapping[str, tuple[str, ...]]

_SLOT = re.compile(r"\{(\w+)\}(s\b)?")
_ARTICLE = re.compile(r"\b([Aa]) (?=[AEIO]|U[^ns])")
_TRIES = 40
_LOCAL_SHARE = 0.6
"""How often a slot takes a scene's own word where the scene has words for it."""


@dataclass(frozen=True)
class Grammar:
    """How one scene names its artists, songs or albums.

    Attributes:
        templates: each as likely as the next; a repeated one is likelier.
        words: for every slot, the words of the genre.
        local_words: for some slots, the words of the scene, which come up more often.
    """

    templates: tuple[str, ...]
    words: Words
    local_words: Words

    def name(self, draws: Draws) -> str:
        """One name. A slot that stands in a template twice gets two different words where it has two."""
        used: set[str] = set()
        name = _SLOT.sub(lambda slot: self._fill(slot, draws, used), draws.one_of(self.templates))
        return _ARTICLE.sub(r"\1n ", name)

    def _fill(self, slot: re.Match[str], draws: Draws, used: set[str]) -> str:
        word = self._word(slot[1], draws, used)
        return plural(word) if slot[2] else word

    def _word(self, slot: str, draws: Draws, used: set[str]) -> str:
        local = self.local_words.get(slot, ())
        common = self.words.get(slot, ())
        choices: Sequence[str] = local if local and (not common or draws.chance(_LOCAL_SHARE)) else common
        fresh = [word for word in choices if word not in used] or choices
        word = draws.one_of(fresh)
        used.add(word)
        return word

    def new_name(self, draws: Draws, taken: set[str]) -> str:
        """A name not in ``taken`` whatever its case, which it then joins.

        Where the templates are exhausted, a numeral is added.
        """
        for _ in range(_TRIES):
            name = self.name(draws)
            if name.casefold() not in taken:
                taken.add(name.casefold())
                return name
        number = 2
        while f"{name} {number}".casefold() in taken:
            number += 1
        taken.add(f"{name} {number}".casefold())
        return f"{name} {number}"


def plural(word: str) -> str:
    """An English plural; a word that looks like one stays as it is."""
    if word.endswith(("ss", "us", "x", "ch", "sh", "z")):
        return f"{word}es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return word if word.endswith("s") else f"{word}s"
