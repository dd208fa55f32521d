"""The page of imports in order: what comes, what is to be done with it, what that would do, and the reason for it."""

from collections.abc import Iterator
from functools import partial

import pandas as pd
import streamlit as st

from documents import html
from documents.csv import csv
from documents.page import Choice, Live, Part, Section, options
from documents.screen import File
from documents.sheet import Words
from screen.frame import files, services, uploads
from screen.frame.unbroken import Presses
from screen.frame.uploads import Place
from screen.language.words import _
from screen.sections.imports import acts, found, tables_told, uploading
from screen.sections.imports.acts import Checked
from screen.view.view import View
from store.case.writing import ImportSummary
from store.errors import DatabaseForeign, ImportRefused, StoreError
from store.imports.delivery import header
from store.imports.event_xes import LogColumns, standard_names
from store.imports.upload import SUFFIXES, Order, missing_rights
from store.own.tables import LONGEST_REASON

KIND = "kind"  # the parameter of the address that says what is brought in
FEED, EVENTS = KINDS = ("feed", "events")
COMMANDS = ("python manage.py import-feed FOLDER --database URL", "python manage.py import-events FILE --database URL")

_presses = Presses("imports")


def obstacle() -> tuple[str, ...]:
    """Why nothing can be brought in here, in sentences; none where it can."""
    there = _("Imports run on the command line of the server here.")
    if not services.settings().upload_bytes:
        return there, _("The setting SAUMATON_UPLOAD_MB is 0, so that nothing can be uploaded.")
    try:
        lacking = missing_rights(acts.case_database())
    except DatabaseForeign:
        return (
            _("Saumaton only reads this case database, because it did not make it. Bring data in by your case system."),
        )
    except StoreError as error:
        return there, str(error)
    if lacking:
        words = _(
            "The dashboard may only read the case database, as it should in service. An import would need: {rights}."
        )
        return there, words.format(rights="; ".join(lacking))
    return ()


def parts(view: View) -> Iterator[Part]:
    """The steps; where nothing can be brought in here, why, and the commands."""
    if said := obstacle():
        yield Words(" ".join(said), kind="notice")
        yield Section("import-commands", _("On the server"), tuple(Words(command, "") for command in COMMANDS))
        return
    kind = view.chosen(KIND, KINDS, FEED)
    names = {FEED: _("Tables, a file for each"), EVENTS: _("An event log")}
    choice = Choice(KIND, _("What do you bring in?"), options(names), kind, FEED, label_visible=True)
    tables = (tables_told.told(view),) if kind == FEED else ()
    yield Section("import-files", _("1. Files"), (choice, *tables, Live(partial(_files, kind))))
    yield Section("import-check", _("2. Check"), (Live(partial(_check, kind)),))
    yield Section("import-write", _("3. Import"), (Live(partial(_write, kind, view)),))
    yield Live(_presses.forget)


def _files(kind: str) -> None:
    if place := uploads.place():
        uploading.button(place, SUFFIXES[kind], several=kind == FEED)
        if place.files:
            uploading.come(tuple(place.files.values()))
            st.button(_("Remove the files"), key="imports-remove", type="tertiary", on_click=place.empty)
        st.html(html.note(_("The files are deleted when you leave this page, and once they are imported.")))


def _order(kind: str, place: Place) -> Order:
    """What the fields ask for; drawing them."""
    key = f"imports-{place.mark}"
    if kind == FEED:
        aside = st.checkbox(_("Leave out bad rows, and rows that refer to them"), key=f"{key}-aside")
        lacks = _("Delete rows of these tables that the files do not have")
        complete = st.checkbox(lacks, key=f"{key}-complete")
        return Order(place.delivery, place.aside if aside else None, complete)
    name = next(iter(place.files))
    columns, usual = header(place.delivery / name), standard_names(place.delivery / name)
    fields = {
        "case": _("Column with the case"),
        "time": _("Column with the time of the event"),
        "group": _("Column with the agency"),
        "region": _("Column with the region, if there is one"),
    }
    chosen = dict[str, str]()
    for (field, label), column in zip(fields.items(), st.columns(len(fields)), strict=True):
        known = list(columns or dict.fromkeys(usual.values()))
        at = known.index(usual[field]) if field in usual else None
        if name_of_column := column.selectbox(
            label, known, at, key=f"{key}-{name}-{field}", placeholder=_("Choose one"), accept_new_options=not columns
        ):
            chosen[field] = name_of_column
    zone = st.text_input(_("Time zone of times that name none, such as Europe/Helsinki"), key=f"{key}-zone").strip()
    if not {"case", "time", "group"} <= set(chosen):
        raise ImportRefused(_("Choose the columns with the case, the time and the agency."))
    return Order(place.delivery, columns=LogColumns(**chosen, time_zone=zone or None))


