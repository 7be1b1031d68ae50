"""What one artist recorded: albums, songs, and other recordings of the same songs."""

from dataclasses import dataclass

from segue.listening.sample.draws import Draws
from segue.listening.sample.genres import Scene
from segue.listening.sample.settings import NEWEST_YEAR

_VARIANT_SHARE = 0.05
_ALBUM_SONGS = (5, 12)


@dataclass(frozen=True)
class Track:
    """One recording.

    Attributes:
        title: unique among the artist's, whatever the case.
        album: as shown.
        year: of release.
        original: position of the track this is another recording of, its own position otherwise.
    """

    title: str
    album: str
    year: int
    original: int


class Discography:
    """Invents the tracks of one artist.

    Args:
        scene: Names songs and albums.
        debut_year: Of the first album.
        features: Share of songs with a guest.
        guests: Names of other artists, may be empty.
        draws: Where chance comes from.
    """

    def __init__(
        self, scene: Scene, debut_year: int, features: float, guests: tuple[str, ...], draws: Draws
    ) -> None:
        self._scene = scene
        self._year = debut_year
        self._features = features
        self._guests = guests
        self._draws = draws
        self._titles: set[str] = set()
        self._albums: set[str] = set()

    def tracks(self, count: int) -> list[Track]:
        """The first ``count`` tracks, oldest album first; other recordings follow their original."""
        tracks: list[Track] = []
        while len(tracks) < count:
            fewest, most = _ALBUM_SONGS
            size = min(fewest + self._draws.number(most - fewest + 1), count - len(tracks))
            album = self._scene.albums.new_name(self._draws, self._albums)
            for _ in range(size):
                tracks.append(self._variant(tracks) or self._song(album, len(tracks)))
            self._year = min(self._year + 1 + self._draws.number(4), NEWEST_YEAR)
        return tracks

    def _song(self, album: str, position: int) -> Track:
        title = self._scene.titles.new_name(self._draws, self._titles)
        if self._guests and self._draws.chance(self._features):
            title = f"{title} (feat. {self._draws.one_of(self._guests)})"
        return Track(title, album, self._year, position)

    def _variant(self, tracks: list[Track]) -> Track | None:
        if len(tracks) < _ALBUM_SONGS[0] or not self._draws.chance(_VARIANT_SHARE):
            return None
        song = tracks[tracks[self._draws.number(len(tracks))].original]
        variant = self._draws.one_of(self._variants(song))
        if variant.title.casefold() in self._titles:
            return None
        self._titles.add(variant.title.casefold())
        return variant

    def _variants(self, song: Track) -> list[Track]:
        """Every way this song could come out again."""
        later = min(song.year + 2 + self._draws.number(8), NEWEST_YEAR)
        reissue = min(max(song.year + 20, 1998 + self._draws.number(20)), NEWEST_YEAR)
        live, deluxe = f"Live {later}", f"{song.album} (Deluxe Edition)"
        ways = [
            Track(f"{song.title} (Live)", live, later, song.original),
            Track(f"{song.title} - Live", live, later, song.original),
            Track(f"{song.title} (Remix)", f"{song.album} (Remixes)", later, song.original),
        ]
        if self._guests and "(feat." not in song.title:
            guest = self._draws.one_of(self._guests)
            ways.append(Track(f"{song.title} (feat. {guest})", deluxe, later, song.original))
        if song.year <= 2000:
            ways.append(Track(f"{song.title} - {reissue} Remaster", deluxe, reissue, song.original))
            ways.append(Track(f"{song.title} (Remastered {reissue})", deluxe, reissue, song.original))
        if song.year <= 1968:
            ways.append(Track(f"{song.title} - Mono", song.album, song.year, song.original))
        return ways
