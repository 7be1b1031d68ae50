"""The ASGI app: ``uvicorn api:app``, or ``gunicorn -c gunicorn.conf.py api:app`` for several workers.

Importing this opens nothing; settings are read and the release is opened when the server starts the app.
"""

import os

# One thread per worker for BLAS and OpenMP, who read this once, as they are loaded: several workers with
# several threads each fight for the same cores (measured: a search took 3 to 90 times as long).
os.environ.setdefault("OMP_NUM_THREADS", "1")

from segue.web.app import create_app

app = create_app()
