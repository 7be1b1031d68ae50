"""Opening the fold-in a release holds."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from segue.base.arrays import AnyArray
from segue.factors.fold_in.blend import BlendFoldIn, BlendPart, columns
from segue.factors.fold_in.form import FoldIn
from segue.factors.fold_in.linear import LinearFoldIn
from segue.factors.fold_in.ridge import RidgeFoldIn


def open_fold_in(described: Mapping[str, Any], arrays: Mapping[str, AnyArray]) -> FoldIn:
    """Open what ``describe()`` and ``arrays()`` gave.

    Raises ``ValueError`` for a kind this version does not know, ``KeyError`` for a missing array.
    """
    kind, settings = described["kind"], described["settings"]
    if kind == "ridge":
        return RidgeFoldIn(
            arrays["item_vectors"],
            np.asarray(arrays["fold_in.gram"], np.float64),
            float(settings["unobserved_weight"]),
            float(settings["regularization"]),
            bool(settings["bias"]),
            bool(settings.get("named_is_no_zero", False)),  # releases of before it stand without
        )
    if kind == "linear":
        return LinearFoldIn(arrays["query_vectors"])
    if kind == "blend":
        return _open_blend(settings["parts"], arrays)
    raise ValueError(f"fold-in of kind {kind!r} is not known to this version of Segue")


def _open_blend(parts: list[Mapping[str, Any]], arrays: Mapping[str, AnyArray]) -> BlendFoldIn:
    opened = []
    spans = columns(int(part["dimensions"]) for part in parts)
    for number, (part, span) in enumerate(zip(parts, spans, strict=True)):
        prefix = f"blend.{number}."
        own = {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
        own["item_vectors"] = arrays["item_vectors"][:, span]
        fold_in = open_fold_in(part["fold_in"], own)
        opened.append(BlendPart(fold_in, span.stop - span.start, float(part["scale"]), float(part["share"])))
    return BlendFoldIn(tuple(opened))
