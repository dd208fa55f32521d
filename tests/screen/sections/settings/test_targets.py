"""The page of settings, by its targets: an edit is compared, has a reason, is kept whole and logged, and holds at once;
or it is refused in words, and nothing that was typed is lost.
"""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from config.targets import Targets
from indicators import handovers
from screen.frame import services
from screen.sections.settings import edits
from screen.sections.settings.edits import Begun
from screen.sign_in import form
from store.own import access_log, chain, sessions
from store.own.setting_changes import FILES, NewChange, add, read_changes
from store.own.users import User, add_users, change_user
from tests.made_cases import everything, fill
from tests.rows import a_case, a_handover, an_agency
from tests.screen.sections.settings.settings_page import field, keep, opened, press, targets_in_force, typed
from tests.screen.visits import HASH, LONG_AGO, USERS, Installation, Visitor

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SECOND = User("second", "Second administrator", "administration", HASH, LONG_AGO)
BY_NAME = {user.user_name: user for user in USERS}


@pytest.fixture(autouse=True)
def waiting(settings_page: None, sqlite_url: str) -> None:
    """A handover has waited for ten days."""
    rows = {
        "agencies": [an_agency("police"), an_agency("border")],
        "cases": [a_case("C")],
        "handovers": [a_handover("C", datetime(2026, 2, 19, tzinfo=UTC), "border", "police")],
    }
    fill(sqlite_url, rows)


def entries(installation: Installation, event: str) -> list[tuple[str, str, str, str]]:
    found = installation.entries(event)
    assert all(one["address"] for one in found)
    return [(one["user_name"], one["role"], one["scope"], one["reason"]) for one in found]


def past_target() -> int:
    replica = services.replica()
    replica.refresh()
    return handovers.summary(replica.ask, everything(NOW))["overdue"]


def by_another(installation: Installation, content: dict[str, Any] | None, follows: int, reason: str = "ours") -> None:
    with access_log.logged(installation.own, "second", "setting_changed", NOW) as connection:
        add(connection, NewChange("targets", content, reason, follows), "second", NOW)


def test_a_target_is_kept_with_who_and_why_and_holds_at_once(installation: Installation) -> None:
    visitor = opened()
    assert past_target() == 1
    assert "Nothing differs from what holds now." in visitor.html
    html = typed(visitor, 7, police=14).html
    assert "Change of a flow" not in html, "no flow rests on a target"
    assert all(words in html for words in ("police (police)", "as all others", "14 days", "Past target"))
    assert "This is saved, and holds at once, for past moments too." in keep(visitor, " the police asked for it ")
    assert targets_in_force() == Targets(7, {"police": 14})
    assert past_target() == 0
    scope = "targets: days.police none → 14"
    expected = ("administration", "administration", scope, "the police asked for it")
    assert entries(installation, "setting_changed") == [expected]
    assert list(chain.verify(installation.own)) == []
    assert "the police asked for it" in visitor.html
    assert "Nothing differs from what holds now." in visitor.html
    assert field(visitor, "-days-police").value == 14


def test_the_page_shows_rules_alone_and_no_figure(installation: Installation) -> None:
    visitor = typed(opened(), 30)
    html = visitor.html
    assert not any(words in html for words in ("s-tile", "s-figure", "case_id", "C-"))
    assert [row.split("</td>")[0] for row in html.split("<td")[1:]], "there is a table"


@pytest.mark.parametrize(
    ("days", "own", "reason", "words"),
    [
        (0, {}, "why", "A number of days is above 0"),
        (7, {"police": 0}, "why", "A number of days is above 0"),
        (8, {}, " ", "Say why, in at most 300 characters."),
    ],
)
def test_what_makes_no_sense_is_refused_in_words_and_stays_typed(
    installation: Installation, days: float, own: dict[str, float], reason: str, words: str
) -> None:
    visitor = typed(opened(), days, **own)
    assert words in keep(visitor, reason)
    assert targets_in_force() == Targets(7)
    assert entries(installation, "setting_changed") == []
    assert entries(installation, "refused") == [], "a slip is none"
    assert field(visitor, "-default").value == days
    assert {agency: field(visitor, f"-days-{agency}").value for agency in own} == own


def test_an_older_edit_comes_back_by_a_new_one(installation: Installation) -> None:
    visitor = opened()
    for days in (8, 9):
        keep(typed(visitor, days))
    [newest, first] = read_changes(installation.own, "targets")
    press(visitor, f"back-targets-{first.number}")
    assert field(visitor, "-default").value == 8
    assert "This is saved" in keep(visitor, "nine was too long")
    assert targets_in_force() == Targets(8)
    found = read_changes(installation.own, "targets")
    assert [one.content and one.content["default_days"] for one in found] == [8, 9, 8]
    assert found[0].follows == newest.number
    scopes = [scope for _who, _role, scope, _why in entries(installation, "setting_changed")]
    assert scopes[-1] == "targets: default_days 9 → 8"


def test_the_files_come_back_and_are_followed_from_then_on(installation: Installation) -> None:
    visitor = opened()
    keep(typed(visitor, 8))
    press(visitor, f"back-targets-{FILES}")
    assert "This is saved" in keep(visitor, "as installed")
    assert read_changes(installation.own, "targets")[0].content is None
    assert "From here on the files of the installation hold." in visitor.html
    assert targets_in_force() == services.settings().targets


