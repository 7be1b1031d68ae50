import pytest

from segue.cli.answers import show_answer, song_lists

A = {"song_id": "Air - Glass", "distance": 0.25, "reasons": None}
B = {"song_id": "Moby - [Paper]", "distance": None, "reasons": [{"title": "River", "share": 0.125}]}


def test_lists_of_songs_are_found_by_their_label() -> None:
    page = {"buckets": [{"label": "Fresh mix", "items": [A]}, {"label": "Deep cuts", "items": [B]}]}
    assert list(song_lists(page, "shelves")) == [("Fresh mix", [A]), ("Deep cuts", [B])]
    assert list(song_lists({"results": [A, B], "relaxed": ["artist_gap"]}, "x")) == [("x", [A, B])]
    assert list(song_lists({"results": []}, "x")) == []


def test_a_person_sees_songs_distances_reasons_and_all_else(capsys: pytest.CaptureFixture[str]) -> None:
    show_answer({"results": [A, B], "eligible_count": 119, "relaxed": ["artist_gap"]}, title="up-next r1")
    shown = capsys.readouterr()
    for part in ("up-next r1", "Air - Glass", "0.2500", "Moby - [Paper]", "River (+0.125)"):
        assert part in shown.out
    assert "eligible_count: 119" in shown.err
    assert "relaxed: ['artist_gap']" in shown.err


def test_shares_of_a_score_and_fits_of_members_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    shares = [{"song_id": "Air - Glass", "share": 0.5, "rank_without": 41}, {"song_id": None, "share": -0.25}]
    show_answer({"score": 0.25, "reasons": shares})
    show_answer({"results": [{"song_id": "Air - Glass", "fits": [0.74, 0.69]}]})
    shown = capsys.readouterr().out
    for part in ("rank without", "+0.5000", "41", "—", "-0.2500", "0.74, 0.69"):
        assert part in shown
