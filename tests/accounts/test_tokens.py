import base64
import hashlib
import hmac
import json
import logging
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.accounts.tokens import ACCESS, INVITATION, REFRESH, Claims, Purpose, SessionId, Tokens
from segue.base.errors import DataError, Unauthorized
from segue.base.ids import AccountId

SECRET = "a secret for tests, of 32 bytes or more"
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR = NOON + timedelta(hours=1)
SESSION = SessionId("c2Vzc2lvbiBvZiBhbmEh-_")
CLAIMS = Claims(AccountId(7), 3, SESSION)
VALID = {
    "iss": "segue",
    "aud": "segue-api",
    "type": "access",
    "jti": "dG9rZW4gb25lIG9mIG1hbn",
    "sid": SESSION,
    "sub": "7",
    "ver": 3,
    "iat": int(NOON.timestamp()),
    "exp": int(NOON.timestamp()) + 3600,
}
HEADER = {"alg": "HS256", "typ": "JWT"}


def tokens(*secrets: str, now: datetime = NOON, purpose: Purpose = ACCESS) -> Tokens:
    return Tokens(secrets or (SECRET,), clock=lambda: now, purpose=purpose)


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


def forged(
    claims: object = VALID, header: object = HEADER, secret: str = SECRET, digest: str = "sha256"
) -> str:
    """A token made by hand, so that nothing of the library's stands between the test and the rule."""
    body = ".".join(encoded(json.dumps(part).encode()) for part in (header, claims))
    return f"{body}.{encoded(hmac.digest(secret.encode(), body.encode(), digest))}"


def payload_of(token: str) -> dict[str, object]:
    payload: dict[str, object] = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    return payload


def without(name: str) -> dict[str, object]:
    return {key: value for key, value in VALID.items() if key != name}


def test_a_token_says_whose_it_is() -> None:
    token = tokens().sign(CLAIMS, until=HOUR)
    assert tokens().verify(token) == CLAIMS
    assert tokens().verify(forged()) == CLAIMS


def test_a_token_says_no_more_than_its_purpose_asks_for() -> None:
    said = Claims(AccountId(7), 3, SESSION, 2)
    for purpose, kept in [
        (ACCESS, CLAIMS),
        (REFRESH, said),
        (INVITATION, Claims(AccountId(7), 3)),
    ]:
        signing = tokens(purpose=purpose)
        assert signing.verify(signing.sign(said, until=HOUR)) == kept


def test_no_two_tokens_are_equal() -> None:
    made = [tokens().sign(CLAIMS, until=HOUR) for _ in range(100)]
    assert len({payload_of(token)["jti"] for token in made}) == 100


def test_a_token_lives_until_it_was_said_to_end() -> None:
    token = tokens().sign(CLAIMS, until=NOON + timedelta(hours=2, microseconds=999_999))
    assert tokens(now=NOON + timedelta(hours=2, seconds=-1)).verify(token)
    with pytest.raises(Unauthorized):
        tokens(now=NOON + timedelta(hours=2)).verify(token)


PURPOSES = [
    ACCESS,
    REFRESH,
    INVITATION,
    Purpose(ACCESS.audience, REFRESH.type),
    Purpose(REFRESH.audience, ACCESS.type),
    Purpose(INVITATION.audience, ACCESS.type, of_session=False),
]


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_token_is_of_no_use_for_another_purpose(purpose: Purpose) -> None:
    token = tokens(purpose=purpose).sign(Claims(AccountId(7), 3, SESSION, 2), until=HOUR)
    assert tokens(purpose=purpose).verify(token)
    for other in PURPOSES:
        if other != purpose:
            with pytest.raises(Unauthorized):
                tokens(purpose=other).verify(token)


def test_a_new_key_signs_while_the_old_one_still_verifies() -> None:
    old, new = SECRET, SECRET[::-1]
    token = tokens(old).sign(CLAIMS, until=HOUR)
    assert tokens(new, old).verify(token)
    with pytest.raises(Unauthorized):
        tokens(new).verify(token)
    with pytest.raises(Unauthorized):
        tokens(old).verify(tokens(new, old).sign(CLAIMS, until=HOUR))


@pytest.mark.parametrize("name", sorted(VALID))
def test_every_claim_is_required(name: str) -> None:
    with pytest.raises(Unauthorized):
        tokens().verify(forged(without(name)))


