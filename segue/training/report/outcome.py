"""What to do with a release, said in a line."""

from dataclasses import dataclass
from typing import Literal

from segue.releases.manifest import ManifestDraft
from segue.training.scores import Evaluation

State = Literal["passed", "refused", "open"]


@dataclass(frozen=True)
class Outcome:
    """The line a person reads first.

    Attributes:
        state: what the gate said; ``open`` where it said nothing.
        verdict: a few words.
        advice: what follows from it, a sentence or two.
    """

    state: State
    verdict: str
    advice: str


def outcome_of(manifest: ManifestDraft, evaluation: Evaluation | None) -> Outcome:
    """What the gate said, and where it said nothing, what there is to go by."""
    gate = manifest.gate
    if gate is None:
        if evaluation is None:
            return Outcome(
                "open", "Not judged", "Nothing was measured: look at the neighbours and the map below."
            )
        return Outcome("open", "Not judged", "No gate has looked at it: decide by the figures below.")
    if gate.failed:
        named = ", ".join(check.name for check in gate.failed)
        return Outcome(
            "refused", f"Refused: {named}", "It does not become current unless somebody forces it."
        )
    if gate.against is None:
        return Outcome("passed", "Passed", "There was no release in service to compare it with.")
    return Outcome("passed", "Passed", f"Nothing speaks against putting it in the place of {gate.against}.")
