"""Slide: children's cases that lack a partner which a rule asks for, now and when the meeting before looked."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from config.partner_rules import PartnerRule, RuleWords
from documents.sheet import Block, Column, Phrase, Sheet, Words, table_of
from screen.address.address import moment_text
from screen.language.formats import HELSINKI, count, day_of_year, duration_words
from screen.language.vocabulary import rule_words
from screen.language.words import _, many
from screen.sections.meeting.slides.emphasis import Row, Rows, nowhere, told
from screen.sections.shared.cells import count_cell, missing_cell

MOST = 9
MOST_WITH_STEPS = 4


def sheet(name: str, figures: Mapping[str, Any], in_use: Sequence[PartnerRule], rows: Rows = nowhere) -> Sheet:
    """The slide, from `indicators.meeting.childrens_cases`."""
    rules = [rule for rule in figures["rules"] if rule["of"]]
    if not rules:
        title = told(_("No rule concerns an open child’s case now"))
        return Sheet(name, title, [Words(_("There is nothing to show."))])
    words = {rule.code: rule_words(rule) for rule in in_use}

    def lacking_it(rule: Row, **at: str) -> str:
        return rows("missing_partner", rule=rule["rule"], **at) if rule["rule"] in words else ""

    then = {"as_of": moment_text(datetime.fromisoformat(figures["since"]))} if figures.get("since") else None
    names = {code: said.name for code, said in words.items()}
    columns: dict[Column, Callable[[Row], Phrase]] = {
        Column(_("Rule"), figures=False): lambda rule: Phrase(names.get(rule["rule"], str(rule["rule"]))),
        Column(_("Without it")): lambda rule: missing_cell(rule, lacking_it(rule)),
        Column(_("Longest for")): _longest,
        Column(_then(figures)): lambda rule: count_cell(rule["missing_then"], lacking_it(rule, **then) if then else ""),
    }
    caption, lacking = _("Children’s cases that lack a partner, by rule"), list(filter(_lacks, rules))
    blocks: list[Block] = [table_of(caption, rules[:MOST], columns)]
    if (more := len(rules) - MOST) > 0:
        blocks.append(Words(many("And {n} more rule.", "And {n} more rules.", more).format(n=count(more))))
    elif len(rules) <= MOST_WITH_STEPS and lacking:
        steps = " ".join(words[rule["rule"]].next_step for rule in lacking if rule["rule"] in words)
        blocks.append(Words(steps, _("Next step")))
    return Sheet(name, _title(lacking, words, rows), blocks)


def _then(figures: Mapping[str, Any]) -> str:
    """The day with which now is compared: older minutes kept it nowhere, but had a meeting before."""
    if since := figures.get("since"):
        return _("Without it on {day}").format(
            day=day_of_year(datetime.fromisoformat(since).astimezone(HELSINKI).date())
        )
    return _("Without it at the last meeting")


def _lacks(rule: Row) -> bool:
    return bool(rule["missing"]) and rule["strength"] == "missing"


def _title(lacking: Sequence[Row], words: Mapping[str, RuleWords], rows: Rows) -> Sequence[Phrase]:
    """The rule that most cases do not meet, in its own words, which go on from a share."""
    if not lacking:
        return told(_("No child’s case lacks a partner that must be there"))
    first = max(lacking, key=lambda rule: rule["missing"])
    share = {"part": count(first["missing"]), "base": count(first["of"])}
    if first["rule"] not in words:  # a rule that is no longer in use, in figures that were kept
        return told(_("In *{part} of {base}* children’s cases a partner is missing"), None, **share)
    said_so = words[first["rule"]]
    rest = said_so.one if first["missing"] == 1 else said_so.more
    links = {"part": rows("missing_partner", rule=first["rule"])}
    return told(_("*{part} of {base}* {rest}"), links, rest=rest, **share)


def _longest(rule: Row) -> Phrase:
    days = rule["longest_days"]
    return Phrase(_("none waits") if days is None else duration_words(days), "" if rule["missing"] else "zero")