def _asked(kind: str, place: Place) -> Order | str:
    """What the fields ask for, or what is wrong with them or with the file."""
    if kind == EVENTS and len(place.files) > 1:
        return _("An event log is one file. Remove the files, then choose one.")
    try:
        return _order(kind, place)
    except ImportRefused as refused:
        return str(refused)


def _check(kind: str) -> None:
    """The choices with the button that checks, and what that found."""
    place = uploads.place()
    if not place or not place.files:
        st.html(html.note(_("There is nothing to check yet.")))
        return
    order = _asked(kind, place)
    if isinstance(order, str):
        st.session_state.pop(acts.CHECKED, None)
        st.html(html.note(order))
        return
    files_now = tuple(place.files.values())
    if _presses.pressed(st.button, _("Check the files"), "check", type="primary"):
        with st.spinner(
            _("The files are being checked. If another import is running, this waits for it, for up to half a minute.")
        ):
            _presses.do("check", partial(acts.check, place, order, files_now))
    _presses.said("check")
    if done := acts.checked(order, files_now):
        found.show(done)
    else:
        st.session_state.pop(acts.CHECKED, None)
        st.html(html.note(_("Nothing is written by this. You see what an import would do.")))


def _write(kind: str, view: View) -> None:
    """The reason with the button that imports what was checked, and the rows that are left out as files."""
    place, last = uploads.place(), st.session_state.get(acts.CHECKED)
    if place and place.files and last and (done := acts.checked(last.order, tuple(place.files.values()))):
        if done.summary and (done.order.columns is None) == (kind == FEED):
            _ask(place, done, done.summary)
        else:
            st.html(html.note(_("Mend what is wrong at the source, then send the files again.")))
    elif not _presses.done("write"):
        st.html(html.note(_("The files have to be checked first.")))
    _presses.said("write")
    if place:
        _left_out(place, view)


def _ask(place: Place, done: Checked, expected: ImportSummary) -> None:
    with st.form(f"imports-{place.mark}-form", border=False):
        words = _("Why? It stands in the access log: name nobody.")
        reason = st.text_input(words, key=f"imports-{place.mark}-reason", max_chars=LONGEST_REASON, autocomplete="off")
        asked = _presses.pressed(st.form_submit_button, _("Import"), "write", type="primary")
    st.html(html.note(_("All of it is written, or nothing. The access log keeps who, what and why.")))
    if asked:
        with st.spinner(
            _("The files are being imported. If another import is running, this waits for it, for up to half a minute.")
        ):
            _presses.do("write", partial(acts.write, place, done, expected, reason.strip()))


def _left_out(place: Place, view: View) -> None:
    """Rows that were set aside, with what is wrong with them, for whoever mends them."""
    for file in sorted(place.aside.glob("*.csv")):
        rows = pd.read_csv(file, dtype=str, keep_default_na=False)
        cases = tuple(sorted(set(rows["case_id"]))) if "case_id" in rows else ()
        label = _("Rows of {file} that are left out").format(file=file.name)
        logged, of_cases = f"imports/{file.name}", partial(tuple[str, ...], cases)
        made = File(label, f"left-out-{file.name}", partial(csv, rows), logged, rows=True, cases=of_cases)
        files.button(made, partial(view.note, "export"))
