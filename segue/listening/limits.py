"""How much of a stranger's file is taken in."""

from dataclasses import dataclass

GIBIBYTE = 1 << 30
MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Bounds on reading a listening log.

    Attributes:
        bad_share: share of unusable rows (0 … 1) above which the log is refused.
        rows: most rows read.
        unpacked_bytes: largest unpacked size of a compressed file.
        unpacked_ratio: largest ratio of unpacked to packed size, once ``ratio_free_bytes`` are unpacked.
        ratio_free_bytes: unpacked size below which the ratio does not matter.
        line_bytes: longest line of a text file; longer ones are unusable rows.
        columns: most columns of a table.
        block_bytes: text taken at once; changes memory and speed, never what is read.
        batch_rows: rows of a Parquet file taken at once; likewise.
        minimum_listeners: fewest listeners a log may have.
        minimum_songs: fewest songs a log may have.
    """

    bad_share: float = 0.2
    rows: int = 1_000_000_000
    unpacked_bytes: int = 64 * GIBIBYTE
    unpacked_ratio: float = 200.0
    ratio_free_bytes: int = 16 * MEBIBYTE
    line_bytes: int = MEBIBYTE
    columns: int = 500
    block_bytes: int = 4 * MEBIBYTE
    batch_rows: int = 1 << 17
    minimum_listeners: int = 2
    minimum_songs: int = 2