def test_of_two_at_once_the_second_is_told_and_loses_nothing(installation: Installation) -> None:
    add_users(installation.own, [SECOND])
    first, second = typed(opened(), 8), typed(opened("second"), 7, police=14)
    keep(first, "the first was quicker")
    html = keep(second, "the police asked")
    assert "Somebody else changed this at the same time." in html
    assert "administration changed this since you began" in html
    assert "the first was quicker" in html
    assert targets_in_force() == Targets(8)
    assert field(second, "-days-police").value == 14
    assert field(second, "-reason").value == "the police asked"
    assert all(words in html for words in ("8 days", "7 days", "as all others", "14 days")), "it is compared"
    assert "This is saved" in press(second, "keep")
    assert targets_in_force() == Targets(7, {"police": 14})
    last = entries(installation, "setting_changed")[-1]
    assert last == (
        "second",
        "administration",
        "targets: default_days 8 → 7; days.police none → 14",
        "the police asked",
    )


def test_who_has_typed_nothing_sees_what_another_kept(installation: Installation) -> None:
    visitor = opened()
    by_another(installation, {"default_days": 9, "days": {"border": 3}}, FILES)
    html = visitor.again().html
    assert (field(visitor, "-default").value, field(visitor, "-days-border").value) == (9, 3)
    assert "changed this since you began" not in html


def test_who_begins_anew_starts_with_what_holds(installation: Installation) -> None:
    visitor = typed(opened(), 8)
    by_another(installation, {"default_days": 9, "days": {}}, FILES)
    assert "second changed this since you began" in visitor.again().html
    html = press(visitor, "anew")
    assert field(visitor, "-default").value == 9
    assert "changed this since you began" not in html


def test_it_follows_what_the_last_seen_edit_was_not_one_that_came_in_the_same_moment(
    installation: Installation,
) -> None:
    visitor = typed(opened(), 8)
    field(visitor, "-reason").set_value("why")
    by_another(installation, {"default_days": 9, "days": {}}, FILES)
    assert "Somebody else changed this at the same time." in press(visitor, "keep")
    assert targets_in_force() == Targets(9)


@pytest.mark.parametrize("role", ["coordination", "agency", "ministry", "guest"])
def test_another_role_sees_no_settings_and_edits_none(
    installation: Installation, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = opened(role)
    assert "You do not have access to this view" in visitor.html
    assert not [one for one in visitor.app.button if str(one.key).startswith("settings-")]
    monkeypatch.setattr(form, "viewer", lambda _now: BY_NAME[role])
    words = edits.attempt({"default_days": 1, "days": {}}, Begun("targets", FILES, FILES, FILES, 1), "why")
    assert "Only the administration can do that" in words
    assert targets_in_force() == Targets(7)
    assert [one[:3] for one in entries(installation, "refused")] == [(role, role, "settings/targets")]


@pytest.mark.parametrize("meanwhile", ["demoted", "signed out"])
def test_who_is_no_longer_of_the_administration_keeps_nothing(installation: Installation, meanwhile: str) -> None:
    visitor = typed(opened(), 8)
    field(visitor, "-reason").set_value("why")
    if meanwhile == "demoted":
        add_users(installation.own, [SECOND])
        change_user(installation.own, "administration", role="coordination")
    else:
        sessions.end_all(installation.own, "administration", datetime.now(UTC))
    press_once(visitor, "keep")
    assert visitor.sees_form
    assert targets_in_force() == Targets(7)


def press_once(visitor: Visitor, end: str) -> None:
    [button] = [one for one in visitor.app.button if str(one.key).startswith("settings-") and end in str(one.key)]
    button.click().run()


def test_all_edits_can_be_read(installation: Installation) -> None:
    for number in range(25):
        by_another(installation, {"default_days": number + 1, "days": {}}, number, f"reason {number}")
    visitor = opened()
    assert "reason 24" in visitor.html
    assert "reason 4<" not in visitor.html
    assert "reason 0" in press(visitor, "older")


def test_an_edit_of_a_version_that_knew_more_is_told_and_takes_no_other_away(installation: Installation) -> None:
    by_another(installation, {"default_days": "seven"}, FILES, "of another version")
    by_another(installation, {"default_days": 9, "days": {}}, 1)
    html = opened().html
    assert html.count("This version of the dashboard cannot read what was edited.") == 2
    assert "of another version" in html
    assert targets_in_force() == Targets(9)


def test_the_target_of_every_agency_is_seen_at_once_those_with_their_own_first(installation: Installation) -> None:
    assert installation
    visitor = opened()
    rows = table_of_all(visitor)
    assert [row[1:] for row in rows] == [["7 days", "as all others"]] * len(rows)
    keep(typed(visitor, 9, police=3), "agreed")
    rows = table_of_all(visitor)
    assert rows[0][1:] == ["3 days", "its own"]
    assert "(police)" in rows[0][0]
    assert {tuple(row[1:]) for row in rows[1:]} == {("9 days", "as all others")}


def table_of_all(visitor: Visitor) -> list[list[str]]:
    """The rows of the table of all agencies."""
    table = visitor.html.partition("Targets of all agencies now</h2>")[2].partition("</table>")[0]
    cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", table.partition("<tbody")[2])
    return [cells[n : n + 3] for n in range(0, len(cells), 3)]
