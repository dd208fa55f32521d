"""How formulas are written, and the literature and laws that they are from.

T: as-of; T₀: the last meeting; [a, b): the period, cut just after T; #: how many; d: a delay on the delay clock,
without its pauses. In the definitions below, C, W, U, A and S are what the formulas call so.
"""

C = "C = {case : opened_at < b, and closed_at > a or opened_at ≥ a}"
W = "W = {handover : max(handed_over_at, opened_at) ≤ T < min(responded_at, closed_at)}"
U = "U = {deadline : opened_at ≤ T < closed_at, T < met_on (a period: or day of T ≤ due_on)}"
A = "Aᵢ = # {agency of case i : started_at ≤ T}"
S = "S(t) = ∏ (1 − answers at dᵢ ÷ waiting just before dᵢ), over delays dᵢ ≤ t"
RIPE = "ripe = {sent, not after closing : answered, or d > target}"
T_0 = "T₀: the last meeting; on this page, a week before T"

KAPLAN_MEIER_IN_SHORT = "Kaplan & Meier 1958; interval: Greenwood 1926 on the log(−log) scale"
SPIEGELHALTER_IN_SHORT = "Spiegelhalter 2005 (funnel plot, additive overdispersion)"
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
    "procedures. J R Stat Soc A 1972;135:185–207. Rao JNK, Scott AJ. A simple method for the analysis of clustered "
    "binary data. Biometrics 1992;48:577–585"
)
FUNNEL = (
    "Spiegelhalter DJ. Funnel plots for comparing institutional performance. Stat Med 2005;24:1185–1202; additive "
    "overdispersion as there"
)
XMR = (
    "Shewhart WA. Economic control of quality of manufactured product. 1931. Wheeler DJ. Understanding variation. "
    "2000. Laney DB. Improved control charts for attributes. Qual Eng 2002;14:531–537. Rules of NHS England, Making "
    "Data Count. 2019"
)
ALIENS_ACT = "Aliens Act (301/2004), section 52 b"
RECEPTION_ACT = "Reception Act (746/2011)"
