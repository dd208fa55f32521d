"""The administrator's door: databases, imports, checks, users, figures, and the start of the dashboard.

Standard output holds the result and nothing else; progress and notices go to standard error.
"""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from commands import data_protection, serving, shared, users
from commands.demo_writing import write_until_stopped
from commands.description import as_markdown, described
from commands.log import log_app
from commands.settings import settings_app
from config.codes import EXPLOITATION_FORMS, VICTIM_AGE_GROUPS
from config.languages import ENGLISH, LANGUAGES
from config.settings import Settings, read_settings
from config.toml_file import HOME, SettingRefused
from indicators.figures import everything
from indicators.yearly import report
from queries.access import Grant
from queries.filters import Filters, FiltersRefused
from screen.sign_in.session import cookie_key
from store.case import check as contract_check
from store.demo import users as demo_users
from store.demo.cases import NATIONAL
from store.demo.living import must_be_demo
from store.demo.making import make_demo
from store.facts.line import line_key
from store.facts.replica import Replica
from store.imports.event_log import import_events as read_event_log
from store.imports.event_xes import LogColumns, standard_names
from store.imports.feed import import_feed as read_feed
from store.own.setting_changes import in_force
from store.own.users import read_users
from store.schema import OWN_DATABASE, migrate, must_be_readable
from store.source import engine


def _tell_errors(context: typer.Context) -> None:
    context.with_resource(shared.told_errors())


app = typer.Typer(
    callback=_tell_errors, no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False
)
app.add_typer(users.app, name="users")
app.add_typer(log_app, name="log")
app.command("erase-case")(data_protection.erase_case)
app.command("retention")(data_protection.end_retention)
app.add_typer(settings_app, name="settings")

Database = shared.Database


@app.command()
def init(database: Database = None) -> None:
    """Make the databases, or upgrade them to this program's version. Nothing that stands is lost."""
    settings = shared.settings_with(database)
    # a case database that is only read is refused, but its dashboard needs an own one
    migrate(engine(settings.own_database_url), OWN_DATABASE)
    migrate(engine(settings.database_url))
    shared.to_stderr.print("The case database and the dashboard's own database are of this program's version.")


@app.command()
def run(
    database: Database = None,
    port: Annotated[int, Option(help="Port to listen on.", min=1, max=65535)] = 8501,
    address: Annotated[str, Option(help="Address to listen on; behind a reverse proxy, localhost.")] = "localhost",
) -> None:
    """Start the dashboard."""
    settings = _prepared(database, shows=True)
    os.chdir(HOME)
    command = serving.command(port, address)
    os.execve(sys.executable, command, serving.environment(settings, os.environ))  # noqa: S606


@app.command()
def serve(
    database: Database = None,
    processes: Annotated[int, Option(help="How many.", min=1, max=serving.MOST_PROCESSES)] = 2,
    bind: Annotated[str, Option(help="Where HAProxy listens, as in its `bind`.")] = "localhost:8501",
) -> None:
    """Start several processes behind HAProxy, for a room full of people. SIGHUP renews them one after the other."""
    settings = _prepared(database, shows=True)
    serving.serve(serving.environment(settings, os.environ), line_key(cookie_key(settings)), processes, bind)


@app.command()
def facts(database: Database = None) -> None:
    """Keep the facts where SAUMATON_FACTS_URL says: at a socket, for all screens of this machine, or in PostgreSQL."""
    settings = _prepared(database)
    if settings.facts_socket:
        command = serving.command_of_facts(settings.facts_socket)
    elif settings.facts_database:
        command = serving.command_of_facts_database()
    else:
        words = "it is a URL such as unix:/run/saumaton/facts.sock, or that of a PostgreSQL database"
        raise SettingRefused(f"SAUMATON_FACTS_URL is not set; {words}")
    os.chdir(HOME)
    environment = serving.environment_of_facts(serving.environment(settings, os.environ))
    os.execve(sys.executable, command, environment)  # noqa: S606


