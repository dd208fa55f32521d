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
    names[NEW] = _("A new rule")
    code = st.selectbox(_("Rule"), names, format_func=names.__getitem__, key=f"{key}-rule")
    own = f"{key}-{code}"
    if code != NEW and st.checkbox(_("Take this rule out"), key=f"{own}-out"):
        return {one: rule for one, rule in start.items() if one != code}
    name = code
    if code == NEW:
        name = st.text_input(_("Short name: a–z, 0–9 and _"), key=f"{own}-code", max_chars=60).strip()
        if name in start:
            st.html(html.notice(_("There is a rule of this short name already: this would take its place.")))
    rule = _rule(own, start.get(code, _FRESH))
    return dict(start) if code == NEW and not name else {**start, name: rule}


def _rule(key: str, before: Content) -> dict[str, Any]:
    labels, rule = rule_fields(), dict[str, Any]()
    for field, codes in _LISTED.items():
        named = partial(vocabulary.name, RULE_CODES[field])
        if chosen := several(labels[field], f"{key}-{field}", codes, before.get(field, []), named):
            rule[field] = chosen
    days = _("Days after the opening within which the partner joins")
    rule["after_days"] = number(days, f"{key}-days", before["after_days"], MOST_DAYS)
    pauses = {"": _("No matter"), **{code: vocabulary.name("pause_reasons", code) for code in PAUSE_REASONS}}
    for field, names in (*((one, pauses) for one in _PAUSES), ("basis", basis_names()), ("strength", strength_names())):
        known = [*names]
        at = known.index(before.get(field, ""))
        if one := st.selectbox(labels[field], known, at, names.__getitem__, key=f"{key}-{field}"):
            rule[field] = one
    for code, name in LANGUAGES.items():
        rule[code] = {
            field: st.text_input(
                f"{words} ({name})",
                before.get(code, {}).get(field, ""),
                key=f"{key}-{code}-{field}",
                max_chars=LONGEST_TEXT,
            )
            for field, words in rule_texts().items()
        }
    return rule
