"""How each indicator comes about: its formula, where that is from, who computes it, and on which rows it rests."""

from dataclasses import dataclass

import pandas as pd

from indicators import (
    changes,
    combinations,
    deadlines,
    handover_weeks,
    handovers,
    involvement,
    meeting_since,
    open_cases,
    partners,
    region_comparison,
)
from indicators.bases import Base, Computes
from indicators.did_it_change import did_it_change
from indicators.indicator import Ask
from queries.filters import Filters

KAPLAN_MEIER = (
    "Kaplan EL, Meier P. Nonparametric estimation from incomplete observations. J Am Stat Assoc 1958;53:457–481. "
    "Greenwood M. The natural duration of cancer. HMSO 1926 (interval, on the log(−log) scale)"
)
AALEN_JOHANSEN = (
    "Aalen OO, Johansen S. An empirical transition matrix for non-homogeneous Markov chains based on censored "
    "observations. Scand J Stat 1978;5:141–150"
)
LOG_RANK = (
    "Mantel N. Cancer Chemother Rep 1966;50:163–170. Peto R, Peto J. Asymptotically efficient rank invariant test "
    "procedures. J R Stat Soc A 1972;135:185–207"
)
FUNNEL = (
    "Spiegelhalter DJ. Funnel plots for comparing institutional performance. Stat Med 2005;24:1185–1202; additive "
    "overdispersion as there"
)
XMR = (
    "Shewhart WA. Economic control of quality of manufactured product. 1931. Wheeler DJ. Understanding variation. "
    "2000. Rules of NHS England, Making Data Count. 2019"
)
ALIENS_ACT = "Aliens Act (301/2004), section 52 b"
RECEPTION_ACT = "Reception Act (746/2011)"

# T: as-of; [a, b): the period, cut just after T; #: how many; d: a delay on the delay clock, its stops left out
OPEN = "# {case : opened_at ≤ T < closed_at}"
IN_SCOPE = "C = {case : opened_at < b, and closed_at > a or opened_at ≥ a}"
WAITING = "W = {handover : max(handed_over_at, opened_at) ≤ T < min(responded_at, closed_at)}"
CURVE = "S(t) = ∏ (1 − answers at dᵢ ÷ waiting just before dᵢ), over delays dᵢ ≤ t"
UNMET = "U = {deadline : opened_at ≤ T < closed_at, T < met_on}"
SINCE = "T₀: the last meeting; on this page, a week before T"
AGENCIES = "Aᵢ = # {agency of case i : started_at ≤ T}"


@dataclass(frozen=True)
class Explained:
    """One indicator: `figures` computes it (with others of its subject), `base` is what is counted under it, and `rows`
    gives the rows behind it to those who may see case rows.
    """

    formula: str
    figures: Computes
    base: Base
    rows: Computes | None = None
    reference: str = ""


def _reflection(ask: Ask, filters: Filters) -> pd.DataFrame:
    return _of_kind(deadlines.ending(ask, filters), "reflection_period_end")


def _recovery(ask: Ask, filters: Filters) -> pd.DataFrame:
    return _of_kind(deadlines.ending(ask, filters), "recovery_period_end")