@pytest.mark.parametrize("name", sorted(VALID))
@pytest.mark.parametrize("value", [None, True, "x", 1e300, float("inf"), [], {}])
def test_every_claim_is_of_its_kind(name: str, value: object) -> None:
    with pytest.raises(Unauthorized):
        tokens().verify(forged(VALID | {name: value}))


@pytest.mark.parametrize("subject", ["", "-1", "1.0", "\u0667", "0x7", "9" * 19, "9" * 400, " 7"])
def test_a_subject_is_the_number_of_an_account(subject: str) -> None:
    with pytest.raises(Unauthorized):
        tokens().verify(forged(VALID | {"sub": subject}))


def test_a_token_that_is_known_is_asked_for_its_time_all_the_same() -> None:
    moment = [NOON]
    verifier = Tokens((SECRET,), clock=lambda: moment[0])
    token = verifier.sign(CLAIMS, until=HOUR)
    for _ in range(2):
        assert verifier.verify(token) == CLAIMS
    for wrong in (HOUR, NOON - timedelta(minutes=2)):
        moment[0] = wrong
        with pytest.raises(Unauthorized):
            verifier.verify(token)
    moment[0] = HOUR - timedelta(seconds=1)
    assert verifier.verify(token) == CLAIMS


def test_only_good_tokens_are_remembered_and_only_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segue.accounts.tokens.MOST_REMEMBERED", 3)
    verifier = tokens()
    good = [verifier.sign(CLAIMS, until=HOUR) for _ in range(5)]
    for token in [*good, *good]:
        assert verifier.verify(token) == CLAIMS
        for wrong in (token[:-2], f"{token}x", token[1:]):
            with pytest.raises(Unauthorized):
                verifier.verify(wrong)
    assert len(verifier._known) == 3
    assert not any(token in str(verifier.__dict__) for token in good)


def test_clocks_may_differ_by_a_minute() -> None:
    now = VALID["iat"]
    assert isinstance(now, int)
    assert tokens().verify(forged(VALID | {"iat": now + 60, "nbf": now + 60}))
    for name in ("iat", "nbf"):
        with pytest.raises(Unauthorized):
            tokens().verify(forged(VALID | {name: now + 61}))


@pytest.mark.parametrize("version", [-1, 2**63, 2**70])
def test_a_version_no_account_can_have_is_refused(version: int) -> None:
    with pytest.raises(Unauthorized):
        tokens().verify(forged(VALID | {"ver": version}))


@pytest.mark.parametrize("generation", [-1, 2**63, None, "1", 1.0, True])
def test_a_generation_no_session_can_have_is_refused(generation: object) -> None:
    claims = VALID | {"aud": REFRESH.audience, "type": REFRESH.type}
    assert tokens(purpose=REFRESH).verify(forged(claims | {"gen": 4})).generation == 4
    with pytest.raises(Unauthorized):
        tokens(purpose=REFRESH).verify(forged(claims | {"gen": generation}))


@pytest.mark.parametrize("name", ["jti", "sid"])
@pytest.mark.parametrize("value", ["", "x" * 21, "x" * 23, "x" * 21 + "!", "é" * 22, "x" * 21 + "\n"])
def test_a_random_id_is_of_one_shape(name: str, value: str) -> None:
    with pytest.raises(Unauthorized):
        tokens().verify(forged(VALID | {name: value}))


def test_another_audience_beside_ours_is_not_ours() -> None:
    with pytest.raises(Unauthorized):
        tokens().verify(forged(VALID | {"aud": ["segue-api", "elsewhere"]}))


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "JWT"},
        HEADER | {"alg": "none"},
        HEADER | {"alg": "hs256"},
        HEADER | {"alg": ["HS256"]},
        HEADER | {"crit": ["exp"]},
        HEADER | {"crit": []},
        [],
        "HS256",
        None,
    ],
)
def test_a_header_of_another_kind_is_refused(header: object) -> None:
    with pytest.raises(Unauthorized):
        tokens().verify(forged(header=header))


