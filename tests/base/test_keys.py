"""A key that stands anywhere in this tree signs nothing in production."""

import re
from pathlib import Path

import pytest

from segue.base.keys import MINIMUM_BYTES, PUBLISHED_SECRETS, check_keys, derived

ROOT = Path(__file__).parents[2]
SOUND = "".join(f"{number:02x}" for number in range(MINIMUM_BYTES))
TEXTS = {".py", ".md", ".toml", ".sh", ".yml", ".yaml", ".env", ".service", ".timer", ".conf", ".html", ".js"}
QUOTED = r"""[\w"']*(?i:secret)[\w"'\]]*(?:\s*:[^=\n]{1,40}=|\s*[=:])\s*(?:\w+\()?["']([^"'\n]{32,})["']"""
BARE = r"(?i:api_secret_key)\s*[=:]\s*([^\s\"'()]{32,})"
GIVEN = re.compile(f"{QUOTED}|{BARE}")


def values(text: str) -> list[str]:
    found = [quoted or bare for quoted, bare in GIVEN.findall(text)]
    return [text for text in found if "://" not in text]  # addresses are secrets too, and no keys


def published() -> dict[str, str]:
    """What stands behind the name of a secret anywhere in docs, examples, tests and code, with its file."""
    found: dict[str, str] = {}
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if path.suffix in TEXTS and not any(part.startswith(".") or part == "artifacts" for part in parts):
            found |= dict.fromkeys(values(path.read_text()), "/".join(parts))
    return found


def test_every_value_this_tree_gives_a_secret_is_refused() -> None:
    found = published()
    assert found
    taken = {text: file for text, file in found.items() if text not in PUBLISHED_SECRETS}
    assert not taken


@pytest.mark.parametrize(
    "line",
    [
        'SECRET = "{}"',
        "export API_SECRET_KEY={}",
        'env = {{"API_SECRET_KEY": "{}"}}',
        "SECRET_OF_TESTS: Final[str] = '{}'",
        'api_secret_key=SecretStr("{}")',
        "  api_secret_key: {}",
    ],
)
def test_a_value_is_found_however_it_is_written(line: str) -> None:
    assert values(line.format(SOUND)) == [SOUND]


@pytest.mark.parametrize("weak", ["x" * 31, "x" * 64, "é" * 40, *sorted(PUBLISHED_SECRETS)])
def test_neither_key_may_be_one_that_others_know(weak: str) -> None:
    check_keys(SOUND, "")
    with pytest.raises(ValueError, match=r"^API_SECRET_KEY is ") as refused:
        check_keys(weak, "")
    assert weak not in str(refused.value)
    with pytest.raises(ValueError, match=r"^API_SECRET_KEY_PREVIOUS is ") as refused:
        check_keys(SOUND, weak)
    assert weak not in str(refused.value)


def test_derived_keys_differ_by_secret_and_by_end() -> None:
    keys = {derived(secret, label) for secret in ("one", "two") for label in (b"cursors", b"attempts")}
    assert len(keys) == 4
    assert {len(key) for key in keys} == {32}
