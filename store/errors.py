"""Every error that an administrator or an official can meet from the store, one named class per idea."""

MOST_FAULTS = 10_000  # of a delivery, that are kept in words


class StoreError(Exception):
    """Something is wrong with a database or an import; the message says what, where, and what to do."""


class DatabaseMissing(StoreError):
    """The database cannot be reached, or does not exist."""


class DatabaseOutdated(StoreError):
    """The database was made by an older version of this program."""


class DatabaseTooNew(StoreError):
    """The database was made by a newer version of this program."""


class DatabaseForeign(StoreError):
    """The database was not made by our migrations, so nothing is written to it."""


class OwnDatabaseUnusable(StoreError):
    """The dashboard's own database is gone, locked, full, read-only or no database: nothing can be kept or logged."""


class DatabaseUnreadable(StoreError):
    """A table or column of the contract is missing, or holds what is no value of its type."""


class FactsAway(StoreError):
    """The process that keeps the facts does not answer, or no longer has what was asked for."""


class ImportRefused(StoreError):
    """A delivery holds bad rows; nothing of it went in. `breaches` lists the first MOST_FAULTS of all `n`."""

    def __init__(self, message: str, breaches: tuple[str, ...] = (), n: int = 0) -> None:
        super().__init__(message)
        self.breaches = breaches[:MOST_FAULTS]
        self.n = max(n, len(breaches))
