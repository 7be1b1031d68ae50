"""The words of the options are those of the code behind them."""

from dataclasses import fields

from segue.cli.options import COLUMNS, FORMATS, TRAINERS
from segue.listening.formats.columns import ColumnMap
from segue.listening.formats.format import LogFormat
from segue.training.trainers import CONFIGS


def test_every_column_a_log_may_have_can_be_named() -> None:
    assert list(COLUMNS) == [field.name for field in fields(ColumnMap)]


def test_every_format_and_every_trainer_can_be_chosen() -> None:
    assert set(FORMATS) == set(LogFormat)
    assert set(TRAINERS) == set(CONFIGS)
