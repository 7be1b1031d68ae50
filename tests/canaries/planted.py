"""Secrets of the tests, each unmistakable: none may be printed, logged, measured or told in a failure."""

import base64
import binascii
import json
import re
import secrets

PASSWORD = "correct horse battery"
"""What people of the tests sign up with."""

PLANTED = {
    "account-password": PASSWORD,
    "new-password": "canary-new-password",
    "wrong-password": "canary-wrong-password",
    "signing-key": f"canary-signing-key-{secrets.token_hex(16)}",
    "former-key": f"canary-former-key-{secrets.token_hex(16)}",
    "database-user": "canary-database-user",
    "database-password": "canary-database-password",
    "redis-password": "canary-redis-password",
    "mlflow-password": "canary-mlflow-password",
    "authorization": "canary-authorization",
    "cookie": "canary-cookie",
}
"""What tests choose. Password hashes and tokens are made by the service, and known by their form."""

_FORMS = {
    "account-password": re.escape(PASSWORD),
    "canary": r"canary-[a-z]+-?[a-z]+",
    "hash": r"\$argon2[a-z]*\$",
    "token": r"eyJ[\w-]{8,}\.[\w-]{8,}",
    "development-key": "segue-development-secret-not-for-production",
}
_ANY = re.compile("|".join(f"(?P<{name.replace('-', '_')}>{form})" for name, form in _FORMS.items()))


def canaries_in(text: str) -> list[str]:
    """The names of the secrets a text holds, never they themselves; in order, each once."""
    return sorted({_name(found) for found in _ANY.finditer(text)})


def _name(found: re.Match[str]) -> str:
    kind = str(found.lastgroup).replace("_", "-")
    if kind == "canary":
        return found[0].removeprefix("canary-").rstrip("-")
    return f"{_type(found[0])}-token" if kind == "token" else kind


def _type(token: str) -> str:
    """Which of our tokens it is, as far as what is left of it says so."""
    body = token.split(".")[1]
    try:
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        return str(claims["type"])
    except (binascii.Error, ValueError, KeyError, TypeError):
        return "cut"
