"""One picture of a report."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """A drawing with the words that go with it.

    Attributes:
        name: of its file, without folder and ending: ``report-systems``.
        title: what it shows, as drawn above it.
        caption: how to read it, a sentence or two.
        png: the file.
    """

    name: str
    title: str
    caption: str
    png: bytes

    @property
    def file_name(self) -> str:
        """Where it lies beside the page."""
        return f"{self.name}.png"
