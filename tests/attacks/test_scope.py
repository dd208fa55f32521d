"""Whoever asks for whatever page, filter and indicator gets the bytes of nothing beyond their role, and nothing in them
that does something of its own, although the names of agencies and regions try to.
"""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from indicators.catalogue import INDICATORS
from tests.attacks.conftest import Attacked, says_why
from tests.attacks.line import Answer, Tab, alive, living_labels
from tests.attacks.payloads import ALL, MARK

PAGES = ("", "open_cases", "handovers", "cooperation", "regions", "deadlines", "meeting", "yearly", "data_quality")
PAGES_OF_ROWS = ("case", "lists")
PAGES_OF_ADMINISTRATION = ("administration", "access_log", "users", "settings")
FILTERS = ("period=all", "period=3m&form=sexual&age_group=adult&as_of=2026-09-01T06:00Z", "agency=POL-01&region=01")
LISTS = ("open", "ended", "sent", "overdue", "missing", "due_soon")
NO_ROWS = ("ministry", "rapporteur", "administration", "guest")


def is_safe(answer: Answer) -> None:
    assert alive(answer.html) == []
    assert living_labels(answer) == []


@pytest.fixture(scope="module")
def agency(attacked: Attacked) -> Iterator[Tab]:
    """A tab of the agency, in which it was said why."""
    with attacked.tab("agency") as tab:
        says_why(tab)
        yield tab


@pytest.mark.parametrize("query", FILTERS[:2])
def test_explain_shows_an_agency_no_case_of_others(
    attacked: Attacked, agency: Tab, foreign_cases: set[str], query: str
) -> None:
    own = set()
    for key in INDICATORS:
        answer = agency.ask("explain", f"{query}&indicator={key}")
        assert not answer.cases & foreign_cases, key
        assert answer.shows_figures
        is_safe(answer)
        own |= answer.cases
    assert own, "it is shown those of its own"


@pytest.mark.parametrize("query", FILTERS)
def test_no_page_shows_an_agency_a_case_of_others(
    attacked: Attacked, agency: Tab, foreign_cases: set[str], query: str
) -> None:
    own = set()
    for page in PAGES:
        answer = agency.ask(page, query)
        assert not answer.cases & foreign_cases, page
        is_safe(answer)
    for listed in LISTS:
        answer = agency.ask("lists", f"{query}&list={listed}")
        assert not answer.cases & foreign_cases, listed
        is_safe(answer)
        own |= answer.cases
    assert own or "agency" in query
    assert MARK in agency.ask("lists", "period=all&list=sent").html, "the names of agencies are shown"
    for case in sorted(foreign_cases)[:10]:
        assert not agency.ask("case", f"case={case}").cases & (foreign_cases - {case})


def test_an_agency_learns_of_a_foreign_case_no_more_than_of_one_that_is_not_there(
    attacked: Attacked, agency: Tab, foreign_cases: set[str]
) -> None:
    foreign = sorted(foreign_cases)[0]
    there, not_there = agency.ask("case", f"case={foreign}"), agency.ask("case", "case=K-0")
    assert there.html.replace(foreign, "K-0") == not_there.html


@pytest.mark.parametrize("role", NO_ROWS)
def test_who_sees_no_rows_gets_no_case(attacked: Attacked, role: str) -> None:
    sees_figures = role in ("ministry", "rapporteur")
    sees_places = role == "ministry"
    with attacked.tab(role) as tab:
        if tab.ask("case").widgets("reason-code"):
            says_why(tab)  # nobody of these roles is asked; whoever were would see rows from then on
        for page in (*PAGES, *PAGES_OF_ROWS, *(PAGES_OF_ADMINISTRATION if role != "administration" else ())):
            for query in FILTERS if sees_figures else FILTERS[:1]:
                answer = tab.ask(page, f"{query}&case=K-1000&list=open")
                assert not answer.cases - {"K-1000"}, page
                assert sees_figures or not answer.shows_figures, page
                assert sees_places or MARK.encode() not in answer.raw, page
                is_safe(answer)
        for key in INDICATORS if sees_figures else [*INDICATORS][:1]:
            answer = tab.ask("explain", f"period=all&indicator={key}")
            assert not answer.cases, key
            assert answer.shows_figures == sees_figures
            assert sees_places or MARK.encode() not in answer.raw, key


def test_what_an_address_says_is_shown_as_text(attacked: Attacked) -> None:
    with attacked.tab("coordination") as tab:
        says_why(tab)
        for payload in ALL:
            for names in (("region", "agency", "period", "from"), ("as_of", "lang", payload, "case", "list")):
                query = urlencode(dict.fromkeys(names, payload))
                for page in ("", "explain") if "region" in names else ("case", "lists"):
                    is_safe(tab.ask(page, query + "&" + urlencode({"search": payload, "indicator": payload})))
