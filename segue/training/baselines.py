"""What every model has to beat: the popular, the neighbours of what is known, and chance."""

from segue.factors.interactions import Interactions
from segue.releases.summaries import POPULARITY
from segue.training.neighbours import NeighbourRanker
from segue.training.rankers import PopularityRanker, RandomRanker, Ranker

NEIGHBOURS = "item-kNN"
RANDOM = "random"


def baselines(pairs: Interactions, seed: int) -> dict[str, Ranker]:
    """The three of them, by the name the tables show, over the songs of a training's pairs."""
    return {
        POPULARITY: PopularityRanker(pairs.song_counts),
        NEIGHBOURS: NeighbourRanker(pairs),
        RANDOM: RandomRanker(pairs.n_songs, seed),
    }
