"""nginx and Caddy as the examples in deploy/ set them up, before two workers to whom things happen."""

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
from tests.faults.underway import Gunicorn, asked_during, mixed
from tests.web.world import eventually

WORKERS = 2

pytestmark = pytest.mark.faults


@dataclass(frozen=True)
class Behind:
    """A gunicorn, and the proxy before it."""

    server: Gunicorn
    proxy: str
    url: str


def nginx_example(folder: Path, port: int, backend: str) -> str:
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


def caddy_example(folder: Path, port: int, backend: str) -> str:
    """The example, on loopback, without TLS, with its files in a folder of its own."""
    text = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    text = text.replace("{\n", f"{{\n\tadmin off\n\tstorage file_system {folder}/storage\n", 1)
    text = text.replace("api.example.com {", f"http://127.0.0.1:{port} {{")
    assert "127.0.0.1:8000" in text
    return text.replace("127.0.0.1:8000", backend)


REPEATED = {"nginx": (b"GET", b"POST"), "caddy": (b"GET",)}
"""Of what listeners ask, that which a proxy asks again when its connection was closed."""
EXAMPLES = {"nginx": nginx_example, "caddy": caddy_example}
ARGUMENTS = {
    "nginx": ("-c", "{folder}/example", "-e", "{folder}/error.log"),
    "caddy": ("run", "--adapter", "caddyfile", "--config", "{folder}/example"),
}


@contextmanager
def proxy(name: str, folder: Path, backend: str) -> Iterator[str]:
    """Run a proxy before a server; gives its address. Skips the test where it is not on this machine."""
    program = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip(f"{name} is not on this machine")
    folder.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "example").write_text(EXAMPLES[name](folder, port, backend), encoding="utf-8")
    words = [program, *(word.format(folder=folder) for word in ARGUMENTS[name])]
    with (folder / "log").open("wb") as output:
        process = subprocess.Popen(words, stdout=output, stderr=output)
    try:
        eventually(lambda: process.poll() is None and answers(f"http://127.0.0.1:{port}"), seconds=60)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(60)


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/live", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture(scope="module")
def server(
    artifacts: Path, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gunicorn]:
    folder = tmp_path_factory.mktemp("behind")
    shutil.copyfile(sqlite_template, folder / "segue.sqlite3")
    env = environment(
        artifacts, f"sqlite:///{folder / 'segue.sqlite3'}", FORWARDED_ALLOW_IPS="127.0.0.1", ALLOWED_HOSTS="*"
    )
    with run(GUNICORN, folder / "log", env) as running:
        started = Gunicorn(running)
        started.wait_for_workers(WORKERS)
        yield started


@pytest.fixture(scope="module", params=EXAMPLES)
def behind(
    server: Gunicorn, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Behind]:
    """Each proxy in turn."""
    folder = tmp_path_factory.mktemp("proxy") / request.param
    with proxy(request.param, folder, server.url.removeprefix("http://")) as url:
        yield Behind(server, request.param, url)


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

    asked = [each for each in mixed(behind.url) if each.raw.startswith(REPEATED[behind.proxy])]
    assert asked_during(kill, behind.url, seconds=4, requests=asked).statuses.keys() == {200}


@pytest.mark.parametrize("behind", ["nginx"], indirect=True)
def test_strangers_are_answered_from_the_cache_and_accounts_are_not(behind: Behind) -> None:
    with httpx.Client(base_url=behind.url, trust_env=False) as client:
        first, second = (client.get("/recommendations/categories?limit=7") for _ in range(2))
        assert first.status_code == second.status_code == 200
        assert first.headers["X-Request-ID"] == second.headers["X-Request-ID"]
        given = {"If-None-Match": first.headers["ETag"]}
        assert client.get("/recommendations/categories?limit=7", headers=given).status_code == 304
        refused = client.get("/recommendations/categories?limit=7", headers={"Authorization": "Bearer x"})
        assert refused.status_code == 401
