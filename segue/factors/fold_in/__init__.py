"""Fold-in: from the songs a listener named to the listener's point in item space.

Every form sums what the songs bring, so a vector, and with it a score, splits exactly into their shares.
"""

from segue.factors.fold_in.blend import BlendFoldIn, BlendPart
from segue.factors.fold_in.form import FoldIn
from segue.factors.fold_in.linear import LinearFoldIn
from segue.factors.fold_in.opening import open_fold_in
from segue.factors.fold_in.ridge import RidgeFoldIn

__all__ = ["BlendFoldIn", "BlendPart", "FoldIn", "LinearFoldIn", "RidgeFoldIn", "open_fold_in"]
