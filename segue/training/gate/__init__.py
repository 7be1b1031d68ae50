"""The gate between a candidate and the release in service: may it take its place?"""

from segue.training.gate.contender import Contender
from segue.training.gate.verdict import judge

__all__ = ["Contender", "judge"]
