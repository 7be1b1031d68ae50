"""The sentences of a data report: what a person should know before trusting what is learned."""

from collections import Counter

from segue.listening.formats import synonyms
from segue.listening.formats.columns import Header, Layout, listed

_MOST_NAMED = 10
_WRITE = {"explicit": "true or false", "language": "a code such as en, or a name"}


def make_notes(header: Header, layout: Layout, n_joined: int) -> list[str]:
    """What to know of a log read by ``layout``; ``n_joined`` spellings were joined to another's song."""
    notes = []
    if n_joined:
        notes.append(f"Other spellings joined to a song of the same artist and title: {n_joined:,}.")
    if layout.song is not None and layout.song == layout.facts.artist:
        notes.append("No column names a song: the artists are taken for songs.")
    if layout.count is not None and header.name(layout.count).endswith(synonyms.RATING):
        notes.append("Ratings are kept, but the trainers use only which songs stand in the log.")
    unused = layout.unused(header.names)
    if unused:
        notes.append(f"Columns not used: {listed(unused, most=_MOST_NAMED)}.")
    return notes


def unread_notes(unread: Counter[str]) -> list[str]:
    """What to say of cells that were not understood; ``unread`` counts them by column."""
    return [
        f"Cells of '{name}' not understood: {count:,}; these songs go without. Write {_WRITE[name]}."
        for name, count in unread.items()
        if count
    ]