def _prepared(database: str | None, *, shows: bool = False) -> Settings:
    """The settings of a dashboard that can start; what was edited comes before them in each process. Who `shows` facts
    that lie in PostgreSQL does not read the case database.
    """
    settings = shared.settings_with(database)
    cookie_key(settings)
    if not (shows and settings.facts_database):
        must_be_readable(engine(settings.database_url))
    own, ways = shared.prepared_own_database(settings), settings.sign_in
    in_force(own, settings)
    if not (ways.oidc or ways.proxy or read_users(own)):
        shared.to_stderr.print("Nobody can sign in yet: add users with: python manage.py users add")
    return settings


@app.command()
def demo(
    database: Database = None,
    unless_there: Annotated[bool, Option(help="Do nothing if the case database is already there.")] = False,
    seed: Annotated[int, Option(help="Another seed makes another set of made-up cases.")] = 1,
    keep_writing: Annotated[bool, Option(help="Then go on changing the cases until Ctrl-C.")] = False,
    per_minute: Annotated[int, Option(help="Changes a minute.", min=1, max=600)] = 30,
) -> None:
    """Fill an empty case database with made-up cases, and make a user for each role if there are no users yet."""
    settings = shared.settings_with(database)
    target = engine(settings.database_url)
    if not (unless_there and shared.has_cases(settings)):
        migrate(target)
        with shared.progress_bar("Making demo data") as progress:
            make_demo(target, seed=seed, now=datetime.now(UTC), scale=NATIONAL, progress=progress)
    if keep_writing:
        must_be_demo(target)
    own, passwords = engine(settings.own_database_url), settings.cookie_key_file.with_name(demo_users.PASSWORDS)
    migrate(own, OWN_DATABASE)
    if demo_users.make_unless_there(own, target, passwords):
        shared.to_stderr.print("Made a user for each role.")
    if lines := demo_users.lines(passwords):
        shared.to_stderr.print("Sign in with one of these: user name, password, agency or ministry")
        print(*lines, sep="\n")
    if keep_writing:
        write_until_stopped(target, per_minute, seed)


@app.command("import-feed")
def import_feed(
    folder: Annotated[Path, Argument(help="Folder with one .csv, .csv.gz or .parquet file per table.")],
    quarantine: Annotated[
        Path | None, Option(help="Put bad rows, and rows that refer to them, here with their reasons.")
    ] = None,
    complete: Annotated[bool, Option(help="Delete rows that the delivery lacks.")] = False,
    database: Database = None,
) -> None:
    """Bring in a delivery of tables: all of it, or nothing (see --quarantine)."""
    settings = shared.settings_with(database)
    target, keep = engine(settings.database_url), shared.kept_in_log(settings, folder)
    with shared.progress_bar("Importing") as progress:
        summary = read_feed(target, folder, complete=complete, quarantine=quarantine, progress=progress, confirm=keep)
    shared.print_summary(summary)


@app.command("import-events")
def import_events(
    file: Annotated[Path, Argument(help="Event log: .csv, .csv.gz, .parquet, .xes or .xes.gz.")],
    case: Annotated[
        str | None, Option(help="Column with the case; in XES, where unnamed, concept:name of the trace.")
    ] = None,
    time: Annotated[
        str | None, Option(help="Column with the time of the event (ISO 8601 with a zone); in XES time:timestamp.")
    ] = None,
    group: Annotated[
        str | None, Option(help="Column with the organisational group; empty where not known; in XES org:group.")
    ] = None,
    region: Annotated[str | None, Option(help="Column with the region.")] = None,
    activity: Annotated[str | None, Option(help="Column with the activity.")] = None,
    time_zone: Annotated[str | None, Option(help="Zone of times that name none, such as Europe/Helsinki.")] = None,
    database: Database = None,
) -> None:
    """Bring in an event log: neighbouring events of different groups in a case are handovers."""
    settings = shared.settings_with(database)
    target, keep = engine(settings.database_url), shared.kept_in_log(settings, file)
    names = {"case": case, "time": time, "group": group, "region": region, "activity": activity}
    columns = _log_columns(file, names | {"time_zone": time_zone})
    with shared.progress_bar("Importing") as progress:
        summary = read_event_log(target, file, columns, progress=progress, confirm=keep)
    shared.print_summary(summary)


def _log_columns(file: Path, options: dict[str, str | None]) -> LogColumns:
    names = standard_names(file) | {option: name for option, name in options.items() if name is not None}
    if missing := [f"--{option}" for option in ("case", "time", "group") if option not in names]:
        raise FiltersRefused(f"{', '.join(missing)}: missing; name the columns of {file.name}")
    return LogColumns(**names)


