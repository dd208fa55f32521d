"""Figures as cells: what cannot be told is said in words, and is never zero."""

from documents.sheet import Phrase
from screen.sections.shared.cells import count_cell, mean_cell, median_cell, past_target_cell, share_cell


def test_a_median_that_is_not_reached_is_not_no_data() -> None:
    assert (median_cell(None, 4).text, median_cell(None, 4).tone) == ("not reached", "state")
    assert (median_cell(None, 0).text, median_cell(None, 0).tone) == ("no data", "state")


def test_a_median_of_nought_days_is_a_figure() -> None:
    assert median_cell(0.0, 12).text == "0.0"


def test_few_cases_are_said_to_be_few() -> None:
    assert median_cell(5.8, 9) == Phrase("5.8", explained="of 9 handovers", after="(few cases)")
    assert median_cell(5.8, 10) == Phrase("5.8", explained="of 10 handovers")
    assert mean_cell(2.25, 1) == Phrase("2.2", explained="of 1 case", after="(few cases)")
    assert share_cell(0.62, 9) == Phrase("few cases", "state", explained="of 9 handovers")


def test_a_share_is_said_in_whole_percent() -> None:
    assert share_cell(0.617, 168) == Phrase("62%", explained="of 168 handovers")
    assert share_cell(0.617, 168, at_least=True).text == "at least 62%"
    assert share_cell(None, 168) == Phrase("no data", "state")


def test_a_mean_of_no_cases_is_no_data() -> None:
    assert mean_cell(None, 0) == Phrase("no data", "state")


def test_zeros_stand_back_and_what_is_past_target_comes_forward() -> None:
    assert (count_cell(0).tone, count_cell(7).tone) == ("zero", "")
    assert (past_target_cell(0).tone, past_target_cell(7).tone) == ("zero", "attention")
