"""Does a rise come every year at this time?"""

from __future__ import annotations

import numpy as np

from .detect import Scale
from .series import BoolArray, Series

#: Weeks back that lie within 17 days of the same date one or two years ago.
_SAME_SEASON = (50, 51, 52, 53, 54, 102, 103, 104, 105, 106)
#: Weeks before a week that its season looks at.
EARLIER_YEARS = max(_SAME_SEASON)


def is_seasonal(series: Series, at: int, one: Scale) -> BoolArray:
    """Tell which signals were about as high in the same season of an earlier year.

    About as high: in one of those weeks the rate was at least half of this week's
    and more than twice the present baseline. False without such weeks.
    """
    columns = [at - back for back in _SAME_SEASON if at >= back]
    columns = [column for column in columns if series.exposure[column] > 0]
    rates = series.stories[:, columns] / series.exposure[columns]
    now = series.stories[:, [at]] / max(1, series.exposure[at])
    high = (rates >= now / 2) & (rates > 2 * one.baseline.rate[:, None])
    seasonal: BoolArray = high.any(axis=1)
    return seasonal & (np.ravel(now) > 0)
