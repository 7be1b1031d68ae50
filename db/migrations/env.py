"""Alembic's entry: runs the steps inside the transaction that ``db.migrate`` has opened."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from db.tables import UtcDateTime, metadata


def _plain_type(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Steps name database types only: code of ours that they named could never change again."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=_plain_type,
    compare_type=True,
    compare_server_default=True,
    transactional_ddl=True,  # SQLite too: our transactions there begin with BEGIN
    render_as_batch=True,  # SQLite alters a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
