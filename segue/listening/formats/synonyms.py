"""What columns are called in the wild, in plain spelling (:func:`~segue.listening.formats.columns.plain`).

Within a tuple, earlier names win over later ones.
"""

USER = (
    "userid", "username", "user", "userkey", "useruuid", "uid", "listenerid", "listenername", "listener",
    "accountid", "account", "memberid", "member", "usersha1", "usermboxsha1", "userhash", "usernumber",
    "personid", "person", "who",
)  # fmt: skip
PLAYLIST = ("playlistid", "pid", "playlisturi", "playlist", "playlistname")
SONG_ID = (
    "songid", "trackid", "recordingmbid", "recordingid", "trackmbid", "musicbrainztrackid", "songuri",
    "trackuri", "spotifytrackuri", "spotifyid", "itemid", "songkey", "trackkey", "musicid", "iid",
    "tuneid", "tuneuri", "recordinguri", "song", "item", "what",
)  # fmt: skip
ARTIST_ID = ("artistid", "artistmbid", "musicbrainzartistid", "artisturi")
ALBUM_ID = ("albumid", "albumuri", "trackalbumid", "releasembid", "releaseid", "releasegroupmbid")
TITLE = (
    "title", "trackname", "tracktitle", "track", "songname", "songtitle", "recordingname", "recordingtitle",
    "recording", "tunename", "tunetitle", "tune", "mastermetadatatrackname",
)  # fmt: skip
ARTIST = (
    "artist", "artistname", "trackartist", "trackartistname", "artists", "artistnames", "songartist",
    "artistcredit", "artistcreditname", "performer", "band", "singer", "creator", "albumartist",
    "mastermetadataalbumartistname",
)  # fmt: skip
ALBUM = (
    "album", "albumname", "albumtitle", "trackalbumname", "release", "releasename", "releasetitle",
    "mastermetadataalbumalbumname",
)  # fmt: skip
GENRE = ("genre", "playlistgenre", "trackgenre", "songgenre", "maingenre", "primarygenre", "genres", "style")
YEAR = (
    "year", "releaseyear", "songyear", "trackyear", "albumyear", "releasedate", "albumreleasedate",
    "trackalbumreleasedate",
)  # fmt: skip
DURATION = (
    "durationms", "trackdurationms", "lengthms", "durationseconds", "durationsec", "durationsecs",
    "duration", "trackduration", "songduration", "tracklength", "length",
)  # fmt: skip
EXPLICIT = (
    "explicit", "isexplicit", "trackexplicit", "songexplicit", "explicitlyrics", "explicitcontent",
    "parentaladvisory", "parentaladvisorywarning", "advisory", "contentadvisory", "trackexplicitness",
)  # fmt: skip
LANGUAGE = (
    "language", "lang", "languagecode", "tracklanguage", "songlanguage", "lyricslanguage", "languageoflyrics",
    "sunglanguage", "languageiso", "iso639",
)  # fmt: skip
COUNT = (
    "count", "playcount", "playcounts", "plays", "playscount", "numplays", "nplays", "timesplayed",
    "totalplays", "listencount", "listencounts", "listens", "scrobbles", "frequency", "weight",
    "rating", "ratings", "stars", "n",
)  # fmt: skip
TIME = (
    "timestamp", "listenedat", "playedat", "datetime", "unixtime", "unixtimestamp", "epoch", "uts",
    "utctime", "ts", "timestampms", "playedtime", "listentime", "createdat", "addedat",
    "playedon", "listenedon", "heardat", "date", "time", "when",
)  # fmt: skip
DATE = ("date", "playdate", "day")
CLOCK = ("time", "clock", "timeofday", "playtime")
ROW_NUMBER = ("", "index", "unnamed0", "indexlevel0", "row", "rownumber")
"""The number of a row, which tables often carry along."""

KNOWN = frozenset(
    (
        *USER, *PLAYLIST, *SONG_ID, *ARTIST_ID, *ALBUM_ID, *TITLE, *ARTIST, *ALBUM, *GENRE, *YEAR, *DURATION,
        *EXPLICIT, *LANGUAGE, *COUNT, *TIME, *DATE, *CLOCK, *ROW_NUMBER,
    )
)  # fmt: skip
"""Every name above: what another column can't be."""

RATING = ("rating", "ratings", "stars", "score", "scores")
"""How the names of counts end that are ratings."""
