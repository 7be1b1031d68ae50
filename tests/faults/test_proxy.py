"""nginx as deploy/nginx.conf sets it up, before two workers to whom things happen."""

import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.contract.servers import GUNICORN, ROOT, environment, run
from tests.faults.underway import Gunicorn, asked_during
from tests.web.world import eventually

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
WORKERS = 2

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(NGINX is None, reason="nginx is not on this machine"),
]


@dataclass(frozen=True)
class Behind:
    """A gunicorn, and the address of the nginx before it."""

    server: Gunicorn
    url: str


def adapted(folder: Path, port: int, backend: str) -> str:
    """The example, on loopback, without TLS, with its files in a folder of its own."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r"\nserver \{\n    listen 80;.*?\n\}\n", "", text, flags=re.DOTALL)
    text = re.sub(r"listen 443 ssl http2;", f"listen 127.0.0.1:{port};", text)
    text = re.sub(r"^ +ssl_.*\n", "", text, flags=re.MULTILINE)
    text = text.replace("server 127.0.0.1:8000;", f"server {backend};")
    text = text.replace("/var/cache/nginx/segue", str(folder / "cache"))
    assert "example.com;" in text
    user = "user root;" if os.geteuid() == 0 else ""  # who may enter the folders of a test
    return f"""
        {user} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
        events {{ worker_connections 512; }}
        http {{
            access_log {folder}/access.log;
            client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
            fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
            {text}
        }}"""


@contextmanager
def nginx(folder: Path, backend: str) -> Iterator[str]:
    folder.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "nginx.conf").write_text(adapted(folder, port, backend), encoding="utf-8")
    assert NGINX is not None
    words = [NGINX, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: process.poll() is None and answers(f"http://127.0.0.1:{port}"))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/live", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture(scope="module")
def behind(
    artifacts: Path, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Behind]:
    folder = tmp_path_factory.mktemp("proxy")
    shutil.copyfile(sqlite_template, folder / "segue.sqlite3")
    env = environment(
        artifacts, f"sqlite:///{folder / 'segue.sqlite3'}", FORWARDED_ALLOW_IPS="127.0.0.1", ALLOWED_HOSTS="*"
    )
    with run(GUNICORN, folder / "log", env) as running:
        server = Gunicorn(running)
        server.wait_for_workers(WORKERS)
        with nginx(folder / "nginx", running.url.removeprefix("http://")) as url:
            yield Behind(server, url)


def test_a_reload_fails_no_request(behind: Behind) -> None:
    ready = behind.server.started()

    def reload() -> None:
        behind.server.running.process.send_signal(signal.SIGHUP)
        behind.server.wait_for_workers(ready + WORKERS)

    assert asked_during(reload, behind.url, seconds=6).statuses.keys() == {200}


def test_a_worker_that_is_killed_fails_what_may_not_be_asked_twice_and_nothing_else(behind: Behind) -> None:
    ready = behind.server.started()

    def kill() -> None:
        os.kill(behind.server.workers()[0], signal.SIGKILL)
        behind.server.wait_for_workers(ready + 1)

    # everything that listeners ask may be asked twice
    assert asked_during(kill, behind.url, seconds=4).statuses.keys() == {200}


def test_strangers_are_answered_from_the_cache_and_accounts_are_not(behind: Behind) -> None:
    with httpx.Client(base_url=behind.url, trust_env=False) as client:
        first, second = (client.get("/recommendations/categories?limit=7") for _ in range(2))
        assert first.status_code == second.status_code == 200
        assert first.headers["X-Request-ID"] == second.headers["X-Request-ID"]
        given = {"If-None-Match": first.headers["ETag"]}
        assert client.get("/recommendations/categories?limit=7", headers=given).status_code == 304
        refused = client.get("/recommendations/categories?limit=7", headers={"Authorization": "Bearer x"})
        assert refused.status_code == 401
