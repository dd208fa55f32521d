"""Logs with a few entries, and what is found wrong with them."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, text

from store.own import access_log, chain
from store.own.access_log import Details
from store.own.chain import Head
from store.own.database import transaction

NOW = datetime(2026, 9, 14, 6, 12, 30, 123456, tzinfo=UTC)
ENTRIES = 6


def fill(own: Engine, name: str = "aino") -> None:
    for n in range(ENTRIES):
        details = Details("agency", "10.0.0.1", (f"K-{n}",), "työ", "”ministeriö”")
        access_log.write(own, name, "rows_shown", NOW + timedelta(minutes=n), f"case/K-{n}\n", details)


def head(own: Engine) -> Head:
    with transaction(own) as connection:
        return chain.head(connection)


def kinds(own: Engine, *heads: Head) -> set[str]:
    return {finding.kind for finding in chain.verify(own, heads)}


def unprotected(own: Engine) -> Engine:
    """The same log, which nothing protects any more."""
    with own.begin() as connection:
        if own.dialect.name == "sqlite":
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER access_log_no_{verb}"))
        else:
            connection.execute(text("ALTER TABLE access_log DISABLE TRIGGER ALL"))
    return own
