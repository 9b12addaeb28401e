"""trendwatch: see change early in the press, with evidence.

The folders are the steps of the journey: ``crawl`` (press -> articles),
``signals`` (articles -> mentions and declines), ``trends`` (counts -> trends),
``digest`` (trends -> words), around ``store`` (SQLite) and ``bot`` (Telegram).
"""

__version__ = "0.1.0"
