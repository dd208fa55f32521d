"""The table of faults in docs/operating.md: a test proves each row, and what it quotes is what the product says."""

import ast
import re
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from config.settings import Settings
from screen.frame import own_trouble, services
from store.facts import following
from store.own import database

HOME = Path(__file__).parent.parent
PRODUCT = ("commands", "config", "screen", "store", "pages")
OWN = "tests/screen/frame/test_own_trouble.py::"
FOLLOWING = "tests/store/facts/test_following.py::"
DATABASES = "tests/commands/test_databases.py::"
STARTING = "tests/commands/test_starting.py::"
NO_ENTRY = (
    OWN + "test_nobody_gets_in_unlogged",
    OWN + "test_figures_stay_and_case_rows_that_cannot_be_logged_are_replaced_by_words",
    OWN + "test_the_page_tries_again_by_itself",
    "tests/store/own/test_database.py::test_what_cannot_be_kept_is_one_error_soon_and_heals",
)

# The tests by the beginning of the row that they prove, in the order of the table.
PROVED_BY = {
    "the case database does not answer": (
        FOLLOWING + "test_a_line_that_passes_nothing_on_makes_figures_old_and_they_heal",
        FOLLOWING + "test_a_line_held_while_tables_are_read_is_given_up",
        FOLLOWING + "test_a_lock_on_a_case_table_makes_figures_old_until_it_goes",
        FOLLOWING + "test_a_server_of_which_every_process_is_stopped_makes_figures_old_until_it_goes_on",
        "tests/screen/frame/test_shell.py::test_old_figures_say_since_when_and_stay",
    ),
    "the case database was restarted or restored": (
        FOLLOWING + "test_a_cut_line_is_no_trouble_and_the_facts_are_made_anew",
        "tests/store/facts/test_watch.py::test_after_a_lost_connection_it_is_another_database",
        "tests/store/facts/torture/test_torture.py::test_postgresql",
    ),
    "the process that keeps the facts is gone": (
        "tests/commands/test_facts.py::test_screens_keep_their_figures_while_it_is_away_and_follow_it_when_it_is_back",
        "tests/browser/test_processes.py::test_people_work_at_three_processes_and_a_view_outlives_its_process",
        "tests/store/facts/test_calls.py::test_an_answer_that_does_not_come_is_given_up",
    ),
    "the PostgreSQL database with the facts does not answer": (
        "tests/commands/test_facts_database.py::"
        "test_screens_keep_their_figures_while_the_server_is_away_and_follow_it_when_it_is_back",
        "tests/commands/test_facts_database.py::test_screens_keep_their_figures_while_the_process_is_away",
        "tests/browser/test_facts_in_postgresql.py::test_figures_and_their_age_stay_while_the_server_is_away",
    ),
    "the log says “the facts are made with other targets": (
        "tests/store/facts/postgresql/test_subscriber.py::test_figures_are_old_until_facts_and_settings_fit",
    ),
    "a table or column of the case database is gone": (
        "tests/store/facts/test_replica.py::test_figures_stay_while_a_table_cannot_be_read_and_the_log_names_it",
    ),
    "the log says “the copy was not that of the case database": (
        "tests/store/facts/test_checking.py::test_after_a_gap_a_wrong_copy_heals_and_the_log_says_what_was_wrong",
        "tests/store/facts/test_checking.py::test_cases_that_changed_unnoticed_are_found",
    ),
    "the case database cannot be read at the start": (
        DATABASES + "test_a_database_that_is_missing_says_what_to_run",
        DATABASES + "test_a_database_that_cannot_be_reached_is_told_in_words",
        "tests/store/facts/test_ending.py::test_a_database_that_does_not_answer_at_the_start_is_refused_in_words",
        "tests/store/facts/test_servers.py::test_pgbouncer_that_pools_statements_is_refused_in_words",
        "tests/screen/frame/test_shell.py::"
        "test_a_case_database_that_is_gone_before_it_was_read_is_told_of_and_read_once_it_is_back",
    ),
    "the dashboard’s own database is gone": (
        *NO_ENTRY,
        "tests/store/own/test_database.py::test_a_database_that_was_put_back_is_the_one_that_is_written_to",
        "tests/browser/test_own_trouble.py::test_a_file_is_refused_in_words_and_figures_stay",
    ),
    "it is no database, or empty": NO_ENTRY,
    "it is locked for longer than 1.5 seconds": (
        *NO_ENTRY,
        OWN + "test_a_lock_that_stays_holds_up_no_click",
        "tests/store/own/test_database.py::test_a_lock_on_a_server_is_not_waited_for",
        "tests/store/own/test_database.py::test_a_server_that_is_not_there_is_told_without_its_password",
        "tests/store/own/test_database.py::test_a_server_that_does_not_answer_any_more_is_not_waited_for",
    ),
    "it is read-only, or its disk is full": (
        *NO_ENTRY,
        "tests/screen/sections/meeting/test_unkept.py::test_notes_that_cannot_be_kept_are_told_of_and_stay_typed",
    ),
    "any of these in a meeting": (
        "tests/screen/sections/meeting/test_unkept.py::test_the_slides_stay_on_the_wall",
        "tests/screen/sections/meeting/test_unkept.py::test_each_act_says_that_it_was_not_kept",
        "tests/screen/sections/meeting/test_unkept.py::test_an_action_that_cannot_be_kept_stays_typed",
        "tests/browser/test_own_trouble.py::test_what_is_typed_in_a_meeting_stays",
    ),
    "any of these when somebody signs out": (
        OWN + "test_a_sign_out_that_cannot_be_logged_ends_every_tab_and_is_logged_later",
    ),
    "the own database is missing at the start": (
        DATABASES + "test_an_own_database_that_is_gone_is_not_made_anew_in_silence",
    ),
    "a value in a file of settings": (
        "tests/config/test_wrong_values.py::test_every_value_of_another_type_is_refused_in_words",
        "tests/config/test_wrong_values.py::test_it_says_which_key_and_what_it_may_be",
        STARTING + "test_it_refuses_to_start_with_a_setting_that_makes_no_sense",
    ),
    "a database URL has a port that is no number": (
        "tests/config/test_database_url.py::test_a_url_that_no_database_has_is_refused",
        STARTING + "test_it_refuses_to_start_with_a_setting_that_makes_no_sense",
    ),
    "the provider of OpenID Connect cannot be reached": (
        "tests/screen/sign_in/test_oidc.py::test_a_provider_that_is_not_there_is_said_in_words",
        "tests/screen/sign_in/test_oidc.py::test_an_id_token_that_the_provider_did_not_sign_is_refused",
    ),
    "the cookie key is too short": (STARTING + "test_it_refuses_to_start_with_a_setting_that_makes_no_sense",),
}


