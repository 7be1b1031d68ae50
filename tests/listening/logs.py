"""Small logs, and what tests ask of them."""

from datetime import UTC, datetime
from pathlib import Path

from segue.listening.log import ListeningLog

LASTFM = """,Username,Artist,Track,Album,Date,Time
0,ann,Björk,Jóga,Homogenic,31 Jan 2021,23:36
1,ben,bjork,JOGA,,31 Jan 2021,23:37
2,ben,Björk , Jóga,,1 Feb 2021,
3,cat,Air,Sexy Boy,Moon Safari,1 Feb 2021,09:05
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def song_ids(log: ListeningLog) -> list[str]:
    return list(log.songs.ids.ids)


def moment(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    """Seconds since 1970 UTC."""
    return int(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp())
