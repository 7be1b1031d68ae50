"""The onboarding chooser: which songs to show somebody new, so that their choices tell most.

A listener is of some kind c (``kinds``), unknown which. Showing song j asks whether they know and like it;
yes has probability p_jc. What the answer tells about c is their mutual information,

    I(answer; c) = h(Σ_c π_c p_jc) − Σ_c π_c h(p_jc),    h(p) = −p log p − (1 − p) log(1 − p)

This is "information gain through clustered neighbours" (Rashid, Karypis & Riedl, "Learning Preferences of New
Users in Recommender Systems", SIGKDD Explorations 10(2), 2008), asked again after each choice as in adaptive
bootstrapping (Golbandi, Koren & Lempel, WSDM 2011). A song hardly anybody knows tells next to nothing, so
recognisable ones win unasked. A page is filled greedily, as suits information gain (Krause & Guestrin, UAI
2005): each further song is judged as if none above it had been picked, for that is when it matters.
"""

import numpy as np

from segue.base.arrays import Float64, Rows
from segue.factors.snapshot import Snapshot
from segue.recommend.kinds import Kinds, kinds_of

POOL = 3000
"""The most popular songs, of which the best known of each artist may be shown."""
CANDIDATES = 500
SKIP_WEIGHT = 0.5
"""What a skipped song says against a kind, to what a chosen one says for it: it may just not be known."""
OPEN_SHARE = 0.2
"""The weight all kinds keep whatever was chosen: most listeners are of more than one."""
_DIGITS = 12


def next_choices(
    snapshot: Snapshot, chosen: Rows, skipped: Rows, limit: int, *, by_artist: bool = False
) -> Rows:
    """What to show next: int32 (≤ limit,), the most telling song first, of equals the more popular.

    One song per artist and work, its best known, and none by an artist or of a work already shown. Fewer than
    ``limit`` where the most popular songs have no more artists.

    Args:
        snapshot: one release.
        chosen: int32, songs picked so far, in any order.
        skipped: int32, songs shown and not picked.
        limit: songs wanted, at least 0.
        by_artist: whether a song stands for all songs of its artist: who picks it knows any of them.
    """
    asked = np.concatenate([chosen, skipped]).astype(np.int32)
    candidates = _candidates(snapshot, asked)
    if by_artist:
        known = _by_artist(snapshot, np.concatenate([candidates, asked]))
    else:
        known = kinds_of(snapshot, np.concatenate([candidates, asked]))
    shares, answered = np.split(known.shares, [len(candidates)])
    posterior = _posterior(known.prior, answered[: len(chosen)], answered[len(chosen) :])
    return candidates[_page(shares, posterior, min(limit, len(candidates)))]


def _candidates(snapshot: Snapshot, asked: Rows) -> Rows:
    """The best-known song of each artist, no work or artist asked about or twice, most popular first."""
    pool = snapshot.popular[:POOL]
    for numbers in (snapshot.work_rows, snapshot.artist_rows):
        pool = pool[~np.isin(numbers[pool], numbers[asked])]
        _, first = np.unique(numbers[pool], return_index=True)
        pool = pool[np.sort(first)]
    return pool[:CANDIDATES]


def _by_artist(snapshot: Snapshot, rows: Rows) -> Kinds:
    """The shares that know any of an artist's popular songs, as if they knew each independently."""
    pool = snapshot.popular[:POOL]
    pool = pool[np.isin(snapshot.artist_rows[pool], snapshot.artist_rows[rows])]
    every = np.union1d(pool, rows)
    every = every[np.argsort(snapshot.artist_rows[every], kind="stable")].astype(np.int32)
    songs = kinds_of(snapshot, every)
    artists, first = np.unique(snapshot.artist_rows[every], return_index=True)
    unknown = np.exp(np.add.reduceat(np.log1p(-songs.shares), first, axis=0)) if len(every) else songs.shares
    places = np.searchsorted(artists, snapshot.artist_rows[rows])
    return Kinds(songs.prior, 1 - unknown[places])


def _posterior(prior: Float64, chosen: Float64, skipped: Float64) -> Float64:
    """How likely each kind is after the answers: float64 (C,), sum 1."""
    log = np.log(np.maximum(prior, np.finfo(np.float64).tiny))
    log = log + np.log(chosen).sum(axis=0) + SKIP_WEIGHT * np.log1p(-skipped).sum(axis=0)
    likely = np.exp(log - log.max())
    posterior: Float64 = (1 - OPEN_SHARE) * likely / likely.sum() + OPEN_SHARE * prior
    return posterior


def _page(shares: Float64, posterior: Float64, limit: int) -> list[int]:
    """Places of ``limit`` songs, chosen one after another by what they tell."""
    uncertainty = _entropy(shares)
    unpicked = posterior
    chosen: list[int] = []
    for _ in range(limit):
        gain = _entropy(shares @ unpicked) - uncertainty @ unpicked
        gain[chosen] = -np.inf
        best = int(np.round(gain, _DIGITS).argmax())
        chosen.append(best)
        unpicked = unpicked * (1 - shares[best])
        unpicked = unpicked / unpicked.sum()
    return chosen


def _entropy(shares: Float64) -> Float64:
    """h(p) in nats, of each of some probabilities above 0 and below 1."""
    return -shares * np.log(shares) - (1 - shares) * np.log1p(-shares)
