"""Passwords that are guessed first: the most common ones, and names with little beside them.

Long passwords that nobody uses are asked for, no mixture of characters (NIST SP 800-63B, section 3.1.1.2).
"""

import runpy
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from segue.accounts.usernames import username_key

SERVICE = "segue"
"""What this is called: the word people put into passwords for it."""
LITTLE = 5
"""Characters beside a name that do not make a password of it, such as a year and a sign."""


@cache
def common_passwords() -> frozenset[str]:
    """The 30 000 passwords leaked most often, in lower case, from the word lists of zxcvbn.

    The file is run by itself: importing the package would make its tables for estimating strength, which take
    three times the memory (``docs/accounts/sessions.md``). It is read once, when first asked for.
    """
    package = find_spec("zxcvbn")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("zxcvbn is not installed: pip install -r requirements.txt")
    lists = runpy.run_path(str(Path(package.origin).with_name("frequency_lists.py")))["FREQUENCY_LISTS"]
    return frozenset(lists["passwords"])


def is_common(password: str) -> bool:
    """Whether many have this password, blind to case and Unicode form."""
    return username_key(password) in common_passwords()


def is_little_more(password: str, name: str) -> bool:
    """Whether a password is a name, once or repeated, and at most :data:`LITTLE` characters beside it.

    Blind to case and Unicode form. An empty name is no part of any password.
    """
    text, word = username_key(password), username_key(name)
    return bool(word) and word in text and len(text.replace(word, "")) <= LITTLE
