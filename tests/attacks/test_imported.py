"""Names, codes and numbers of an import that are attacks stay text on pages, slides and in files; so do the reason and
the names of files.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.attacks.conftest import Attacked, attacked_at
from tests.attacks.line import Answer, Tab, a_tab, alive, living_labels, pressed, state, text
from tests.attacks.payloads import ALL, MARK, OF_SPREADSHEETS
from tests.attacks.test_payloads import files, is_text, meeting, wall
from tests.attacks.test_uploads import mark_in, put

NOW = datetime.now(UTC)
FORMULA = OF_SPREADSHEETS[0]
PAGES = ("", "open_cases", "handovers", "cooperation", "regions", "deadlines", "yearly", "data_quality", "meeting")
LISTS = ("open", "past_target", "sent", "waiting", "deadlines")


def in_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    made = io.StringIO()
    writer = csv.DictWriter(made, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue().encode()


def delivery() -> dict[str, bytes]:
    """Tables in which every text that may be any is an attack."""
    ago = [(NOW - timedelta(days=n)).isoformat() for n in range(31)]
    names = [{"name_en": one, "name_fi": one, "name_sv": one} for one in ALL]
    pairs = list(zip(ALL, names, strict=True))
    other = dict(zip(ALL, (*ALL[1:], ALL[0]), strict=True))
    cases = [
        {
            "case_id": f"case {one}",
            "region_code": one,
            "opened_at": ago[30],
            "status": "open",
            "exploitation_form": "labour",
            "victim_age_group": "child",
            "responsible_agency": one,
        }
        for one in ALL
    ]
    involved = [{"case_id": f"case {one}", "agency_code": one, "role": "lead", "started_at": ago[30]} for one in ALL]
    sent = [
        {
            "handover_id": f"handover {one}",
            "case_id": f"case {one}",
            "from_agency": one,
            "to_agency": other[one],
            "kind": "case",
            "handed_over_at": ago[20],
        }
        for one in ALL
    ]
    due = [
        {"deadline_id": f"due {one}", "case_id": f"case {one}", "kind": "follow_up", "due_on": ago[1][:10]}
        for one in ALL
    ]
    return {
        "regions.csv": in_csv([{"code": one, **of} for one, of in pairs]),
        "ministries.csv": in_csv([{"code": one, **of} for one, of in pairs]),
        "agencies.csv": in_csv(
            [{"code": one, **of, "sector": "police", "ministry_code": one, "region_code": one} for one, of in pairs]
        ),
        # one is bad, for its status: what it holds is put aside as it came
        "cases.csv": in_csv([*cases, {**cases[0], "case_id": f"{FORMULA} bad", "status": FORMULA}]),
        "involvements.csv": in_csv(involved),
        "handovers.csv": in_csv(sent),
        "deadlines.csv": in_csv(due),
    }


def is_plain(answer: Answer) -> None:
    assert alive(answer.html) == []
    assert living_labels(answer) == []


@pytest.fixture(scope="module")
def imported(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """A dashboard to which such a delivery was uploaded, and whose pages of the way were looked at."""
    with attacked_at(tmp_path_factory.mktemp("imported"), migrated_sqlite) as attacked:
        cookie = attacked.cookie("administration")
        with a_tab(attacked.url, cookie) as tab:
            mark = mark_in(tab.ask("imports"))
            for name, body in delivery().items():
                assert put(attacked, mark, cookie, name, body) == 204
            imports(tab)
        yield attacked


def imports(tab: Tab) -> None:
    """Check, see what is wrong, leave that out, and import it with a reason that is an attack."""
    answer = tab.ask("imports")
    answer = tab.ask("imports", "", pressed(answer.widget("imports-check")))
    assert "1 fault" in answer.html
    assert MARK in answer.html
    is_plain(answer)
    aside = state(answer.widget("-aside"), "bool_value", True)
    answer = tab.ask("imports", "", aside)
    answer = tab.ask("imports", "", aside, pressed(answer.widget("imports-check")))
    assert "The files can be imported." in answer.html
    is_plain(answer)
    reason = text(answer.widget("-reason"), value=f"{ALL[0]} {ALL[13]}")
    answer = tab.ask("imports", "", aside, reason, pressed(answer.widget("imports-write")))
    assert "rows are imported" in answer.html
    is_plain(answer)


def says_why(tab: Tab, reference: str) -> None:
    asked = tab.ask("lists")
    given = (
        text(asked.widget("reason-code"), value="Work on the case"),
        text(asked.widget("reason-reference"), value=reference),
        pressed(asked.widget("reason-show")),
    )
    tab.ask("lists", "", *given)


def test_what_was_imported_is_text_on_every_page_and_on_the_wall(imported: Attacked) -> None:
    seen = 0
    with imported.tab("coordination") as tab:
        says_why(tab, ALL[0])
        for page in PAGES:
            answer = tab.ask(page, "period=all")
            is_plain(answer)
            seen += answer.html.count(MARK)
        for listed in LISTS:
            answer = tab.ask("lists", urlencode({"list": listed, "agency": ALL[0]}))
            is_plain(answer)
            seen += answer.html.count(MARK)
        for payload in ALL:
            answer = tab.ask("case", urlencode({"case": f"case {payload}"}))
            assert MARK in answer.html
            is_plain(answer)
        meeting(tab)
        shown = wall(tab)
        slides = "\n".join(slide["html"] for slide in shown["slides"])
        assert alive(slides) == []
    assert seen > 10 * len(ALL)


def test_what_was_imported_is_text_in_every_file(imported: Attacked) -> None:
    cookie, kinds = imported.cookie("coordination"), set()
    with a_tab(imported.url, cookie) as tab:
        says_why(tab, ALL[0])
        running = meeting(tab)
        tab.ask("meeting", "", pressed(running.widget("-meeting-fix")))
        queries = (("yearly", ""), ("lists", "list=sent"), ("handovers", "period=all"), ("meeting", ""))
        for page, query in (*queries, ("case", urlencode({"case": f"case {ALL[14]}"}))):
            for kind, content in files(tab, imported, cookie, page, query):
                is_text(kind, content)
                kinds.add(kind)
    assert kinds >= {"csv", "xlsx", "pdf", "pptx"}


def test_the_log_has_reasons_references_and_names_as_text(imported: Attacked) -> None:
    with imported.tab("coordination") as tab:
        says_why(tab, ALL[1])
    cookie = imported.cookie("administration")
    with a_tab(imported.url, cookie) as tab:
        for event in ("data_imported", "reason_given", "rows_shown"):
            answer = tab.ask("access_log", f"event={event}")
            assert MARK in answer.html or event == "rows_shown"
            is_plain(answer)
        for kind, content in files(tab, imported, cookie, "access_log"):
            is_text(kind, content)


def test_rows_that_were_left_out_are_text_in_their_file(imported: Attacked) -> None:
    cookie = imported.cookie("administration")
    with a_tab(imported.url, cookie) as tab:
        mark = mark_in(tab.ask("imports"))
        for name, body in delivery().items():
            assert put(imported, mark, cookie, name, body) == 204
        answer = tab.ask("imports")
        aside = state(answer.widget("-aside"), "bool_value", True)
        answer = tab.ask("imports", "", aside)
        answer = tab.ask("imports", "", aside, pressed(answer.widget("imports-check")))
        found = dict(files(tab, imported, cookie, "imports"))
        assert MARK in found["csv"].decode("utf-8-sig")
        is_text("csv", found["csv"])


def test_an_event_log_of_attacks_is_text_too(imported: Attacked) -> None:
    rows = [
        {"case": f"log {one}", "time": (NOW - timedelta(days=9 - n)).isoformat(), "group": group}
        for one in ALL
        for n, group in enumerate((one, f"other {one}"))
    ]
    cookie = imported.cookie("administration")
    with a_tab(imported.url, cookie) as tab:
        mark = mark_in(tab.ask("imports", "kind=events"))
        assert put(imported, mark, cookie, "events%20(1).csv", in_csv(rows)) == 204
        answer = tab.ask("imports", "kind=events")
        chosen = [text(answer.widget(f"-{field}"), value=field) for field in ("case", "time", "group")]
        answer = tab.ask("imports", "kind=events", *chosen)
        answer = tab.ask("imports", "kind=events", *chosen, pressed(answer.widget("imports-check")))
        assert "The files can be imported." in answer.html
        is_plain(answer)
        reason = text(answer.widget("-reason"), value=ALL[2])
        answer = tab.ask("imports", "kind=events", *chosen, reason, pressed(answer.widget("imports-write")))
        assert "rows are imported" in answer.html
    with imported.tab("coordination") as tab:
        says_why(tab, ALL[3])
        for payload in ALL:
            answer = tab.ask("case", urlencode({"case": f"log {payload}"}))
            assert MARK in answer.html
            is_plain(answer)
