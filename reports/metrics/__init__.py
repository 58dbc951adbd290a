"""Survey maths. Pure Python: no Django, no database, no clock.

Shares, NPS and their intervals are fractions (0 to 1, NPS -1 to 1). `counts` maps a rating to the
number of people who gave it. A figure that nobody answered is None, never 0.
"""

from reports.metrics.comparisons import (
    ChiSquare,
    Difference,
    Discoveries,
    Trend,
    Welch,
    benjamini_hochberg,
    chi_square_homogeneity,
    cochran_armitage,
    nps_difference,
    proportion_difference,
    welch_test,
)
from reports.metrics.drivers import lmg, pearson, subset_r_squared
from reports.metrics.intervals import (
    Interval,
    adjusted_nps_interval,
    mean_interval,
    newcombe_interval,
    nps_interval,
    wilson_interval,
)
from reports.metrics.planning import answers_needed, minimal_detectable_change, power_of_two_shares
from reports.metrics.process_charts import (
    ControlChart,
    MovingRangeChart,
    Signal,
    ewma_chart,
    p_chart,
    xmr_chart,
)
from reports.metrics.ranking import (
    BetaBinomialShrinkage,
    FunnelLimits,
    NormalShrinkage,
    beta_binomial_shrink,
    funnel_limits,
    normal_shrink,
    overdispersion,
)
from reports.metrics.scores import (
    Counts,
    effective_size,
    mean,
    nps,
    nps_variance,
    people,
    round_half_away,
    scale_index,
    share,
    variance,
)

__all__ = [
    "BetaBinomialShrinkage",
    "ChiSquare",
    "ControlChart",
    "Counts",
    "Difference",
    "Discoveries",
    "FunnelLimits",
    "Interval",
    "MovingRangeChart",
    "NormalShrinkage",
    "Signal",
    "Trend",
    "Welch",
    "adjusted_nps_interval",
    "answers_needed",
    "benjamini_hochberg",
    "beta_binomial_shrink",
    "chi_square_homogeneity",
    "cochran_armitage",
    "effective_size",
    "ewma_chart",
    "funnel_limits",
    "lmg",
    "mean",
    "mean_interval",
    "minimal_detectable_change",
    "newcombe_interval",
    "normal_shrink",
    "nps",
    "nps_difference",
    "nps_interval",
    "nps_variance",
    "overdispersion",
    "p_chart",
    "pearson",
    "people",
    "power_of_two_shares",
    "proportion_difference",
    "round_half_away",
    "scale_index",
    "share",
    "subset_r_squared",
    "variance",
    "welch_test",
    "wilson_interval",
    "xmr_chart",
]
