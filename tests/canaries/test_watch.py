"""A secret that gets out fails the run: a watch that finds nothing has looked."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.canaries.planted import PLANTED, canaries_in
from tests.contract.servers import ROOT

LEAKS = """
import http.server, logging, threading
import httpx
from tests.canaries.planted import PLANTED

class Echo(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(404)
        self.end_headers()
        self.wfile.write(PLANTED["authorization"].encode())

    def log_message(self, *_):
        pass

def test_logs():
    tried = {"fields": {"tried": PLANTED["account-password"]}}
    logging.getLogger("segue.leaky").warning("no such user", extra=tried)

def test_prints():
    print(PLANTED["cookie"])

def test_answers():
    with http.server.HTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        httpx.get(f"http://127.0.0.1:{server.server_port}/leak", trust_env=False)
        thread.join()

def test_writes(tmp_path):
    (tmp_path / "segue.prom").write_text("database=" + PLANTED["database-password"])
    (tmp_path / "segue.sqlite3").write_text("SQLite format 3" + PLANTED["new-password"])
"""
WAYS_OUT = {
    "account-password": "the log of segue.leaky",
    "cookie": "what test_leaks.py::test_prints printed",
    "authorization": "an answer 404 to GET /leak",
    "database-password": "segue.prom",
}


def test_every_way_out_is_watched() -> None:
    with TemporaryDirectory() as folder:  # not in this run's, which is looked at too
        Path(folder, "test_leaks.py").write_text(LEAKS)
        Path(folder, "pytest.ini").write_text("[pytest]\naddopts = -p no:cacheprovider")
        plugins = ["-p", "tests.services.postgres", "-p", "tests.canaries.watch"]
        words = [sys.executable, "-m", "pytest", *plugins, "--basetemp", f"{folder}/run", folder]
        run = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stdout + run.stderr
    assert "4 passed" in run.stdout
    told = run.stdout.partition("secrets that got out")[2]
    for name, where in WAYS_OUT.items():
        assert any(line.startswith(f"{name} in ") and where in line for line in told.splitlines()), told
    assert "new-password" not in told  # a database may hold what it holds
    assert not any(PLANTED[name] in told for name in WAYS_OUT)


TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIiwidHlwZSI6InJlZnJlc2gifQ.c2lnbmVk"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        *((f"it was {planted}!", [name]) for name, planted in PLANTED.items()),
        (
            "postgresql://canary-database-user:canary-database-password@/x",
            ["database-password", "database-user"],
        ),
        ("('ada', '$argon2id$v=19$m=19456,t=2,p=1$', 1)", ["hash"]),
        (f"Bearer {TOKEN}", ["refresh-token"]),
        (f"Bearer {TOKEN[:50]}", ["cut-token"]),
        ("Incorrect username or password", []),
    ],
    ids=lambda value: "" if isinstance(value, str) else " ".join(value),  # each process draws other secrets
)
def test_what_is_found_is_named(text: str, named: list[str]) -> None:
    assert canaries_in(text) == named