@pytest.mark.parametrize(("algorithm", "digest"), [("HS384", "sha384"), ("HS512", "sha512")])
def test_another_algorithm_is_refused_even_if_its_signature_holds(algorithm: str, digest: str) -> None:
    with pytest.raises(Unauthorized):
        tokens().verify(forged(header=HEADER | {"alg": algorithm}, digest=digest))


@pytest.mark.parametrize("name", ["kid", "jku", "jwk", "x5u", "x5c"])
def test_a_header_that_offers_a_key_changes_nothing(name: str) -> None:
    offered = {"kty": "oct", "k": encoded(b"attacker")}
    assert tokens().verify(forged(header=HEADER | {name: offered})) == CLAIMS
    with pytest.raises(Unauthorized):
        tokens().verify(forged(header=HEADER | {name: offered}, secret="attacker"))


@pytest.mark.parametrize("secret", ["", "another secret of 32 bytes or even more", SECRET + " "])
def test_another_key_is_refused(secret: str) -> None:
    with pytest.raises(Unauthorized):
        tokens().verify(forged(secret=secret))


def test_no_changed_character_passes() -> None:
    token = tokens().sign(CLAIMS, until=HOUR)
    body_end = token.rindex(".")
    for at in range(body_end):
        changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        with pytest.raises(Unauthorized):
            tokens().verify(changed)


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "a.b",
        "a.b.c",
        "a.b.c.d.e",
        "é.b.c",
        "\ud800.b.c",
        "\0",
        f"{encoded(b'[' * 2800)}.b.c",
        f"{encoded(b'[' * 900)}.{encoded(b'{' * 900)}.c",
        "x" * 4097,
        forged() + "." + "x",
        forged() + "=",
        forged() + "\n",
        " " + forged(),
        forged(claims=[VALID]),
        forged(claims=None),
        forged(claims="x"),
        forged(claims=VALID | {"padding": "x" * 4096}),
    ],
)
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(Unauthorized):
        tokens().verify(token)


@given(st.text(max_size=200) | st.builds(".".join, st.lists(st.text("aeyJ_-0Z", max_size=9), max_size=5)))
def test_no_text_at_all_breaks_the_verifier(token: str) -> None:
    with pytest.raises(Unauthorized):
        tokens().verify(token)


def test_every_refusal_reads_the_same_and_only_the_log_says_why(caplog: pytest.LogCaptureFixture) -> None:
    late = tokens(now=NOON + timedelta(days=1))
    token = forged()
    seen = set()
    with caplog.at_level(logging.INFO):
        for verifier, text in [(late, token), (tokens(), "x"), (tokens(), forged(secret="other"))]:
            with pytest.raises(Unauthorized) as refusal:
                verifier.verify(text)
            seen.add((str(refusal.value), refusal.value.__cause__))
    assert seen == {("Authentication required", None)}
    reasons = [record.__dict__["fields"]["reason"] for record in caplog.records]
    assert reasons == ["expired", "not three parts", "JWSError"]
    assert token not in str([record.__dict__ for record in caplog.records])


@pytest.mark.parametrize(
    "secrets",
    [
        [],
        [""],
        ["  "],
        [SECRET, ""],
        ["-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----"],
        ["ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ ana@host"],
    ],
)
def test_a_secret_that_cannot_be_a_key_is_refused_at_the_start(secrets: list[str]) -> None:
    with pytest.raises(DataError, match="signing secret"):
        Tokens(secrets, clock=lambda: NOON)


@pytest.mark.parametrize(
    "secret", ["12345678901234567890123456789012", '{"kty": "oct", "k": "c2VjcmV0"}', "[1]"]
)
def test_a_secret_that_looks_like_json_is_taken_as_text(secret: str) -> None:
    token = tokens(secret).sign(CLAIMS, until=HOUR)
    assert tokens(secret).verify(token) == CLAIMS
    assert token.rpartition(".")[2] == encoded(
        hmac.new(secret.encode(), token.rpartition(".")[0].encode(), hashlib.sha256).digest()
    )


def test_no_other_module_imports_the_library() -> None:
    root = Path(__file__).parents[2]
    sources = [path for folder in ("segue", "db") for path in (root / folder).rglob("*.py")]
    importing = [
        path.name
        for path in sources
        if re.search(r"^\s*(from|import) jose\b", path.read_text(), re.MULTILINE)
    ]
    assert importing == ["tokens.py"]
