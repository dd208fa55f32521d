"""How long handovers wait for an answer: of groups, as curves, by week, and against the period before."""