def _of_kind(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    return rows[rows["kind"] == kind].reset_index(drop=True)


def _without_step(rows: Computes) -> Explained:
    formula = f"{UNMET} with 0 ≤ due_on − day of T ≤ 14 days, whether met or not; without a step since started_on"
    law = ALIENS_ACT if rows is _reflection else RECEPTION_ACT
    return Explained(formula, deadlines.periods, "ending", rows, law)


EXPLAINED: dict[str, Explained] = {
    "open_cases": Explained(OPEN, open_cases.counts, "open", open_cases.ages),
    "in_scope": Explained(f"{IN_SCOPE}; # C", open_cases.counts, "in_scope"),
    "opened": Explained("# {case : a ≤ opened_at < b}", open_cases.counts, "opened"),
    "closed": Explained("# {case : a ≤ closed_at < b}", open_cases.counts, "closed"),
    "net_change": Explained(
        "# {case : a ≤ opened_at < b} − # {case : a ≤ closed_at < b}", open_cases.counts, "in_scope"
    ),
    "age": Explained("T − opened_at", open_cases.age_summary, "open", open_cases.ages),
    "age_bands": Explained("# {open case : low ≤ T − opened_at < high}", open_cases.age_bands, "open", open_cases.ages),
    "without_next_step": Explained(
        "# {open case : no waiting handover, no deadline with due_on ≥ day of T and T < met_on}",
        open_cases.counts,
        "open",
    ),
    "without_responsible_agency": Explained(
        "# {open case : responsible_agency is not recorded}", open_cases.counts, "open"
    ),
    "closed_by_reason": Explained(
        "# {case : a ≤ closed_at < b} by closed_reason", open_cases.closed_by_reason, "closed"
    ),
    "open_by_agency": Explained("# {open case : agency, started_at ≤ T} by agency", open_cases.by_agency, "open"),
    "weeks": Explained("# {case : opened_at, or closed_at, in the week} by week", open_cases.weeks, "in_scope"),
    "median_age": Explained("median of T − opened_at over open cases", open_cases.age_summary, "open", open_cases.ages),
    "paused_now": Explained("# {open case : a pause with started_at ≤ T < ended_at}", open_cases.age_summary, "open"),
    "paused_days_mean": Explained(
        "mean over open cases of the length of [opened_at, T] ∩ the union of its pauses",
        open_cases.age_summary,
        "open",
        open_cases.ages,
    ),
    "handovers": Explained("# {handover : a ≤ handed_over_at < b}", handovers.summary, "sent"),
    "pending_handovers": Explained(f"{WAITING}; # W", handovers.summary, "waiting", handovers.waiting),
    "closed_unanswered": Explained(
        "# {handover : a ≤ handed_over_at < b, closed_at ≤ T, closed_at < responded_at}",
        handovers.summary,
        "closed_unanswered",
    ),
    "waiting_time": Explained(
        f"clock(T) − clock(handed_over_at) − stops, of W; {WAITING}",
        handovers.waiting_ages,
        "waiting",
        handovers.waiting,
    ),
    "overdue": Explained(f"# {{W : due day < day of T}}; {WAITING}", handovers.summary, "waiting", handovers.overdue),
    "due_soon": Explained(f"# {{W : 0 ≤ due day − day of T ≤ 7 days}}; {WAITING}", handovers.summary, "waiting"),
    "median_response_delay": Explained(
        f"min {{t : S(t) ≤ ½}}, {CURVE}", handovers.summary, "sent", reference=KAPLAN_MEIER
    ),
    "answered_within_target": Explained(
        f"1 − S(1), of d ÷ own target; {CURVE}", handovers.summary, "sent", reference=KAPLAN_MEIER
    ),
    "truly_answered_within_target": Explained(
        "F(1) = Σ S(just before xᵢ) × answers at xᵢ ÷ waiting just before xᵢ, over x = d ÷ own target ≤ 1; "
        "S counts answers and withdrawals",
        handovers.summary,
        "sent",
        reference=AALEN_JOHANSEN,
    ),
    "answered_share_by_week": Explained(
        "# {sent in the week : d ≤ target} ÷ # {sent in the week}", handover_weeks.weeks, "sent"
    ),
    "returned_share": Explained(
        "# {answered : rejected or returned} ÷ # {answered}", handovers.returned_by_reason, "answered"
    ),
    "handover_share": Explained("# {sent from this to that} ÷ # {sent}", handovers.by_sector_pair, "sent"),
    "agencies_per_case": Explained(f"Σ Aᵢ ÷ # C; {AGENCIES}; {IN_SCOPE}", involvement.summary, "in_scope"),
    "share_2_plus": Explained(f"# {{i in C : Aᵢ ≥ 2}} ÷ # C; {AGENCIES}; {IN_SCOPE}", involvement.summary, "in_scope"),
    "share_3_plus": Explained(f"# {{i in C : Aᵢ ≥ 3}} ÷ # C; {AGENCIES}; {IN_SCOPE}", involvement.summary, "in_scope"),
    "joint_involvement": Explained(f"# {{C : both agencies}} ÷ # C; {IN_SCOPE}", involvement.joint, "in_scope"),
    "ministries_per_case": Explained(
        f"Σ # {{ministries of the agencies of case i}} ÷ # C; {IN_SCOPE}", involvement.summary, "in_scope"
    ),
    "sector_involvement": Explained(f"# {{C : both sectors}} ÷ # C; {IN_SCOPE}", involvement.sector_pairs, "in_scope"),
    "sector_combinations": Explained(
        f"# {{C : its set of sectors is this one}} and ÷ # C; {IN_SCOPE}", combinations.combinations, "in_scope"
    ),
    "agencies_distribution": Explained(
        f"# {{i in C : Aᵢ = 0, 1, …}}; {AGENCIES}", involvement.distribution, "in_scope"
    ),
    "agencies_within_90_days": Explained(
        "as agencies per case, with started_at ≤ opened_at + 90 days ≤ T", involvement.within_90_days, "in_scope"
    ),
    "police_social_health": Explained(
        f"# {{C : police, social and health}} ÷ # C; {IN_SCOPE}", involvement.summary, "in_scope"
    ),
    "missing_partner": Explained(
        "# {open case : concerned, T − opened_at ≥ days of the rule, no agency of its sectors with started_at ≤ T}",
        partners.missing,
        "open",
        partners.missing_rows,
    ),
    "without_partner_for": Explained(
        "median and maximum of T − opened_at over the cases that lack the partner",
        partners.missing,
        "open",
        partners.missing_rows,
    ),
    "reached_in_14_days": Explained(
        "1 − S(14 days), of max(started_at − opened_at, 0); S as in the median response delay",
        partners.reached,
        "in_scope",
        reference=KAPLAN_MEIER,
    ),
    "reflection_periods_ending": _without_step(_reflection),
    "recovery_periods_ending": _without_step(_recovery),
    "deadlines_overdue": Explained(
        f"{UNMET}; # {{U : due_on < day of T}}", deadlines.by_kind, "unmet", deadlines.overdue
    ),
    "deadlines_due_soon": Explained(f"{UNMET}; # {{U : 0 ≤ due_on − day of T ≤ 14 days}}", deadlines.by_kind, "unmet"),
    "deadlines_due_later": Explained(f"{UNMET}; # {{U : due_on − day of T > 14 days}}", deadlines.by_kind, "unmet"),
    "deadlines_met_in_time": Explained(
        "# {D : met_on ≤ due_on} ÷ # D; D = {deadline : a ≤ due_on < b, due_on < day of T, met in time or "
        "closed_at ≥ due_on}",
        deadlines.by_kind,
        "fell_due",
    ),
    "referral_to_decision": Explained(
        f"min {{t : S(t) ≤ ½}} of referrals; {CURVE}",
        deadlines.referral,
        "referrals",
        reference=f"{RECEPTION_ACT}, sections 34–35. {KAPLAN_MEIER}",
    ),
    "region_opened": Explained(
        "opened in the region ÷ (population × opened in all ÷ population of all); exact Poisson limits",
        region_comparison.figures,
        "opened",
        reference=FUNNEL,
    ),
    "region_in_target": Explained(
        "# {ripe : d ≤ target} ÷ # {ripe}; interpolated binomial limits",
        region_comparison.figures,
        "sent",
        reference=FUNNEL,
    ),
    "region_three_plus_90": Explained(
        "# {i in C, 90 days old : Aᵢ(90 days) ≥ 3} ÷ # {C, 90 days old}; interpolated binomial limits",
        region_comparison.figures,
        "in_scope",
        reference=FUNNEL,
    ),
    "region_opened_by_week": Explained(
        "x̄ ± 2.66 × mean moving range, of the cases opened per window",
        region_comparison.figures,
        "opened",
        reference=XMR,
    ),
    "change": Explained(
        "x̄ ± 2.66 × mean moving range, by week or four weeks", changes.control_charts, "in_scope", reference=XMR
    ),
    "did_it_change": Explained(
        "χ² = (Σ (observed − expected answers))² ÷ variance, over the delays of both periods; p < 0.05: it changed",
        did_it_change,
        "sent",
        reference=LOG_RANK,
    ),
    "newly_overdue": Explained(
        f"# {{W : due day < day of T, and not so at T₀}}; {SINCE}; {WAITING}",
        meeting_since.newly_overdue_in_a_week,
        "waiting",
    ),
    "answered_since": Explained(
        f"# {{handover : T₀ < responded_at ≤ T}}; {SINCE}", meeting_since.answers_in_a_week, "answered_in_a_week"
    ),
    "deadlines_due_7_days": Explained(
        f"{UNMET}; # {{U : 0 ≤ due_on − day of T ≤ 7 days}}", meeting_since.due_in_a_week, "unmet"
    ),
}
