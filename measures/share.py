"""How sure is a share? Wilson's interval, which neither leaves 0…1 nor vanishes where nobody or everybody counts.

Where what is counted comes in clusters, such as handovers of one case, so many count for as many fewer as their
variance is larger (design effect).

Sources: Wilson, J. Am. Stat. Assoc. 22 (1927) 209–212; design effect: Rao & Scott, Biometrics 48 (1992) 577–585.
"""

import numpy as np
from scipy import special

from measures.arrays import Counts, Values


def wilson(
    counts: Counts, of: Counts, design_effect: Values | float = 1.0, confidence: float = 0.95
) -> tuple[Values, Values]:
    """Wilson's interval of each share, counts of how many: lower, upper; NaN for a share of none."""
    z = special.ndtri((1 + confidence) / 2)
    n = np.where(of > 0, of, np.nan)
    share, n = counts / n, n / design_effect
    middle = share + z**2 / (2 * n)
    width = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    # Rounding would leave an interval at 0 or 1 just short of it.
    lower = np.where(counts == 0, 0, (middle - width) / (1 + z**2 / n))
    upper = np.where(counts == of, 1, (middle + width) / (1 + z**2 / n))
    return np.where(of > 0, lower, np.nan), np.where(of > 0, upper, np.nan)
