from typing import get_args

import pytest
from pydantic import BaseModel

from segue.accounts.export import NOT_HERE, PARTS, Part
from segue.web.schemas.me import Export


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_a_part_of_an_export_is_described_with_every_column(part: Part) -> None:
    annotation = Export.model_fields[part.name].annotation
    described = next(each for each in (annotation, *get_args(annotation)) if isinstance(each, type))
    assert issubclass(described, BaseModel)
    assert list(described.model_fields) == [column.name for column in part.columns]


def test_nothing_is_described_that_an_export_does_not_hold() -> None:
    assert list(Export.model_fields) == [
        "format",
        "exported_at",
        *(part.name for part in PARTS),
        "not_here",
    ]
    assert NOT_HERE
