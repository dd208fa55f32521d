"""The fields in which partner rules are edited: one rule at a time, a new one, or one that goes."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

import streamlit as st

from config.codes import INVESTIGATION_PHASES, OFFENCES, PAUSE_REASONS, SECTORS, VICTIM_AGE_GROUPS
from config.languages import LANGUAGES
from config.partner_rules import MOST_DAYS
from config.toml_file import Content
from documents import html
from screen.language import vocabulary
from screen.language.words import _, language
from screen.sections.settings.fields import number, several
from screen.sections.settings.told import RULE_CODES, basis_names, rule_fields, rule_texts, strength_names
from screen.view.view import View

NEW = ""
LONGEST_TEXT = 300
_LISTED: Mapping[str, Collection[str]] = {
    "sectors": SECTORS,
    "age_groups": VICTIM_AGE_GROUPS,
    "investigation_phases": INVESTIGATION_PHASES,
    "offences": OFFENCES,
}
_PAUSES = ("pause_reason", "not_while")
_FRESH: Content = {"sectors": [], "after_days": 30, "basis": "practice", "strength": "missing"}


def partner_rules(key: str, start: Content, _view: View) -> Content:
    """One rule of all, which is changed, taken out or put at their end."""
    names = {code: f"{rule[language()]['name']} ({code})" for code, rule in start.items()}
    names[NEW] = _("Add a rule")
    code = st.selectbox(_("Rule"), names, format_func=names.__getitem__, key=f"{key}-rule")
    own = f"{key}-{code}"
    if code != NEW and st.checkbox(_("Delete this rule"), key=f"{own}-out"):
        return {one: rule for one, rule in start.items() if one != code}
    name = code
    if code == NEW:
        name = st.text_input(_("Short name: a–z, 0–9 and _"), key=f"{own}-code", max_chars=60).strip()
        if name in start:
            st.html(html.notice(_("A rule with this short name already exists. Saving replaces it.")))
    rule = _rule(own, start.get(code, _FRESH))
    return dict(start) if code == NEW and not name else {**start, name: rule}


def _rule(key: str, before: Content) -> dict[str, Any]:
    return {**_which_cases(key, before), **_how_soon(key, before), **_texts(key, before)}


def _which_cases(key: str, before: Content) -> dict[str, Any]:
    """The fields that say in which cases the partner is needed."""
    labels, rule = rule_fields(), dict[str, Any]()
    pauses = {"": _("No condition"), **{code: vocabulary.name("pause_reasons", code) for code in PAUSE_REASONS}}
    with st.container(border=True):
        st.html(html.heading(_("Cases that the rule applies to")))
        for field, codes in _LISTED.items():
            named = partial(vocabulary.name, RULE_CODES[field])
            if chosen := several(labels[field], f"{key}-{field}", codes, before.get(field, []), named):
                rule[field] = chosen
        for field, place in zip(_PAUSES, st.columns(2), strict=True):
            with place:
                rule |= _one_of(field, pauses, key, before)
    return rule


def _how_soon(key: str, before: Content) -> dict[str, Any]:
    """The fields that say how soon the partner joins, on what basis, and how strong that is."""
    with st.container(border=True):
        st.html(html.heading(_("How soon, and why")))
        words = _("Within how many days of the opening must the partner join?")
        days = number(words, f"{key}-days", before["after_days"], MOST_DAYS)
        basis, strength = st.columns(2)
        with basis:
            chosen = _one_of("basis", basis_names(), key, before)
        with strength:
            chosen |= _one_of("strength", strength_names(), key, before)
    return {"after_days": days, **chosen}


def _texts(key: str, before: Content) -> dict[str, Any]:
    """What is said of the rule, in each language; the viewer's own is open."""
    texts = {}
    st.html(html.heading(_("Texts on the pages"), _("Write every text in all languages.")))
    for code, name in LANGUAGES.items():
        with st.expander(name, expanded=code == language() or not before.get(code)):
            texts[code] = {
                field: st.text_input(
                    f"{words} ({name})",
                    before.get(code, {}).get(field, ""),
                    key=f"{key}-{code}-{field}",
                    max_chars=LONGEST_TEXT,
                )
                for field, words in rule_texts().items()
            }
    return texts


def _one_of(field: str, names: Mapping[str, str], key: str, before: Content) -> dict[str, str]:
    """The code that is chosen of some, by its field; nothing where none is."""
    at = [*names].index(before.get(field, ""))
    one = st.selectbox(rule_fields()[field], names, at, names.__getitem__, key=f"{key}-{field}")
    return {field: one} if one else {}
