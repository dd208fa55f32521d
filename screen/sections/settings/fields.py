"""The fields in which a setting is edited; each function draws them, as a content fills them first, and gives what they
hold now. `key` begins the keys of its widgets.
"""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

import streamlit as st

from config.agenda import ITEMS, LONGEST_ADVANCE, LONGEST_TITLE
from config.codes import PAUSE_REASONS, SECTORS, UNKNOWN
from config.languages import LANGUAGES
from config.targets import MOST_DAYS
from config.toml_file import Content
from documents import html
from screen.language import vocabulary
from screen.language.formats import in_order
from screen.language.words import _
from screen.sections.settings.told import agency_name
from screen.view.view import View

ALL = "all"


def targets(key: str, start: Content, view: View) -> Content:
    """Days for all agencies, and for those that have others."""
    default = number(_("Days in which an agency answers"), f"{key}-default", start["default_days"], MOST_DAYS)
    own: Mapping[str, float] = start["days"]
    known = {*view.names["agency"], *own} - {UNKNOWN}
    codes = sorted(known, key=lambda code: in_order(view.name("agency", code)))
    chosen = several(_("Agencies with other targets"), f"{key}-agencies", codes, own, partial(agency_name, view=view))
    places = st.columns(3)
    days = {
        code: number(agency_name(code, view), f"{key}-days-{code}", own.get(code, default), MOST_DAYS, places[n % 3])
        for n, code in enumerate(chosen)
    }
    return {"default_days": default, "days": days}


def pause_rules(key: str, start: Content, _view: View) -> Content:
    """Whose clock a pause stops, by its reason; a reason with no sector stops none."""
    found = {}
    named = partial(vocabulary.name, "sectors")
    for reason in PAUSE_REASONS:
        rule = start.get(reason, {"sectors": [], "never_in_a_childs_case": []})
        with st.container(border=True):
            st.html(html.sentence(vocabulary.name("pause_reasons", reason), ""))
            every = st.toggle(_("Stops the clock of all sectors"), rule["sectors"] == ALL, key=f"{key}-{reason}-all")
            sectors: Any = ALL
            if not every:
                before = [] if rule["sectors"] == ALL else rule["sectors"]
                sectors = several(_("Stops the clock of"), f"{key}-{reason}-sectors", SECTORS, before, named)
            never = "never_in_a_childs_case"
            spared = several(_("Never in a child’s case of"), f"{key}-{reason}-never", SECTORS, rule[never], named)
        if reason in start or sectors or spared:
            found[reason] = {"sectors": sectors, never: spared}
    return found


def agenda(key: str, start: Content, _view: View) -> Content:
    """The items of a meeting in order, how its slides go on, and its name."""
    items = several(
        _("Items in order"),
        f"{key}-items",
        ITEMS,
        start["items"],
        partial(vocabulary.name, "meeting_items"),
        help=_("Remove an item to leave it out. Choose it again to move it to the end."),
    )
    words = _("Seconds to the next slide (0: never by itself)")
    seconds = number(words, f"{key}-seconds", start["advance_seconds"], LONGEST_ADVANCE)
    st.html(html.note(_("What the meeting is called; where nothing is written, “Coordination meeting”.")))
    typed = {
        code: st.text_input(
            _("Name ({language})").format(language=name),
            start["title"].get(code, ""),
            key=f"{key}-title-{code}",
            max_chars=LONGEST_TITLE,
        ).strip()
        for code, name in LANGUAGES.items()
    }
    return {
        "items": items,
        "advance_seconds": seconds,
        "title": {code: title for code, title in typed.items() if title},
    }


def several(
    label: str,
    key: str,
    codes: Collection[str],
    before: Collection[str],
    named: Callable[[str], str],
    **more: Any,
) -> list[str]:
    """Any of some codes, in the order in which they were chosen."""
    words = _("Choose")
    return st.multiselect(label, codes, [*before], named, key=key, placeholder=words, select_all=False, **more)


def number(label: str, key: str, before: float, most: int, place: Any = st) -> float:
    """A number from 0 to `most`, whole where it is. The field takes decimal numbers, because what Streamlit keeps of a
    field of whole numbers is refused as forged (screen/frame/forged.py).
    """
    typed = place.number_input(label, 0.0, float(most), float(before), 1.0, format="%g", key=key)
    return int(typed) if typed.is_integer() else float(typed)