@app.command()
def check(database: Database = None) -> None:
    """Does the case database keep the data contract? One line per breach; exit code 1 when there is any."""
    found = 0
    with shared.progress_bar("Checking"):
        breaches = contract_check.breaches(engine(shared.settings_with(database).database_url))
        for found, breach in enumerate(breaches, start=1):  # noqa: B007
            print(breach)
    shared.to_stderr.print(
        f"{found} breaches of the data contract." if found else "The database keeps the data contract."
    )
    raise typer.Exit(1 if found else 0)


@app.command()
def describe() -> None:
    """Print what the system holds, who sees what of it, and how long it is kept, in Markdown."""
    print(as_markdown(read_settings().retention, described(app)), end="")


@app.command()
def figures(
    as_of: Annotated[str | None, Option(help="Moment such as 2026-11-24T09:00+02:00; without it now.")] = None,
    region: Annotated[shared.Codes, Option(help="Region code; may be repeated, as all of these.")] = None,
    county: Annotated[shared.Codes, Option(help="Wellbeing services county code.")] = None,
    agency: Annotated[shared.Codes, Option(help="Agency code.")] = None,
    ministry: Annotated[shared.Codes, Option(help="Ministry code.")] = None,
    form: Annotated[shared.Codes, Option(help="Form of exploitation.")] = None,
    age_group: Annotated[shared.Codes, Option(help="Victim's age group: child, adult.")] = None,
    from_day: Annotated[str | None, Option("--from", help="First Helsinki day of the period.")] = None,
    to_day: Annotated[str | None, Option("--to", help="Last Helsinki day of the period.")] = None,
    as_json: Annotated[bool, Option("--json", help="As JSON, unrounded and complete.")] = False,
    year: Annotated[bool, Option("--year", help="With the yearly report, which --json shows.")] = False,
    database: Database = None,
) -> None:
    """Print the figures of the screen, by the same functions."""
    settings = shared.in_force(shared.settings_with(database))
    with shared.progress_bar("Reading the case database") as progress:
        replica = Replica(settings, progress)
    filters = Filters(
        Grant("coordination", replica.now),
        replica.now if as_of is None else shared.past_moment("--as-of", as_of, replica.now),
        replica.settings.delay_clock,
        regions=shared.known("--region", region, replica.names("regions")),
        counties=shared.known("--county", county, replica.names("counties")),
        agencies=shared.known("--agency", agency, replica.names("agencies")),
        ministries=shared.known("--ministry", ministry, replica.names("ministries")),
        forms=shared.known("--form", form, EXPLOITATION_FORMS),
        age_groups=shared.known("--age-group", age_group, VICTIM_AGE_GROUPS),
        from_day=shared.day("--from", from_day),
        to_day=shared.day("--to", to_day),
    )
    found = everything(replica.ask, filters, settings)
    if year:
        found["yearly"] = report(replica.ask, filters, settings.partner_rules)
    if left_out := dict(replica.left_out):
        shared.to_stderr.print(f"Left out for a breach of the data contract: {left_out}. See: python manage.py check")
    print(json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False)) if as_json else shared.print_figures(found)


@app.command()
def pack(
    out: Annotated[Path, Option(help="The file to write: .pdf or .pptx.")],
    meeting: Annotated[str, Option(help="Number of a meeting with fixed figures, or latest.")] = "latest",
    language: Annotated[str, Option(help=f"One of {', '.join(LANGUAGES)}.")] = ENGLISH,
    database: Database = None,
) -> None:
    """Write the minutes of a meeting to a file, for a weekly job."""
    # sheets are made by the screen, whose Streamlit takes a second that no other command needs, and warns of its server
    from streamlit.logger import set_log_level  # noqa: PLC0415

    set_log_level("ERROR")
    from commands.pack import pack as write_pack  # noqa: PLC0415

    with shared.progress_bar("Reading the case database") as progress:
        written = write_pack(shared.settings_with(database), meeting, out, language, progress)
    shared.to_stderr.print(f"{out} holds the minutes of meeting {written.number}.", markup=False)


if __name__ == "__main__":
    os.umask(0o077)  # whatever is made is for its owner alone
    app()
