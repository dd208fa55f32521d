"""`manage.py describe`: what the system holds, who sees what of it and how long it is kept, by its own definitions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import typer
from sqlalchemy import Column, Table

from config.codes import USER_ROLES
from config.languages import ENGLISH
from config.retention import Retention
from config.vocabulary import words
from queries.access import SEES, Reads
from store.case.tables import IN_ORDER
from store.own.retention import KEPT
from store.own.tables import EVENTS, metadata

# whom the rows of each table of the own database are about
ABOUT: Mapping[str, str] = {
    **dict.fromkeys(("users", "identities", "sessions", "devices"), "users of the dashboard"),
    "used_answers": "nobody by name: answers of a system that signs users in",
    "tries": "whoever tries to sign in: user names and addresses",
    "access_log": "users of the dashboard, and which cases they looked at",
    **dict.fromkeys(("meetings", "meeting_notes", "actions"), "who opened, wrote and does what; free text"),
    "meeting_figures": "counts and times, and what was agreed, as it was then",
    "setting_changes": "who edited settings, and why; free text",
}
_HEAD = """\
# System description

What the system holds, who sees what of it, and how long it is kept. `python manage.py describe` makes this page from
the definitions by which the program works, with the retention periods of the installation; a test holds it. How data
flows through the program is in [Design](design.md#the-way-of-a-number), what protects it in [Security](security.md).
"""
_CASES = """\
About presumed victims, by a number that is a pseudonym: no name, birth date, address or free text. Special categories
of personal data and data on offences (GDPR, articles 9 and 10) follow from being in it. It belongs to the ministry or
agency that keeps it, which also decides for how long. Saumaton reads it into memory and keeps nothing of it on a disk.
Where Saumaton made it, a row stays until a delivery with `--complete` lacks it or `manage.py erase-case` erases the
case.
"""
_OWN = "What the dashboard itself must keep. It holds no case rows."
_ROLES = "What each role may read. Case rows of an agency are those of cases that it is involved in or is offered."
_FLOWS = "Nothing is fetched from or sent to anywhere else."
# from, to, what, and how
FLOWS = (
    (
        "deliveries of agencies",
        "case database",
        "rows, event logs",
        "the page *Imports*, `import-feed`, `import-events`; checked row by row",
    ),
    ("case database", "memory of each process", "all its tables, then what changed", "read only, in one snapshot"),
    ("memory", "browsers", "figures, and case rows by role", "the pages, by WebSocket (`/_stcore/stream`, `/news`)"),
    ("memory", "whoever asked", "files: csv, pdf, png, pptx, svg, xlsx", "`/media`, for a minute; each is logged"),
    ("browsers", "own database", "sign-ins, notes, actions, users", "the pages; `/session` gives the cookie"),
    (
        "an identity provider or proxy",
        "own database",
        "who signs in, with role",
        "`/oidc/…` or `/proxy/sign-in`, where it is set up",
    ),
    ("own database", "administration", "users, access log", "the pages, and `users` and `log`; each is logged"),
    ("own database", "a file", "the last hash of the access log", "`SAUMATON_LOG_HEAD_FILE`, for another system"),
    ("each process", "who watches it", "whether it is well, no case data", "`/healthz`, `/readyz`, `/metrics`"),
)
_READS: Mapping[Reads, str] = {
    "figures": "figures of the whole country",
    "places": "figures of places and agencies",
    "rows": "case rows",
    "administration": "users, access log, installation",
}


def as_markdown(retention: Retention, commands: Mapping[str, str]) -> str:
    """The page, with the periods of an installation and the `commands` of manage.py, each with its help."""
    parts = (
        (_HEAD,),
        ("## Case database\n", _CASES, *_tables(IN_ORDER)),
        ("## The dashboard’s own database\n", _OWN + "\n", *_own(retention), "", *_tables(metadata.sorted_tables)),
        ("## Roles\n", _ROLES + "\n", *_roles()),
        ("## What is logged\n", *_rows(("event", "meaning"), words("log_events", ENGLISH).items(), EVENTS)),
        ("## Flows\n", _FLOWS + "\n", *_table(("from", "to", "what", "how"), FLOWS)),
        ("## Commands\n", *_rows(("command", "what it does"), commands.items(), commands)),
    )
    return "\n".join("\n".join(part).rstrip() + "\n" for part in parts)


def described(app: typer.Typer) -> dict[str, str]:
    """The commands of an app, also of those within it, each with the first sentence of its help."""
    return dict(_described(typer.main.get_command(app), ""))


def _described(command: Any, name: str) -> Iterator[tuple[str, str]]:
    inside = getattr(command, "commands", None)
    if inside is None:
        yield name, command.get_short_help_str(200)
    for one, of_it in sorted((inside or {}).items()):
        yield from _described(of_it, f"{name} {one}".strip())


def _own(retention: Retention) -> Iterator[str]:
    rows = ((name, about, KEPT[name].format(**vars(retention))) for name, about in ABOUT.items())
    yield from _rows(("table", "about whom", "kept for how many days"), rows, metadata.tables)


def _roles() -> Iterator[str]:
    names = words("roles_of_users", ENGLISH)
    rows = ((role, names[role], *("yes" if role in SEES[one] else "no" for one in _READS)) for role in USER_ROLES)
    yield from _rows(("role", "name", *_READS.values()), rows, USER_ROLES)


def _tables(tables: Sequence[Table]) -> Iterator[str]:
    rows = ((table.name, ", ".join(map(_column, table.columns))) for table in tables)
    yield from _rows(("table", "columns (key in bold; ? = may be empty)"), rows, [table.name for table in tables])


def _column(column: Column[Any]) -> str:
    name = f"**{column.name}**" if column.primary_key else column.name + "?" * bool(column.nullable)
    return name + "".join(f" → {key.target_fullname.split('.')[0]}" for key in column.foreign_keys)


def _rows(head: Sequence[str], rows: Iterable[Sequence[str]], all_of: Iterable[str]) -> Iterator[str]:
    """A table in the order of `all_of`, each of which must have a row."""
    by_name = {row[0]: row for row in rows}
    yield from _table(head, ((f"`{name}`", *by_name[name][1:]) for name in all_of))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for row in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(row)} |"
