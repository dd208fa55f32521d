"""Data quality: the rules that the data breaks, what it does not know, what figures leave out, and how new it is."""

from documents.page import Columns, Page
from documents.sheet import Said
from indicators import quality
from screen.address.address import period_name
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
    """The rules that are broken; where none is, the share of cases without a region."""
    contract = found["contract"]
    if contract["broken"]:
        lead = out_of(contract["broken"], contract["rules"])
        rows = many("rules is broken, in {n} row", "rules are broken, in {n} rows", contract["rows"])
        return lead, rows.format(n=count(contract["rows"]))
    region = next(one for one in found["unknown"] if (one["subject"], one["attribute"]) == ("cases", "region"))
    if not region["of"]:
        return "", _("Nothing breaks the rules of the data contract")
    if not region["unknown"]:
        return "", _("Nothing breaks the rules, and every case has a region")
    share = percent(region["unknown"] / region["of"])
    return "", _("Nothing breaks the rules; {share} of cases have no region").format(share=share)


def below(found: quality.Figures, view: View) -> Said:
    """What the rules are over, and what the rest is over."""
    contract = found["contract"]
    rules = _(
        "{rules} rules over all {rows} rows, whatever is chosen above; {left_out} rows count in no figure."
    ).format(rules=count(contract["rules"]), rows=count(contract["found"]), left_out=count(contract["left_out"]))
    rest = many("The rest: {period}, {n} case.", "The rest: {period}, {n} cases.", found["in_scope"])
    cases = counted(found["in_scope"], view, "in_scope")
    return joined((rules, filled(rest, period=period_name(view.address), n=cases)))
