"""The words of codes and of partner rules in the language of the viewer."""

from collections.abc import Mapping

from config.partner_rules import PartnerRule, RuleWords
from config.vocabulary import words
from screen.language.words import language


def names(table: str, kind: str = "") -> Mapping[str, str]:
    """The name of each code of a list in config/vocabulary, or its words of another `kind`, in the file's order."""
    return words(table, language(), kind)


def name(table: str, code: str, kind: str = "") -> str:
    """The name of a code; the code itself where the list does not have it."""
    return names(table, kind).get(code, code)


def rule_words(rule: PartnerRule) -> RuleWords:
    return rule.words_in(language())
