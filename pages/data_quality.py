"""Data quality: the rules that the data breaks, what it does not know, what figures leave out, and how new it is."""

from documents.page import Columns, Page
from documents.sheet import Said
from indicators import quality
from screen.address.address import period_name
from screen.language import vocabulary
from screen.language.formats import count, out_of, percent
from screen.language.words import _, many
from screen.sections.data_quality import contract, left_out, newest, silent, unknown
from screen.sections.shared.counts import counted, filled, joined
from screen.view.view import View


def page(view: View) -> Page:
    """The quality of the data that the viewer may see figures of; no row of it is shown."""
    found = view.compute(quality.figures, view.settings.partner_rules)
    left = (*contract(found["contract"]), unknown(found["unknown"], view))
    right = (left_out(found["left_out"], view), newest(found["newest"]), *silent(view))
    return Page(*headline(found), below(found, view), (Columns((1, 1), (left, right), "large"),))


def headline(found: quality.Figures) -> tuple[str, str]:
    """The rules that are broken; where none is, what is unknown most often."""
    contract = found["contract"]
    if contract["broken"]:
        lead = out_of(contract["broken"], contract["rules"])
        rows = many("rules is broken, in {n} row", "rules are broken, in {n} rows", contract["rows"])
        return lead, rows.format(n=count(contract["rows"]))
    known = [one for one in found["unknown"] if one["of"]]
    if not known:
        return "", _("Nothing breaks the rules of the data contract")
    largest = max(known, key=lambda one: one["unknown"] / one["of"])
    if not largest["unknown"]:
        return "", _("Nothing breaks the rules, and nothing is unknown")
    name = vocabulary.name("unknown_attributes", f"{largest['subject']}.{largest['attribute']}")
    words = _("Nothing breaks the rules; the largest gap is “{attribute}”, unknown in {share}")
    return "", words.format(attribute=name, share=percent(largest["unknown"] / largest["of"]))


def below(found: quality.Figures, view: View) -> Said:
    """What the rules are over, and what the rest is over."""
    contract = found["contract"]
    rules = _("All {rows} rows are checked against {rules} rules, whatever is chosen above.")
    said = [rules.format(rules=count(contract["rules"]), rows=count(contract["found"]))]
    if lost := contract["left_out"]:
        said.append(many("{n} row counts in no figure.", "{n} rows count in no figure.", lost).format(n=count(lost)))
    rest = many(
        "The other sections are about {n} case ({period}).",
        "The other sections are about {n} cases ({period}).",
        found["in_scope"],
    )
    cases = counted(found["in_scope"], view, "in_scope")
    return joined((*said, filled(rest, period=period_name(view.address), n=cases)))
