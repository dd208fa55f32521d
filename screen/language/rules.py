"""Partner rules in words."""

from config.partner_rules import PartnerRule, RuleWords
from screen.language.words import language


def rule_words(rule: PartnerRule) -> RuleWords:
    return rule.words_in(language())
