import pytest

from segue.base.errors import DataError
from segue.base.settings import Settings, read_settings
from segue.base.words import words_of


def test_quotes_hold_words_together_and_nothing_else_means_anything() -> None:
    assert words_of("") == ()
    assert words_of("--data 'a b.csv'  --data db $(x) *.csv #1 >y") == (
        *("--data", "a b.csv", "--data", "db", "$(x)", "*.csv", "#1", ">y"),
    )


@pytest.mark.parametrize("line", ["--data 'a", 'a "', "a\\", "a\0b"])
def test_what_can_not_be_read_refuses_to_start_without_being_repeated(line: str) -> None:
    with pytest.raises(ValueError, match=r"[Qq]uot|escap|NUL"):
        words_of(line)
    if "\0" not in line:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SEGUE_MODE", "development")
            patch.setenv("RETRAIN_ARGUMENTS", "hunter2 " + line)
            with pytest.raises(DataError, match="RETRAIN_ARGUMENTS") as refused:
                read_settings(Settings)
            assert "hunter2" not in str(refused.value)
