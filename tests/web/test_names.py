import pytest

from segue.accounts.taste import BlockKind
from segue.base.errors import BadRequest
from segue.web.names import UNKNOWN, block_row, keys_of, known_rows, named, song_id_of, song_ids_of
from segue.web.serving import Serving
from tests.web.conftest import OTHER, SONG


def test_rows_stand_once_in_the_order_their_songs_are_named(serving: Serving) -> None:
    texts = ["bjork - glass", "Björk - River", "nobody - nothing", " ", "Björk - Glass"]
    assert known_rows(serving.catalogue, texts) == (1, 0)


def test_a_song_is_stored_under_its_id_however_it_is_written(serving: Serving) -> None:
    for text in (SONG, "bjork - RIVER", "Björk - River (Live)"):
        assert song_id_of(serving.catalogue, text) == SONG
    with pytest.raises(BadRequest, match="Song not in catalogue"):
        song_id_of(serving.catalogue, "Nobody - Nothing")


def test_what_is_stored_of_a_song_is_found_by_its_id_and_by_its_very_words(serving: Serving) -> None:
    assert song_ids_of(serving.catalogue, "blur - glass") == {OTHER, "blur - glass"}
    assert song_ids_of(serving.catalogue, "of an older release") == {"of an older release"}


def test_an_artist_is_named_as_the_catalogue_does_under_a_key_of_all_spellings(serving: Serving) -> None:
    for text in ("Björk", "BJORK", "bjørk feat. Nobody"):
        meant = named(serving.catalogue, BlockKind.ARTIST, text)
        assert meant.name == "Björk"
        assert {meant.key} == keys_of(serving.catalogue, BlockKind.ARTIST, text)
        assert block_row(serving.catalogue, BlockKind.ARTIST, text) == serving.catalogue.artist_rows[0]


@pytest.mark.parametrize("kind", BlockKind)
def test_what_the_catalogue_does_not_hold_is_refused_and_has_no_number(
    serving: Serving, kind: BlockKind
) -> None:
    for text in ("", "Nobody at all", "???"):
        assert block_row(serving.catalogue, kind, text) is None
        with pytest.raises(BadRequest, match=UNKNOWN[kind]):
            named(serving.catalogue, kind, text)
