"""Cooperation: which partner a case lacks, who works with whom, and how many agencies work on a case."""

from collections.abc import Sequence

from documents.page import Columns, Page, Section
from documents.sheet import Said
from indicators import combinations as of_sectors
from indicators import involvement, open_cases, partners
from indicators.involvement import Figures
from indicators.partners import RuleFigures
from screen.address.address import period_name
from screen.language.formats import SAID_AS_COUNTS, out_of, part
from screen.language.vocabulary import rule_words
from screen.language.words import _, many
from screen.sections.cooperation.joint import who_with_whom
from screen.sections.cooperation.missing_partners import missing_partners
from screen.sections.cooperation.per_case import by_place, distribution, most_common
from screen.sections.shared import empty
from screen.sections.shared.cells import interval_words
from screen.sections.shared.counts import counted, filled, joined, rows_of
from screen.sections.shared.sentences import if_past
from screen.view.view import View


def page(view: View) -> Page:
    """How agencies work together on the cases of what the viewer may see."""
    cases = view.compute(open_cases.counts)
    if not cases["open"] and not cases["in_scope"]:
        return empty.page(view.address)
    rules = view.settings.partner_rules
    missing, figures = view.compute(partners.figures, rules), view.compute(involvement.figures, rules)
    said, first = (*headline(missing, view), below(figures, view)), _first_lacking(missing)
    link = rows_of(view, "missing_partner", rule=first["rule"]) if first else ""
    if not figures["cases"]:
        words = _("{period}: no case was open in it").format(period=period_name(view.address))
        nobody = Section("joint-sectors", _("Who works with whom"), (), words, "sector_involvement")
        return Page(*said, (Columns((1, 1.15), (tuple(missing_partners(missing, view)), (nobody,))),), link=link)
    left = (*missing_partners(missing, view), by_place(figures, view))
    right = (*who_with_whom(figures, view), distribution(figures, view))
    combinations = most_common(view.compute(of_sectors.combinations), view)
    return Page(*said, (Columns((1, 1.15), (left, right)), combinations), link=link)


def headline(missing: Sequence[RuleFigures], view: View) -> tuple[str, str]:
    """The sentence the page begins with: of the first rule that finds cases, how many; what is only to be considered
    comes after what is missing.
    """
    words = {rule.code: rule_words(rule) for rule in view.settings.partner_rules}
    if found := _first_lacking(missing):
        n, said = found["missing"], words[found["rule"]]
        return out_of(n, found["of"]), said.one if n == 1 else said.more
    if not any(found["of"] for found in missing):
        return "", _("No open case is old enough to lack a partner")
    return "", _("No open case lacks a partner that the rules ask for")


def _first_lacking(missing: Sequence[RuleFigures]) -> RuleFigures | None:
    lacking = (found for found in missing if found["missing"])
    return min(lacking, key=lambda found: found["strength"] != "missing", default=None)


def below(figures: Figures, view: View) -> Said:
    """How often police, social services and health care are in a case together, and what is not of the past."""
    cases, past = figures["cases"], if_past(view)
    if not cases:
        return past
    in_scope, share = counted(cases, view, "in_scope"), part(figures["police_social_health_share"] or 0, cases)
    # '38% of 1,640 cases', and '5 of 19 cases' where they are few
    few, more = many("{share} case", "{share} cases", cases), many("{share} of {n} case", "{share} of {n} cases", cases)
    said = few if cases < SAID_AS_COUNTS else more
    together = _("{period}: police, social services and health care work together in {share} ({range}).")
    sure = interval_words(figures["police_social_health_share_interval"])
    words = together.replace("{share}", said).replace("{range}", sure)
    base = filled(words, period=period_name(view.address), share=share, n=in_scope)
    return joined((base, past))
