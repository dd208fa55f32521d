"""The URL of a database as an installation gives it: checked before anything connects, and never repeated in a message,
because it may hold a password.
"""

from pathlib import Path

from sqlalchemy import create_engine, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from config.toml_file import SettingRefused

SQLITE = "sqlite:///"
DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg", "sqlite": "sqlite"}
MAY_BE = "postgresql://user:password@host:5432/name or sqlite:///file"


def checked_url(setting: str, given: str) -> str:
    """The URL, which means the same from every folder and holds a password only where messages leave it out.

    Raises SettingRefused, which names the setting, for one that no database can have.
    """
    try:
        url = make_url(given)
        if url.get_backend_name() in DRIVERS:
            create_engine(url.set(drivername=DRIVERS[url.get_backend_name()]))  # connects to nothing
    except (ArgumentError, NoSuchModuleError, ValueError, TypeError) as error:
        words = "it may be {}, with a number for the port, and in a password %40 for @, %3A for : and %2F for /"
        raise SettingRefused(f"{setting} is no database URL: {words.format(MAY_BE)}") from error
    if url.get_backend_name() not in DRIVERS:
        words = f"begins with '{url.get_backend_name()}', which is not supported"
        raise SettingRefused(f"{setting} {words}; it may be {MAY_BE}")
    if "password" not in url.query:
        return _absolute(given)
    user = url.username or _last(url, "user")
    if not user:
        raise SettingRefused(f"{setting} has a password and no user; it may be {MAY_BE}")
    in_place = url.set(username=user, password=_last(url, "password"))
    return in_place.difference_update_query(["user", "password"]).render_as_string(hide_password=False)


def _last(url: URL, name: str) -> str:
    """The parameter at the end of a URL, the last of several."""
    given = url.query.get(name, "")
    return given if isinstance(given, str) else given[-1]


def _absolute(url: str) -> str:
    """The path of an SQLite file is made absolute."""
    scheme, file = url[: len(SQLITE)], url[len(SQLITE) :]
    return f"{SQLITE}{Path(file).absolute()}" if scheme == SQLITE and file not in ("", ":memory:") else url
