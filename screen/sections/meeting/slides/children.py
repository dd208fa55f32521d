"""Slide: children's cases that lack a partner which a rule asks for, now and at the last meeting."""

from collections.abc import Mapping, Sequence
from typing import Any

from config.partner_rules import PartnerRule, RuleWords
from documents.sheet import Block, Column, Phrase, Sheet, Table, Words
from screen.language.formats import count, duration_words, out_of
from screen.language.rules import rule_words
from screen.language.words import _, many
from screen.sections.meeting.slides.emphasis import told

MOST = 9
MOST_WITH_STEPS = 4


def sheet(name: str, figures: Mapping[str, Any], in_use: Sequence[PartnerRule]) -> Sheet:
    """The slide, from `indicators.meeting.childrens_cases`."""
    rules = [rule for rule in figures["rules"] if rule["of"]]
    if not rules:
        return Sheet(
            name, told(_("No rule concerns an open child’s case now")), [Words(_("There is nothing to show."))]
        )
    words = {rule.code: rule_words(rule) for rule in in_use}
    rows = [_row(rule, words) for rule in rules[:MOST]]
    columns = [
        Column(_("Partner"), figures=False),
        Column(_("Without it")),
        Column(_("Longest for")),
        Column(_("At the last meeting")),
    ]
    blocks: list[Block] = [Table(_("Children’s cases that lack a partner, by rule"), columns, rows)]
    if more := len(rules) - len(rows):
        blocks.append(Words(many("And {n} rule more.", "And {n} rules more.", more).format(n=count(more))))
    elif len(rules) <= MOST_WITH_STEPS and any(map(_lacks, rules)):
        steps = " ".join(words[rule["rule"]].next_step for rule in rules if _lacks(rule) and rule["rule"] in words)
        blocks.append(Words(steps, _("Next step")))
    return Sheet(name, _title(rules, words), blocks)


def _lacks(rule: Mapping[str, Any]) -> bool:
    return bool(rule["missing"]) and rule["strength"] == "missing"


def _title(rules: Sequence[Mapping[str, Any]], words: Mapping[str, RuleWords]) -> Sequence[Phrase]:
    """The rule that most cases do not meet, in its own words, which go on from a share."""
    lacking = sorted(filter(_lacks, rules), key=lambda rule: -rule["missing"])
    if not lacking:
        return told(_("No child’s case lacks a partner that must be there"))
    first = lacking[0]
    share = {"part": count(first["missing"]), "base": count(first["of"])}
    if first["rule"] not in words:  # a rule that is no longer in use, in figures that were kept
        return told(_("In *{part} of {base}* children’s cases a partner is missing"), **share)
    said_so = words[first["rule"]]
    rest = said_so.one if first["missing"] == 1 else said_so.more
    return told(_("*{part} of {base}* {rest}"), rest=rest, **share)


def _row(rule: Mapping[str, Any], words: Mapping[str, RuleWords]) -> list[Phrase]:
    waits = duration_words(rule["longest_days"]) if rule["longest_days"] is not None else _("none waits")
    return [
        Phrase(words[rule["rule"]].name if rule["rule"] in words else rule["rule"]),
        _missing(rule),
        Phrase(waits, "" if rule["missing"] else "zero"),
        Phrase(count(rule["missing_then"]), "" if rule["missing_then"] else "zero"),
    ]


def _missing(rule: Mapping[str, Any]) -> Phrase:
    words = out_of(rule["missing"], rule["of"])
    if not rule["missing"]:
        return Phrase(words, "zero")
    if rule["strength"] == "to_consider":
        return Phrase(words, before=_("to consider"))
    return Phrase(words, "attention")
