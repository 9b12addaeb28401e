"""The weekly use case: count, measure, compose, render, write.

::

    mentions, exposures = mention_counts(...), exposures(...)     # store
    trends     = measure_weeks(week - 1, week + 1, ...)           # trends
    categories = summarise_categories(decline_reports(...))       # trends
    digest     = compose(week, trends, evidence, categories)      # digest
    for each language: write <folder>/<week>.<lang>.md            # files
"""

from __future__ import annotations