def rows() -> list[list[str]]:
    """The cells of each row of the table, without its head."""
    section = (HOME / "docs" / "operating.md").read_text(encoding="utf-8").split("## When something is wrong")[1]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


def row_of(beginning: str) -> str:
    [found] = [" | ".join(row) for row in rows() if row[0].startswith(beginning)]
    return found


def test_each_row_has_its_tests() -> None:
    faults = [row[0] for row in rows()]
    assert len(faults) == len(PROVED_BY)
    for fault, beginning in zip(faults, PROVED_BY, strict=True):
        assert fault.startswith(beginning)
        assert PROVED_BY[beginning]


@pytest.mark.parametrize("named", sorted({one for tests in PROVED_BY.values() for one in tests}))
def test_each_test_that_is_named_is_there(named: str) -> None:
    file, _, name = named.partition("::")
    tree = ast.parse((HOME / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@cache
def said() -> str:
    """Every text in the product's code."""
    trees = (ast.parse(file.read_text(encoding="utf-8")) for part in PRODUCT for file in (HOME / part).rglob("*.py"))
    constants = (node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return "\n".join(text for text in constants if isinstance(text, str))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0][:40])
def test_what_a_row_quotes_is_what_the_product_says(row: list[str]) -> None:
    for words in re.findall("“([^”]+)”", " ".join(row)):
        assert words.removesuffix("…").rstrip(", ") in said()


def test_the_times_are_those_of_the_product() -> None:
    assert "about 5 seconds at most" in row_of("the case database does not answer")
    assert following.STALE_SECONDS == own_trouble.TRY_AGAIN_SECONDS == services.RETRY_SECONDS == 5
    assert "5 seconds after" in row_of("the case database cannot be read")
    assert "10 seconds after it is back" in row_of("the dashboard’s own database is gone")
    assert database.REST_SECONDS + own_trouble.TRY_AGAIN_SECONDS == 10
    assert "longer than 1.5 seconds" in row_of("it is locked")
    assert database.WAIT_SECONDS == 1.5
    assert "longer than about 5 seconds" in row_of("it is locked")
    assert database.ANSWER_SECONDS + database.CONNECT_SECONDS <= 4
    assert "12 hours" in row_of("any of these when somebody signs out")
    assert timedelta(hours=12) == Settings("", "", HOME).session_lasts
