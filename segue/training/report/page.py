"""The page: everything in one file that needs no network and runs no script."""

from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from segue.base.source import source_rows
from segue.training.report import facts
from segue.training.report.figures import metric_label
from segue.training.report.itemmap import MAP
from segue.training.report.keyfigures import key_figures
from segue.training.report.material import Material
from segue.training.report.neighbours import neighbourhoods
from segue.training.report.outcome import outcome_of
from segue.training.report.picture import Picture
from segue.training.report.standings import standings
from segue.training.report.trials import tuning_of

_TEMPLATE = "page.html.jinja"


def render_page(material: Material, pictures: Sequence[Picture], missing: Sequence[str]) -> bytes:
    """The page as UTF-8; every title, name and reason in it is escaped.

    Args:
        material: what the tables are made from.
        pictures: shown in this order, the map beside the neighbours.
        missing: a sentence for each picture there was nothing to draw from.
    """
    manifest, evaluation = material.manifest, material.evaluation
    folder = FileSystemLoader(Path(__file__).parent)
    environment = Environment(
        loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["data_uri"] = _data_uri
    text = environment.get_template(_TEMPLATE).render(
        manifest=manifest,
        outcome=outcome_of(manifest, evaluation),
        figures=key_figures(material),
        headline="" if evaluation is None else metric_label(evaluation.headline),
        standings=() if evaluation is None else standings(evaluation),
        pictures=[picture for picture in pictures if picture.name != MAP],
        maps=[picture for picture in pictures if picture.name == MAP],
        missing=missing,
        neighbourhoods=neighbourhoods(material),
        extent=source_rows,
        data_facts=facts.data_facts(manifest.data.report),
        dropped=facts.dropped_rows(manifest.data.report),
        notes=facts.notes_of(manifest),
        tuning=None if material.study is None else tuning_of(material.study),
        making=facts.making_facts(manifest),
        protocol=() if evaluation is None else facts.protocol_facts(evaluation.protocol),
    )
    return text.encode("utf-8", "replace")


def _data_uri(picture: Picture) -> str:
    return f"data:image/png;base64,{b64encode(picture.png).decode()}"
