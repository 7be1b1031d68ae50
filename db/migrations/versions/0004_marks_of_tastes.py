"""A mark of each account's taste, which the database renews with every change of it, whoever makes it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TASTES = ("seeds", "likes", "heard", "dislikes", "blocks", "preferences")

_POSTGRES_MARK = "floor(random() * 9007199254740992)::bigint"  # 2^53, as many as `random` tells apart

# Once in a transaction: a batch of 500 events would leave 500 versions of the account's row behind.
_RENEW = f"""
CREATE FUNCTION renew_taste_mark() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    owner bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.user_id ELSE NEW.user_id END;
BEGIN
    IF current_setting('segue.renewed', true) IS DISTINCT FROM owner::text THEN
        UPDATE users SET taste_mark = {_POSTGRES_MARK} WHERE id = owner;
        PERFORM set_config('segue.renewed', owner::text, true);
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.user_id <> NEW.user_id THEN
        UPDATE users SET taste_mark = {_POSTGRES_MARK} WHERE id = OLD.user_id;
    END IF;
    RETURN NULL;
END
$$
"""  # noqa: S608 - built of the names above alone


def upgrade() -> None:
    op.add_column("users", sa.Column("taste_mark", sa.BigInteger(), nullable=True))
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(f"UPDATE users SET taste_mark = {'random()' if on_sqlite else _POSTGRES_MARK}")  # noqa: S608
    if not on_sqlite:
        op.execute(_RENEW)
    for table in TASTES:
        if not on_sqlite:
            op.execute(
                f"CREATE TRIGGER renew_taste_mark AFTER INSERT OR UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION renew_taste_mark()"
            )
            continue
        for change, whose in (
            ("insert", "NEW.user_id"),
            ("update", "OLD.user_id, NEW.user_id"),
            ("delete", "OLD.user_id"),
        ):
            renew = f"UPDATE users SET taste_mark = random() WHERE id IN ({whose})"  # noqa: S608
            op.execute(
                f"CREATE TRIGGER renew_taste_mark_{table}_{change} AFTER {change.upper()} ON {table} "
                f"BEGIN {renew}; END"
            )


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TASTES:
        if not on_sqlite:
            op.execute(f"DROP TRIGGER renew_taste_mark ON {table}")
            continue
        for change in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER renew_taste_mark_{table}_{change}")
    if not on_sqlite:
        op.execute("DROP FUNCTION renew_taste_mark()")
    op.drop_column("users", "taste_mark")
