import csv
from pathlib import Path

import numpy as np
import pytest

from segue.listening.log import ListeningLog, read_log


def write_plays(path: Path, *, n_users: int = 80, n_songs: int = 60, dated: bool = False) -> Path:
    """Even listeners play even songs, odd ones odd songs; song k is "Artist j - Song k" with j = k // 4."""
    generator = np.random.default_rng(0)
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["user", "song", "title", "artist", *(["timestamp"] if dated else [])])
        for user in range(n_users):
            heard = [song for song in range(user % 2, n_songs, 2) if generator.random() < 0.6]
            for order, song in enumerate(generator.permutation(heard)):
                artist, title = f"Artist {song // 4}", f"Song {song}"
                when = [1_700_000_000 + 86_400 * (3 * order + user % 3)] if dated else []
                rows.writerow([f"u{user}", f"{artist} - {title}", title, artist, *when])
    return path


@pytest.fixture(scope="session")
def undated(tmp_path_factory: pytest.TempPathFactory) -> ListeningLog:
    return read_log(write_plays(tmp_path_factory.mktemp("log") / "undated.csv"))


@pytest.fixture(scope="session")
def dated(tmp_path_factory: pytest.TempPathFactory) -> ListeningLog:
    return read_log(write_plays(tmp_path_factory.mktemp("log") / "dated.csv", dated=True))
