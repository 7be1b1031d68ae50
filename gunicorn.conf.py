"""Several workers over one release: ``gunicorn -c gunicorn.conf.py api:app``.

Every setting can be overridden on gunicorn's command line; WEB_CONCURRENCY sets the number of workers and
FORWARDED_ALLOW_IPS the proxies whose forwarded headers are believed.
"""

import ctypes
import gc
import importlib
import os
import signal
import sys
import traceback
from types import ModuleType
from typing import Any

# As in api.py, here before the master loads what reads it: workers are forked from a process of one thread.
os.environ.setdefault("OMP_NUM_THREADS", "1")

bind = "127.0.0.1:8000"
# gunicorn's own `asgi`, but one that leaves without losing a request: stopped, reloaded or replaced under
# 2 000 requests a second it lost none, `asgi` up to 76 and uvicorn-worker up to 467 (docs/decisions/0033).
worker_class = "segue.web.worker.Worker"
workers = int(os.environ.get("WEB_CONCURRENCY", "0")) or os.cpu_count() or 1

backlog = 4096  # connections nobody has taken yet; more is lost, or tried again after seconds
timeout = 30  # seconds without a sign of life after which a worker is replaced
graceful_timeout = 30  # seconds for requests under way when a worker stops
# Seconds. Longer than clients keep a connection that is idle (httpx 5, aiohttp 15, a proxy as in
# docs/deployment.md 10): a server that closes first may close on a request that is just coming.
keepalive = 20
max_requests = 100_000  # workers are replaced now and then, whatever may have leaked,
max_requests_jitter = 20_000  # and not all at the same time

# Song ids stand in queries, by the hundred in `exclude` and `skipped`; uvicorn takes as much.
limit_request_line = 65_536

asgi_lifespan = "on"  # a worker that can't open what it serves must not serve
control_socket_disable = True
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "")  # nobody, unless a proxy is named

accesslog = None  # the app writes one JSON line per request itself, without query strings


_OURS = {"db", "segue"}
"""Packages that a reload takes anew, beside the module of the app."""


def on_starting(server: Any) -> None:
    """Load what workers share, and refuse once, in one sentence, what every worker would refuse.

    Workers are forked from a process that has the app loaded: one is there in 0.07 s of CPU time instead of
    0.4 s and writes to 10 MB fewer pages of its own. Nothing is opened, and no thread started, before that.
    """
    _load(server)
    refused = _preflight()
    if refused:
        sys.exit(refused)


def on_reload(server: Any) -> None:
    """Take our code as it is now; code that can't be loaded leaves in service what was loaded before."""
    former = _forget_ours(server)
    try:
        _load(server)
    except Exception:
        _forget_ours(server)
        sys.modules.update(former)
        server.log.exception("The code as it is now can't be loaded; the former goes on.")
    server.worker_class = server.cfg.worker_class


def _load(server: Any) -> None:
    gc.unfreeze()
    gc.disable()  # imports make what stays; to look through it again and again took a third of the time
    try:
        importlib.invalidate_caches()
        importlib.import_module(_app_module(server))
    finally:
        gc.enable()
    gc.collect()
    gc.freeze()  # a collection in a worker that went through it would copy its pages


def _forget_ours(server: Any) -> dict[str, ModuleType]:
    packages = {*_OURS, _app_module(server).partition(".")[0]}
    ours = {name: module for name, module in sys.modules.items() if name.partition(".")[0] in packages}
    for name in ours:
        del sys.modules[name]
    return ours


def _app_module(server: Any) -> str:
    return str(server.app.app_uri).partition(":")[0]


def _preflight() -> int:
    """Start the app and stop it, in a process of its own. Gives the exit code."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status)
    try:
        from segue.web.preflight import main  # here, because no worker needs it

        code = main()
    except BaseException:  # noqa: BLE001 - whatever it is, it must not get into the master's code
        traceback.print_exc()
        code = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # this process has no part in what the master does at its end


_STOPPING = {signal.SIGTERM, signal.SIGINT, signal.SIGQUIT}


def post_fork(_server: Any, _worker: Any) -> None:
    """Hold back a wish to stop while a worker starts: its loop would lose it, the master wait long."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    _share_one_arena()
    gc.set_threshold(*_GARBAGE)


_GARBAGE = (20_000, 20, 50)
"""Objects more, and collections of younger ones, after which Python looks for cycles; else 700, 10 and 10.

What is remembered between requests is looked through each time, and cycles are few: a first page of a song
took 283 µs of CPU at 50 000 songs and takes 220.
"""


def _share_one_arena() -> None:
    """Have all threads take memory from one place: what each frees the others use, 10 MB less a worker.

    They wait for Python's lock anyway. By glibc alone; other C libraries have no such call.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)


_M_ARENA_MAX = -8  # of malloc.h


def post_worker_init(worker: Any) -> None:
    """Let it through: as the first thing that happens on the loop, or now for a worker that has none yet."""
    _leave_out_server_header()
    loop = getattr(worker, "loop", None)
    if loop is None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
    else:
        loop.call_soon(signal.pthread_sigmask, signal.SIG_UNBLOCK, _STOPPING)


def _leave_out_server_header() -> None:
    """What runs here is nobody's business. Gunicorn has no setting for it."""
    from gunicorn.asgi import protocol  # here, because the master has no need of it

    protocol._CACHED_SERVER_HEADER = b""  # noqa: SLF001
