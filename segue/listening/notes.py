"""The sentences of a data report: what a person should know before trusting what is learned."""

from segue.listening.formats import synonyms
from segue.listening.formats.columns import Header, Layout, listed

_MOST_NAMED = 10


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
