"""What the access log keeps in codes is said in words; what is none of ours stays as it is."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.edited import KINDS
from screen.sections.administration import log_words
from screen.sections.settings.edits import scope_of
from screen.view.view import View
from store.case.writing import Counts, ImportSummary
from store.imports import upload
from store.own.tables import EVENTS
from tests.asking import SHIPPED

NAMES = {"agency": {"MIGRI": "Immigration Service"}, "ministry": {"MOI": "Ministry of the Interior"}}
VIEW = cast(
    View,
    SimpleNamespace(
        name=lambda kind, code: NAMES[kind].get(code, code),
        now=datetime(2026, 9, 14, 9, tzinfo=UTC),
        settings=SHIPPED,
    ),
)
TARGETS: Any = {"default_days": 7, "days": {"MIGRI": 3}}
PAUSES: Any = {"consent": {"sectors": ["police"], "never_in_a_childs_case": []}}
AGENDA: Any = {"items": ["childrens_cases"], "advance_seconds": 0, "title": {}}


def said(event: str, scope: str) -> str:
    return log_words.scope(event, scope, VIEW)


def test_a_target_is_named_with_its_agency_and_in_days() -> None:
    kept = scope_of("targets", TARGETS, {"default_days": 8, "days": {}})
    assert kept == "targets: default_days 7 → 8; days.MIGRI 3 → none"
    assert said("setting_changed", kept) == (
        "Targets. All other agencies: 7 days → 8 days; Immigration Service (MIGRI): 3 days → as all others"
    )


def test_a_pause_and_an_agenda_are_in_words() -> None:
    kept = scope_of("pause_rules", PAUSES, {"consent": {"sectors": "all", "never_in_a_childs_case": ["police"]}})
    words = said("setting_changed", kept)
    assert "consent." not in words
    assert "sectors" not in words
    assert "Stops the clock of: Police → all" in words
    assert "Never in a child’s case of: – → Police" in words
    kept = scope_of("agenda", AGENDA, {**AGENDA, "items": ["childrens_cases", "since_last_meeting"]})
    assert "Items in order: Children’s cases → Children’s cases, What has changed" in said("setting_changed", kept)


def test_an_import_says_which_file_and_what_was_done_to_which_table() -> None:
    marks = {"cases.csv": "ab" * 32, "regions.csv": "cd" * 32}
    kept = upload.scope_of(marks, ImportSummary({"cases": Counts(2, quarantined=1), "regions": Counts(unchanged=3)}))
    assert said("data_imported", kept) == (
        "cases.csv (SHA-256 abababab…), regions.csv (SHA-256 cdcdcdcd…). Cases: 2 new, 1 left out; Regions: 3 as before"
    )


@pytest.mark.parametrize(
    ("event", "kept", "words"),
    [
        ("user_added", "aino: guest", "aino: Guest"),
        ("user_added", "aino: agency MIGRI", "aino: Agency Immigration Service (MIGRI)"),
        ("user_changed", "aino: role ministry, agency none, ministry MOI, language fi", None),
        ("session_ended", "aino: since 2026-09-14T06:12:00+00:00", "aino, signed in Mon 14 Sep, 09:12"),
        ("rows_shown", "lists/open?period=all", "Lists: Open cases"),
        ("rows_shown", "lists/past_target", "Lists: Handovers past target"),
        (
            "rows_shown",
            "lists/past_target/to_agency=MIGRI/at_least=7",
            "Lists: Handovers past target, Receiving agency: Immigration Service, ≥ 7",
        ),
        ("rows_shown", "lists/missing_partner/rule=social_services_for_children", None),
        (
            "rows_shown",
            "lists/ended/kind=recovery_period_end",
            "Lists: Deadlines that fell due in the period, Recovery period",
        ),
        ("rows_shown", "lists/open/only_sectors=none", "Lists: Open cases, Only these are involved: No agency"),
        ("rows_shown", "overview/own?period=all", "Overview: Waits for your answer"),
        ("rows_shown", "deadlines/ending?", "Deadlines: Periods that end within 14 days"),
        ("rows_shown", "deadlines/overdue?", "Deadlines: Past due"),
        ("rows_shown", "handovers/overdue?", "Handovers: Past target, longest wait first"),
        ("export", "overview-region?", "Overview: Figures by region"),
        ("export", "deadlines-ending-recovery_period_end?", "Deadlines: Recovery periods"),
        ("rows_shown", "cooperation/social_services_for_children", None),
        ("rows_shown", "explain/overdue?region=06", "Explain: Past target"),
        ("rows_shown", "case/K-1", "Case: K-1"),
        ("rows_shown", "meeting-about?", "Meeting: what was agreed"),
        ("refused", "users/remove", "Users: User removed"),
        ("refused", "meeting/open", "Meeting: Meeting opened"),
        ("refused", "settings/targets", "Settings: Targets"),
        ("export", "imports/example/handovers.csv?", "Imports: example of handovers.csv, without data"),
        ("refused", "imports/upload", "Imports: Files sent"),
        ("refused", "a file of another session", "A file of another session"),
        ("meeting_opened", "meeting/open", "Meeting"),
        ("meeting_room", "meeting-3/now-guests", "Meeting 3: Guests too"),
        ("export", "open_cases.pdf?period=all", "Open cases (PDF)"),
        ("export", "meeting-3.pptx", "Meeting 3 (PPTX)"),
        ("export", "regions-every", "regions-every"),
        ("log_exported", "access-log/event=refused", "Access log: Refused"),
        ("sign_in", "password", "Password"),
        ("setting_changed", "targets: as files", "Targets: what the files of the installation say"),
    ],
)
def test_an_act_is_said_in_words(event: str, kept: str, words: str | None) -> None:
    found = said(event, kept)
    if event == "rows_shown" and words is None:
        [rule] = [rule for rule in SHIPPED.partner_rules if rule.code == "social_services_for_children"]
        start = "Cooperation: " if kept.startswith("coop") else "Lists: Open cases that lack a partner, "
        words = f"{start}{rule.words_in('en').name}"
    wanted = "aino: Role Ministry, Agency –, Ministry Ministry of the Interior (MOI), Language Suomeksi"
    assert found == (words or wanted)


@pytest.mark.parametrize(
    ("event", "kept"),
    [
        ("setting_changed", "targets: default_days 7 → inf"),
        ("session_ended", "aino: since 9999-12-31T23:59:59+00:00"),
    ],
)
def test_what_has_no_words_is_said_as_it_is_kept(event: str, kept: str) -> None:
    assert kept.rpartition(" ")[2] in said(event, kept)


@given(
    st.sampled_from([*EVENTS]), st.sampled_from(["", *(f"{kind}: " for kind in KINDS), "aino: "]), st.text(max_size=80)
)
def test_whatever_stands_there_is_said_somehow(event: str, start: str, rest: str) -> None:
    assert isinstance(said(event, start + rest), str)
