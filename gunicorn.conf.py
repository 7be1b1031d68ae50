"""Several workers over one release: ``gunicorn -c gunicorn.conf.py api:app``.

Every setting can be overridden on gunicorn's command line; WEB_CONCURRENCY sets the number of workers and
FORWARDED_ALLOW_IPS the proxies whose forwarded headers are believed.
"""

import os
import signal
import subprocess
import sys
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # as in api.py, here for the workers from their first moment

bind = "127.0.0.1:8000"
# gunicorn's own worker: no request was lost while workers were replaced under load, where uvicorn-worker
# dropped some; its parser is the strictest of those we tried.
worker_class = "asgi"
workers = int(os.environ.get("WEB_CONCURRENCY", "0")) or os.cpu_count() or 1

timeout = 60  # seconds without a sign of life after which a worker is replaced
graceful_timeout = 30  # seconds for requests under way when a worker stops
keepalive = 5
max_requests = 100_000  # workers are replaced now and then, whatever may have leaked,
max_requests_jitter = 20_000  # and not all at the same time

# Song ids stand in queries, by the hundred in `exclude` and `skipped`; uvicorn takes as much.
limit_request_line = 65_536

asgi_lifespan = "on"  # a worker that can't open what it serves must not serve
control_socket_disable = True
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "")  # nobody, unless a proxy is named

accesslog = None  # the app writes one JSON line per request itself, without query strings


def on_starting(_server: Any) -> None:
    """Refuse once, in one sentence, what every worker would refuse in a traceback of its own.

    In a process of its own: what the master imports, a reload can't replace, and OpenMP must not be in use
    when workers are forked.
    """
    checked = subprocess.run([sys.executable, "-m", "segue.web.preflight"], check=False)
    if checked.returncode:
        sys.exit(checked.returncode)


_STOPPING = {signal.SIGTERM, signal.SIGINT, signal.SIGQUIT}


def post_fork(_server: Any, _worker: Any) -> None:
    """Hold back a wish to stop while a worker starts: its loop would lose it, the master wait long."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)


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
