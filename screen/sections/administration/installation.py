"""What an administrator can do, and how the data is: its last load, and the rows that count in no figure."""

from collections.abc import Iterator

from documents.page import Link, Part, Section
from documents.sheet import Column, Phrase, Table, Words
from screen.frame import services
from screen.language import vocabulary
from screen.language.formats import HELSINKI, clock, count, day, decimal
from screen.language.words import _
from screen.sections.shared.cells import count_cell
from screen.view.view import View
from store.facts.copy import Way
from store.facts.replica import Replica


def tasks() -> Iterator[Part]:
    """What can be done, and where."""
    commands = {
        _("Find out whether somebody changed the access log:"): "python manage.py log verify",
        _("Export all that the access log holds of one case:"): "python manage.py log case NUMBER",
        _("Erase a case:"): "python manage.py erase-case NUMBER",
        _("Delete what is past its retention period:"): "python manage.py retention",
        _("Describe what is held, who sees it and for how long:"): "python manage.py describe",
        _("Bring in large files, or Parquet:"): "python manage.py import-feed --help",
        _("List what is wrong in the case database:"): "python manage.py check",
    }
    links = (
        Link("users", _("Add, change, review or remove users")),
        Link("sessions", _("See who is signed in, and end sessions")),
        Link("settings", _("Edit targets, partner rules, pauses and the agenda")),
        Link("imports", _("Bring in data")),
        Link("access_log", _("Read the access log")),
    )
    yield Section("administration-here", _("Here"), links)
    words = tuple(Words(command, what) for what, command in commands.items())
    yield Section("administration-commands", _("On the server"), words)


def data(view: View) -> Iterator[Part]:
    """How new the copy of the case database is, and what of it is left out and why."""
    replica, heading = services.replica(), _("Data")
    since = replica.stale_since
    read = _("The copy of the case database is up to date. Its last change was read on {moment}.")
    moment = _moment_of(view)
    if since:
        read = _("The case database cannot be read now. The copy is of {moment}.")
    followed = Words(_followed(replica), kind="note")
    left_out, names = replica.left_out, vocabulary.names("data_tables")
    if not left_out:
        none = Words(_("No row is left out."), kind="note")
        yield Section("administration-data", heading, (followed, none), read.format(moment=moment))
        return
    columns = [Column(_("Table"), figures=False), Column(_("Rows left out"))]
    table = Table(_("Rows left out"), columns, [[Phrase(names[name]), count_cell(n)] for name, n in left_out.items()])
    yield Section("administration-data", heading, (followed, table), read.format(moment=moment))
    heads = (_("Table"), _("What is wrong"), _("Column"), _("What to do"))
    rows = [
        [
            Phrase(names[name]),
            Phrase(vocabulary.name("data_rules", kind)),
            Phrase(column),
            Phrase(vocabulary.name("data_rules", kind, "what_to_do")),
            Phrase(count(n), "attention"),
        ]
        for name, kind, column, n in replica.breaches
    ]
    why = Table(_("Why"), [*(Column(head, figures=False) for head in heads), Column(_("Breaches"))], rows)
    yield Section("administration-why", _("Why"), (why,))


def _followed(replica: Replica) -> str:
    """How changes are found, and how far behind the copy may be."""
    ways: dict[Way, str] = {
        "change_table": _("Changes are found by the change table of the case database, and only what changed is read."),
        "stream": _("Changes are found by logical decoding of the case database, and only what changed is read."),
        "endings": _("Changes are found by the row versions of the case database, and only what changed is read."),
        "all_rows": _("Changes are found by reading the whole case database."),
    }
    behind = _("The copy was last found to be the same as the database {seconds} seconds ago.")
    return f"{ways[replica.way]} {behind.format(seconds=decimal(replica.behind))}"


def _moment_of(view: View) -> str:
    at = view.stale_since or services.replica().seen(view.wanted).since
    return f"{day(at.astimezone(HELSINKI).date())}, {clock(at)}"
