"""Measuring a recipe: its model against the baselines, the other trainers, and itself learned from less."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import numpy as np

from segue.base.arrays import Float32
from segue.base.ids import IdMap
from segue.base.progress import SILENT, Progress
from segue.factors.content import Content
from segue.factors.interactions import Interactions
from segue.factors.space import ItemSpace
from segue.factors.trainer import TrainerConfig
from segue.listening.splits import Holdout
from segue.releases.summaries import HEADLINE
from segue.training.baselines import baselines
from segue.training.evaluation import HeldOut, evaluate, listener_values
from segue.training.few_signals import with_few_signals
from segue.training.fitting import Fitted
from segue.training.measures import SongFacts, summarised
from segue.training.rankers import Ranker, SpaceRanker
from segue.training.scores import Evaluation, LearningPoint
from segue.training.trainers import make_trainer

LEARNING_SHARES: Final = (0.125, 0.25, 0.5)
"""Shares of the listeners that the learning curve learns from, beside all of them."""
CURVE_LISTENERS: Final = 2000


@dataclass(frozen=True)
class Measures:
    """What is measured beside the model and its baselines.

    Attributes:
        detail: the breakdowns, and the learning curve.
        compared: trainers to fit on the same data and put side by side.
        others: further systems, such as the live release: name → what makes a ranker over given songs.
    """

    detail: bool = True
    compared: Sequence[TrainerConfig] = ()
    others: Mapping[str, Callable[[IdMap], Ranker]] = field(default_factory=dict)


def measure(
    fitted: Fitted,
    holdout: Holdout,
    config: TrainerConfig,
    weights: Float32 | None,
    measures: Measures,
    *,
    seed: int,
    progress: Progress = SILENT,
) -> Evaluation:
    """Score a model on a holdout it has not seen, over the songs it knows.

    Args:
        fitted: of ``config`` on ``holdout.train``, blended by ``weights``.
        holdout: of the log.
        config: the trainer's settings.
        weights: of few signals, as :func:`segue.training.fitting.few_signal_weights` gives them.
        measures: what else to measure.
        seed: of every random draw.
        progress: where to show how far it is.

    Compared trainers are not blended: what is popular among similar listeners helps each of them alike.
    Raises :class:`DataError` when no listener has anything to find.
    """
    held_out = HeldOut.known_to(holdout, fitted.new_rows, len(fitted.songs))
    facts = SongFacts.of(fitted.pairs, fitted.content.artist_rows, fitted.model.space.personal.item_vectors)
    systems: dict[str, Ranker] = {fitted.name: SpaceRanker(fitted.model.space)}
    for other in measures.compared:
        trainer = make_trainer(other)
        systems[trainer.name] = SpaceRanker(trainer.fit(fitted.pairs, fitted.content, progress).space)
    systems |= {name: ranker(fitted.songs.ids) for name, ranker in measures.others.items()}
    systems |= baselines(fitted.pairs, seed)
    evaluation = evaluate(
        fitted.name, systems, held_out, facts, seed=seed, detail=measures.detail, progress=progress
    )
    if not measures.detail:
        return evaluation
    recipe = partial(_learned, content=fitted.content, config=config, weights=weights, seed=seed)
    curve = _learning_curve(fitted, held_out.evaluated(CURVE_LISTENERS), recipe, seed, progress)
    return evaluation.model_copy(update={"learning_curve": curve})


def _learning_curve(
    fitted: Fitted,
    asked: HeldOut,
    recipe: Callable[[Interactions], ItemSpace],
    seed: int,
    progress: Progress,
) -> list[LearningPoint]:
    """The same recipe learned from drawn shares of the listeners, each among the next, up to all."""
    order = np.random.default_rng(seed).permutation(fitted.pairs.n_users).astype(np.int32)
    points = []
    with progress.task("learning curve", total=len(LEARNING_SHARES) + 1) as task:
        for share in (*LEARNING_SHARES, 1.0):
            pairs = fitted.pairs.take(np.sort(order[: max(1, round(share * len(order)))]))
            space = fitted.model.space if share == 1 else recipe(pairs)
            values = listener_values(SpaceRanker(space), asked.history, asked.truth, (HEADLINE,))
            score = summarised({share: values[HEADLINE]}, seed)[share]
            points.append(LearningPoint(share=share, pairs=len(pairs), score=score))
            task.advance()
    return points


def _learned(
    pairs: Interactions, *, content: Content, config: TrainerConfig, weights: Float32 | None, seed: int
) -> ItemSpace:
    space = make_trainer(config).fit(pairs, content, SILENT).space
    return with_few_signals(space, pairs, weights, seed=seed)
