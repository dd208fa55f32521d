"""Data quality: its sentence and its tables, from made figures; agencies in order of name, for who may see them."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from config.vocabulary import codes
from documents.page import Page
from documents.sheet import Table
from indicators import partners, quality
from pages import data_quality
from queries.access import Grant
from queries.filters import Filters
from screen.address.address import Address
from screen.language.vocabulary import rule_words
from screen.view.view import View
from store.case import tables
from store.facts.sound_rows import broken_by
from tests.asking import SHIPPED
from tests.pages.drawing import NOW, every, found_in, html, page_drawn

COORDINATION = Grant("coordination", NOW)
NAMES = {"agency": {"A1": "Police, Uusimaa", "A2": "<b>Health care</b>"}}


def contract(**changes: Any) -> dict[str, Any]:
    none = {"rules": 108, "broken": 0, "found": 5000, "rows": 0, "left_out": 0, "breaches": []}
    every = [{"table": name, "found": 10, "broken": 0, "left_out": 0} for name in codes("data_tables")]
    return {**none, "tables": every, **changes}


def figures(no_region: int = 4, cases: int = 100, no_offence: int = 0, **of_contract: Any) -> Any:
    unknown = {"region": no_region, "offence": no_offence}
    return {
        "contract": contract(**of_contract),
        "in_scope": cases,
        "unknown": [
            {"subject": subject, "attribute": name, "unknown": unknown.get(name, 0), "of": cases}
            for subject, name in (code.split(".") for code in codes("unknown_attributes"))
        ],
        "left_out": [{"what": what, "n": 3, "of": cases} for what in codes("left_out")],
        "newest": [{"record": kind, "days": None if kind == "closed" else 0.25} for kind in codes("record_kinds")],
    }


BROKEN: dict[str, Any] = {
    "broken": 2,
    "rows": 41,
    "breaches": [
        {"table": "handovers", "kind": "order", "column": "responded_at", "n": 40},
        {"table": "cases", "kind": "code", "column": "status", "n": 1},
    ],
}


def run(made: Mapping[str, Any], late: Any = (), grant: Grant = COORDINATION) -> Page:
    left_out = [{"rule": rule.code, "left_out": n, "of": 9} for n, rule in enumerate(SHIPPED.partner_rules)]
    known: dict[Any, Any] = {quality.figures: made, partners.missing: left_out}
    if grant.may_read("places"):
        known[quality.late_agencies] = list(late)
    address = Address(Filters(grant, NOW), "12m", False)
    view = View(found_in(known), address, NAMES, NOW, lambda *_: None, SHIPPED)
    return page_drawn("data_quality", view)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (figures(**BROKEN), "2 of 108 rules are broken, in 41 rows"),
        (figures(), "Nothing breaks the rules; the largest gap is “Region of a case”, unknown in 4%"),
        (
            figures(no_offence=44),
            "Nothing breaks the rules; the largest gap is “Offence under investigation”, unknown in 44%",
        ),
        (figures(0), "Nothing breaks the rules, and nothing is unknown"),
        (figures(0, 0), "Nothing breaks the rules of the data contract"),
    ],
)
def test_the_sentence_says_what_is_broken_first(made: Any, said: str) -> None:
    assert " ".join(filter(None, data_quality.headline(made))) == said


def test_what_is_checked_and_what_the_rest_is_about_are_two_sentences() -> None:
    shown = html(run(figures()))
    assert "All 5,000 rows are checked against 108 rules, whatever is chosen above. The other sections" in shown
    assert "41 rows count in no figure. The other" in html(run(figures(left_out=41)))


def test_broken_rules_stand_by_table_with_what_to_do() -> None:
    shown = html(run(figures(**BROKEN)))
    assert shown.index("A code is not on its list") < shown.index("An end is before its start")
    assert "Correct the start or the end" in shown
    assert re.search(r'<td class="s-number s-attention"[^>]*>40</td>', shown)


def test_each_unknown_has_its_share_and_its_base() -> None:
    shown = html(run(figures()))
    assert shown.count('<td class="s-number">4%</td>') == 1
    assert "Region of a case" in shown
    assert "no data" in html(run(figures(0, 0)))


def test_what_never_happened_is_not_new() -> None:
    shown = html(run(figures()))
    assert "6 hours ago" in shown
    assert '<td class="s-number s-state">never</td>' in shown


def test_silent_agencies_stand_in_order_of_name() -> None:
    late = [
        {"agency": "A1", "days_with_acts": 300, "silent_days": 12.0},
        {"agency": "A2", "days_with_acts": 200, "silent_days": 40.0},
    ]
    shown = html(run(figures(), late))
    assert shown.index("&lt;b&gt;Health care") < shown.index("Police, Uusimaa")
    assert "No agency has been silent" in html(run(figures()))


def test_a_rapporteur_sees_no_agency() -> None:
    shown = html(run(figures(), grant=Grant("rapporteur", NOW)))
    assert "What is unknown" in shown
    assert "silent" not in shown


def test_every_table_and_kind_of_rule_has_its_words() -> None:
    kinds = {kind for table in tables.IN_ORDER for kind, _column in broken_by(table)} | {"duplicate"}
    assert set(codes("data_rules")) == kinds
    assert set(codes("data_tables")) == set(tables.BY_NAME)


def test_a_consent_pause_names_the_rule_that_leaves_out_the_most_and_leads_to_its_cases() -> None:
    last = SHIPPED.partner_rules[-1]
    shown = [part for part in every(run(figures()).parts) if isinstance(part, Table)]
    [row] = [row for table in shown for row in table.rows if row[0].text.startswith("Open cases with a consent pause")]
    assert row[0].text == f"Open cases with a consent pause: {rule_words(last).name}"
    assert row[2].link == f"lists?list=left_out_of_rule&rule={last.code}"
