"""Migrations: bring a database to the form that this program knows, and say how far it is from it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, insert, inspect, select

from config.codes import UNKNOWN
from store.case import change_table, tables
from store.errors import DatabaseForeign, DatabaseMissing, DatabaseOutdated, DatabaseTooNew
from store.own import tables as own_tables
from store.source import must_exist, usable

MIGRATIONS = Path(__file__).parent / "migrations"
UNKNOWN_REGION = {"code": UNKNOWN, "name_en": "Unknown", "name_fi": "Ei tiedossa", "name_sv": "Okänd"}


@dataclass(frozen=True)
class Schema:
    """One of the two databases: the folder of its migrations, its tables, and the table that holds its version."""

    name: str
    metadata: MetaData
    version_table: str

    def config(self, connection: Connection | None = None) -> Config:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.set_main_option("version_locations", str(MIGRATIONS / self.name))
        config.set_main_option("path_separator", "os")
        config.attributes.update(connection=connection, metadata=self.metadata, version_table=self.version_table)
        return config


CASE_DATABASE = Schema("case_database", tables.metadata, "saumaton_version")
OWN_DATABASE = Schema("own_database", own_tables.metadata, "saumaton_own_version")


def migrate(target: Engine, schema: Schema = CASE_DATABASE) -> None:
    """Make the tables of `schema`, or upgrade them to this program's version without losing rows.

    Raises DatabaseTooNew, or DatabaseForeign when there are tables of these names that our migrations did not make.
    """
    _make_folder(target)
    with usable(target), target.begin() as connection:
        if _version(connection, schema) is not None:
            _refuse_other_version(connection, schema, or_older=False)
        elif there := _tables_of(connection, schema):
            raise DatabaseForeign(
                f"{_shown(target)} already has {', '.join(sorted(there))}, not made by our migrations; "
                "nothing was changed. Name an empty database for init; a ministry's own is only read."
            )
        command.upgrade(schema.config(connection), "head")
        if schema is CASE_DATABASE and target.dialect.name == "sqlite":
            change_table.make(connection)
        unknown = select(tables.regions).where(tables.regions.c.code == UNKNOWN)
        if schema is CASE_DATABASE and connection.execute(unknown).first() is None:
            connection.execute(insert(tables.regions).values(UNKNOWN_REGION))


def must_be_current(target: Engine, schema: Schema = CASE_DATABASE) -> None:
    """Pass when our migrations made this database in this program's version: no other is written to.

    Raises DatabaseMissing, DatabaseForeign, DatabaseOutdated or DatabaseTooNew, each saying what to run.
    """
    must_exist(target)
    with usable(target), target.connect() as connection:
        if _version(connection, schema) is not None:
            _refuse_other_version(connection, schema)
        elif _tables_of(connection, schema):
            raise DatabaseForeign(
                f"{_shown(target)} was not made by our migrations, so nothing is written to it. "
                "Name a database that was made with: python manage.py init"
            )
        else:
            raise DatabaseMissing(f"{_shown(target)} has no tables yet; make them with: python manage.py init")


def must_be_readable(source: Engine) -> None:
    """Pass when the case database is of this program's version, or a ministry's own tables or views of these names.

    Raises DatabaseMissing, DatabaseOutdated or DatabaseTooNew.
    """
    must_exist(source)
    with usable(source), source.connect() as connection:
        if _version(connection, CASE_DATABASE) is not None:
            _refuse_other_version(connection, CASE_DATABASE)
        elif not _tables_of(connection, CASE_DATABASE):
            raise DatabaseMissing(f"{_shown(source)} holds no case tables; make them with: python manage.py init")


def is_demo(connection: Connection) -> bool:
    """Whether the case database is marked as made up."""
    marked = tables.demo_data
    return inspect(connection).has_table(marked.name) and connection.execute(select(marked)).first() is not None


def _version(connection: Connection, schema: Schema) -> str | None:
    context = MigrationContext.configure(connection, opts={"version_table": schema.version_table})
    return context.get_current_revision()


@cache
def _versions(schema: Schema) -> list[str]:
    """All versions that this program knows, the newest first."""
    return [script.revision for script in ScriptDirectory.from_config(schema.config()).walk_revisions()]


def _refuse_other_version(connection: Connection, schema: Schema, *, or_older: bool = True) -> None:
    """Refuse a version that is newer than this program's, `or_older`."""
    version, known = _version(connection, schema), _versions(schema)
    if version not in known:
        raise DatabaseTooNew(
            f"{_shown(connection.engine)} has version {version}, which this program does not know: "
            "a newer program made it. Upgrade this program, then try again."
        )
    if or_older and version != known[0]:
        raise DatabaseOutdated(
            f"{_shown(connection.engine)} has version {version}; this program needs {known[0]}. "
            "Upgrade it with: python manage.py init"
        )


def _tables_of(connection: Connection, schema: Schema) -> set[str]:
    inspector = inspect(connection)
    return {*inspector.get_table_names(), *inspector.get_view_names()} & set(schema.metadata.tables)


def _make_folder(target: Engine) -> None:
    file = target.url.database
    if target.dialect.name == "sqlite" and file and file != ":memory:":
        try:
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseMissing(f"the folder of {file} cannot be made: {error}") from error


def _shown(target: Engine) -> str:
    return target.url.render_as_string(hide_password=True)
