import numpy as np

from segue.training.report.itemmap import draw_map, finding
from segue.training.report.kinds import Kinds
from tests.training.report.world import material

JAZZ = Kinds("genre", ("Jazz", "Soul"), np.repeat(np.array([0, 1], np.int32), 4))


def test_the_title_counts_neighbours_of_one_kind() -> None:
    assert finding(JAZZ, (9.93, 1.2)) == "9.9 of a song's 10 nearest share its genre; 1.2 would by chance"
    assert finding(JAZZ, None) == "Songs that the same people play lie together"


def test_the_caption_says_what_the_colours_are() -> None:
    assert "24 most played songs, coloured by genre" in draw_map(material()).caption


def test_songs_without_genre_artist_or_name_are_mapped() -> None:
    nameless = material(20, genres=False, title="\u202e")
    assert "coloured" not in draw_map(nameless).caption


def test_songs_the_model_cannot_tell_apart_are_mapped() -> None:
    whole = material()
    whole.space.item_vectors[:] = 0
    assert draw_map(whole).png.startswith(b"\x89PNG")
