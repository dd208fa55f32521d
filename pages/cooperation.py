"""Cooperation: which partner a case lacks, who works with whom, and how many agencies work on a case."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from config.partner_rules import partner_rules
from indicators import combinations as of_sectors
from indicators import handovers, involvement, open_cases, partners
from screen.address import filter_bar
from screen.frame import figure, shell
from screen.language.formats import SAID_AS_COUNTS, count, part
from screen.language.words import _, many
from screen.sections.cooperation import agencies_per_case, combinations, joint, missing_partners, network
from screen.sections.shared import empty
from screen.sections.shared.explain_link import heading_of
from screen.view.view import View

Figures = Mapping[str, Any]


def page(view: View) -> None:
    """Draw how agencies work together on the cases of what the viewer may see."""
    if not view.filters.grant.may_read("places"):
        shell.no_access()
        return
    cases = view.compute(open_cases.counts)
    if not cases["open"] and not cases["in_scope"]:
        empty.draw(view.address)
        return
    missing, figures = view.compute(partners.figures), view.compute(involvement.figures)
    figure.headline(view, *headline(missing), below(figures, view))
    left, right = st.columns([1, 1.15], gap="medium")
    with left:
        missing_partners.draw(missing, view)
        if figures["cases"]:
            agencies_per_case.by_place(figures, view)
    if not figures["cases"]:
        with right:
            words = _("{period}: no case was open in it").format(period=filter_bar.period_name(view.address))
            st.html(heading_of("sector_involvement", _("Who works with whom"), words))
        return
    with right:
        joint.draw(figures, view)
        agencies_per_case.distribution(figures, view)
    combinations.draw(view.compute(of_sectors.combinations), view)
    network.draw(figures["sector_pairs"], view.compute(handovers.sectors_of_agencies), view)


def headline(missing: Sequence[Figures]) -> tuple[str, str]:
    """The sentence the page begins with: of the first rule that finds cases, how many; what is only to be considered
    comes after what is missing.
    """
    words = {rule.code: missing_partners.said(rule) for rule in partner_rules()}
    lacking = [found for found in missing if found["missing"]]
    for found in sorted(lacking, key=lambda found: found["strength"] != "missing"):
        n, said = found["missing"], words[found["rule"]]
        lead = _("{part} of {base}").format(part=count(n), base=count(found["of"]))
        return lead, said.one if n == 1 else said.more
    if not any(found["of"] for found in missing):
        return "", _("No open case is old enough to lack a partner")
    return "", _("No open case lacks a partner that the rules ask for")


def below(figures: Figures, view: View) -> str:
    """How often police, social services and health care are in a case together, and what is not of the past."""
    share, cases = figures["police_social_health_share"], figures["cases"]
    past = _("Region, form, age group and other attributes without a time are as they stand today.")
    together = _("{period}: police, social services and health care work together in {share}.").format(
        period=filter_bar.period_name(view.address), share=_of_cases(share, cases)
    )
    return " ".join(filter(None, (together if cases else "", past if view.filters.as_of < view.now else "")))


def _of_cases(share: float | None, cases: int) -> str:
    """'38% of 1,640 cases', and '5 of 19 cases' where they are few."""
    words = "{share}" if cases < SAID_AS_COUNTS else _("{share} of {n}")
    said = words.format(share=part(share or 0, cases), n=count(cases))
    return many("{said} case", "{said} cases", cases).format(said=said)


if __name__ == "__main__":
    shell.through_the_door("cooperation")
