"""The report of a release: a page, and its pictures as files of their own."""

from collections.abc import Callable, Iterator
from functools import partial

from segue.base.progress import SILENT, Progress
from segue.releases.names import REPORT_FILE
from segue.training.report.exposure import draw_exposure
from segue.training.report.groups import draw_activity, draw_popularity_bands
from segue.training.report.itemmap import FEWEST_SONGS, draw_map
from segue.training.report.learning import draw_learning
from segue.training.report.levels import levels_of
from segue.training.report.material import Material
from segue.training.report.newcomers import draw_newcomers
from segue.training.report.page import render_page
from segue.training.report.picture import Picture
from segue.training.report.systems import draw_systems
from segue.training.scores import Evaluation

_Draw = Callable[[], Picture]


def make_report(material: Material, progress: Progress = SILENT) -> dict[str, bytes]:
    """The files of a report by name: ``report.html`` and a PNG for each picture there is something to draw.

    The page holds the pictures too, and for each that is missing it says why. The same material gives the
    same bytes on one machine.
    """
    planned = list(_plan(material))
    drawings = [item for item in planned if not isinstance(item, str)]
    with progress.task("drawing the report", total=len(drawings)) as task:
        pictures = []
        for draw in drawings:
            pictures.append(draw())
            task.advance()
    page = render_page(material, pictures, [item for item in planned if isinstance(item, str)])
    return {REPORT_FILE: page} | {picture.file_name: picture.png for picture in pictures}


def _plan(material: Material) -> Iterator[_Draw | str]:
    """What to draw, in the order of the page, or a sentence saying why not."""
    if material.evaluation is None:
        yield "Nothing was held out, so no picture says how well it ranks."
    else:
        yield from _plan_measured(material.evaluation)
    if len(material.songs) < FEWEST_SONGS:
        yield f"Fewer than {FEWEST_SONGS} songs make no map."
    else:
        yield partial(draw_map, material)


def _plan_measured(evaluation: Evaluation) -> Iterator[_Draw | str]:
    yield partial(draw_systems, evaluation)
    for name, draw in (
        ("known songs", draw_newcomers),
        ("popularity band", draw_popularity_bands),
        ("listener activity", draw_activity),
    ):
        levels = levels_of(evaluation, name)
        yield partial(draw, evaluation, levels) if levels else f"Quality by {name} was not measured."
    yield partial(draw_exposure, evaluation)
    if len(evaluation.learning_curve) < 2:
        yield "No learning curve was measured."
    else:
        yield partial(draw_learning, evaluation)
