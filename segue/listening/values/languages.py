"""Columns as languages: a code or a name, in lower case."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from segue.listening.values.coded import flags
from segue.listening.values.texts import Fault, Texts, read_labels

LONGEST = 64
"""Characters of a language; more are no language."""

_NONE = r"\A(?:nan|null|none|\\n|n/a|<na>|unknown|und|zxx|mul|mis)\z"
"""A missing value, and what ISO 639 writes for no language or no single one."""

_REGIONAL = r"\A([a-z]{2,3})[-_][a-z0-9]{2,8}\z"
"""A code with its region or script (BCP 47): en-GB is English."""


def read_languages(column: pa.Array) -> Texts:
    """The language of each row: ``EN-gb`` and ``en`` both read as ``en``, ``English`` as ``english``."""
    texts = read_labels(column)
    values = pc.replace_substring_regex(pc.utf8_lower(texts.values), _REGIONAL, r"\1")
    absent = flags(pc.match_substring_regex(values, _NONE))
    lengths = np.asarray(pc.utf8_length(values))
    faults = np.where((texts.faults == Fault.NONE) & (lengths > LONGEST), Fault.TOO_LONG, texts.faults)
    faults = np.where(absent, Fault.EMPTY, faults).astype(np.uint8)
    return Texts(texts.codes, pc.if_else(pa.array(absent), pa.scalar("", values.type), values), faults)
