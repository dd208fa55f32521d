"""What a check found: what the import would do to which rows, and what is wrong with rows."""

from collections.abc import Callable, Sequence

import streamlit as st

from documents import html
from documents.sheet import Column, Phrase, table_of
from screen.language import vocabulary
from screen.language.formats import count
from screen.language.words import _, many
from screen.sections.imports import fault_words
from screen.sections.imports.acts import Checked
from screen.sections.shared.cells import count_cell, past_target_cell
from store.case.writing import Counts, ImportSummary
from store.errors import MOST_FAULTS

SHOWN = 50
TABLES = "data_tables"


def show(done: Checked) -> None:
    """Draw what a check found."""
    if done.summary:
        st.html(html.sentence(_("The files can be imported."), _rows(done.summary)))
        _would_do(done.summary)
        for remark in done.summary.remarks:
            st.html(html.note(fault_words.in_words(remark)))
    else:
        words = _("Nothing can be imported like this.")
        st.html(html.refused(f"{words} {fault_words.in_words(done.refusal)}" if not done.n else words))
    if done.n:
        _wrong(done.faults, done.n)


def _rows(summary: ImportSummary) -> str:
    """How many rows there are, and how many of them go in, stay out, and lie in the future."""
    out, ahead = sum(one.quarantined for one in summary.counts.values()), sum(summary.future.values())
    said = [
        many("{n} row came.", "{n} rows came.", summary.rows),
        many("{n} is accepted.", "{n} are accepted.", summary.rows - out),
        many("{n} is left out.", "{n} are left out.", out),
        many(
            "{n} row lies in the future: it counts only from then on.",
            "{n} rows lie in the future: they count only from then on.",
            ahead,
        ),
    ]
    numbers = (summary.rows, summary.rows - out, out, ahead)
    told = said if ahead else said[:-1]
    return " ".join(words.format(n=count(n)) for words, n in zip(told, numbers, strict=False))


def _would_do(summary: ImportSummary) -> None:
    names = vocabulary.names(TABLES)
    columns: dict[Column, Callable[[tuple[str, Counts]], Phrase]] = {
        Column(_("Table"), figures=False): lambda row: Phrase(names.get(row[0], row[0])),
        Column(_("New")): lambda row: count_cell(row[1].inserted),
        Column(_("Changed")): lambda row: count_cell(row[1].updated),
        Column(_("As before")): lambda row: count_cell(row[1].unchanged),
        Column(_("Deleted")): lambda row: past_target_cell(row[1].deleted),
        Column(_("Left out")): lambda row: past_target_cell(row[1].quarantined),
        Column(_("In the future")): lambda row: past_target_cell(summary.future.get(row[0], 0)),
    }
    rows = summary.counts.items()
    st.html(html.table(table_of(_("What the import would do"), rows, columns), lambda _key: ("", "")))


def _wrong(faults: Sequence[str], n: int) -> None:
    """The first faults: where, what is wrong, what to do."""
    columns: dict[Column, Callable[[tuple[str, str, str]], Phrase]] = {
        Column(_("Where"), figures=False): lambda row: Phrase(_where(row[0])),
        Column(_("What is wrong"), figures=False): lambda row: Phrase(row[1]),
        Column(_("What to do"), figures=False): lambda row: Phrase(row[2]),
    }
    st.html(html.heading(many("{n} fault", "{n} faults", n).format(n=count(n))))
    st.html(html.table(table_of(_("Faults"), map(fault_words.split, faults[:SHOWN]), columns), lambda _key: ("", "")))
    if n > SHOWN:
        words = _("The first {shown} of {n} are shown. The command line prints the first {most}.")
        st.html(html.note(words.format(shown=count(SHOWN), n=count(n), most=count(MOST_FAULTS))))


def _where(place: str) -> str:
    """'cases.csv:12' in words."""
    file, colon, line = place.rpartition(":")
    return _("{file}, line {line}").format(file=file, line=line) if colon and line.isdecimal() else place
