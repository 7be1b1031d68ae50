import numpy as np

from segue.listening.sample.settings import LOG_END, LOG_START
from segue.listening.sample.world import World


def listeners_of(world: World) -> np.ndarray:
    return world.events.combine().song_counts


def test_events_are_ordered_by_time_and_within_the_log(world: World) -> None:
    times = np.asarray(world.events.times)
    assert np.all(np.diff(times) >= 0)
    assert times[0] >= LOG_START
    assert times[-1] < LOG_END


def test_a_listener_plays_one_song_at_a_time(world: World) -> None:
    events, times = world.events, np.asarray(world.events.times)
    order = np.lexsort((times, events.user_rows))
    same = np.diff(events.user_rows[order]) == 0
    lasted = world.catalogue.songs.duration_seconds[events.song_rows[order]][:-1]
    assert np.all(np.diff(times[order])[same] >= lasted[same])


def test_every_listener_has_plays_and_nearly_every_song_a_listener(world: World) -> None:
    assert len(np.unique(world.events.user_rows)) == 600
    assert (listeners_of(world) == 0).mean() < 0.1


def test_popularity_has_a_long_tail(world: World) -> None:
    plays = np.sort(np.bincount(world.events.song_rows, minlength=2_000))[::-1]
    assert plays[:200].sum() > 0.3 * plays.sum()
    assert plays[1_000:].sum() < 0.3 * plays.sum()
    ranks = np.arange(5, 801)
    slope = np.polyfit(np.log(ranks), np.log(plays[4:800]), 1)[0]
    assert -1.2 < slope < -0.4


def test_many_plays_are_replays_and_favourites_stand_out(world: World) -> None:
    pairs = world.events.combine()
    assert 1.8 < len(world.events) / len(pairs) < 5
    assert pairs.weights.max() > 30


def test_famous_songs_are_played_by_more_listeners(world: World) -> None:
    by_fame = np.argsort(-world.catalogue.fame, kind="stable")
    assert listeners_of(world)[by_fame[:100]].mean() > 4 * listeners_of(world)[by_fame[-1_000:]].mean()


def test_listeners_play_what_they_truly_like(world: World) -> None:
    shares = world.tastes.scene_shares(48)
    played = world.catalogue.scene_rows[world.events.song_rows]
    followed = (shares[world.events.user_rows, played] > 0).mean()
    shuffled = (shares[(world.events.user_rows + 1) % 600, played] > 0).mean()
    assert 0.5 < followed < 0.9
    assert followed > 3 * shuffled


def test_other_recordings_are_played_too_but_less(world: World) -> None:
    variants = np.flatnonzero(world.catalogue.work_rows != np.arange(2_000))
    plays = listeners_of(world)
    assert 0 < plays[variants].mean() < plays[world.catalogue.work_rows[variants]].mean()
