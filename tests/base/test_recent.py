from segue.base.recent import Recent


def test_what_was_kept_is_found_and_replaced() -> None:
    recent = Recent[str, int](100)
    assert recent.get("a") is None
    recent.keep("a", 1, 60)
    recent.keep("a", 2, 60)
    assert (recent.get("a"), len(recent)) == (2, 1)


def test_what_nobody_asked_for_longest_goes_first() -> None:
    recent = Recent[str, int](100)
    for name in "abc":
        recent.keep(name, ord(name), 30)
    recent.get("a")
    recent.keep("d", 0, 30)
    assert [recent.get(name) for name in "abcd"] == [97, None, 99, 0]
    recent.keep("e", 1, 90)
    assert [name for name in "abcde" if recent.get(name) is not None] == ["e"]


def test_what_is_too_large_for_all_is_not_kept() -> None:
    recent = Recent[str, int](100)
    recent.keep("a", 1, 50)
    recent.keep("b", 2, 50)
    recent.keep("a", 1, 101)
    assert [recent.get(name) for name in "ab"] == [None, 2]
    recent.keep("c", 3, 50)
    assert [recent.get(name) for name in "bc"] == [2, 3]


def test_what_is_dropped_makes_room() -> None:
    recent = Recent[str, int](100)
    recent.keep("a", 1, 60)
    recent.keep("b", 2, 40)
    recent.drop("a")
    recent.drop("nobody")
    recent.keep("c", 3, 60)
    assert [recent.get(name) for name in "abc"] == [None, 2, 3]
