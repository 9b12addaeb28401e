"""Log lines: ``key=value`` on standard error, one per source and event."""

from __future__ import annotations

import logging
import sys

import structlog

from .model import Visit


def configure_logging(*, verbose: bool) -> None:
    """Send log lines to standard error.

    httpx writes whole addresses at INFO, and those of the Bot API hold the
    token; its lines and those of the Telegram library never pass.

    Args:
        verbose: Show DEBUG lines as well.

    """
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(
                key_order=["timestamp", "level", "event"]
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.DEBUG if verbose else logging.INFO
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    for noisy in ("httpx", "httpcore", "telegram"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # It warns of each run it skips because the one before still lasts: as meant.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    # Every 429, with a traceback; the delivery tells it in one line.
    logging.getLogger("telegram.ext.AIORateLimiter").setLevel(logging.CRITICAL)


def log_visit(visit: Visit, new: int, changed: int) -> None:
    """Write one line about one visited source."""
    log = structlog.get_logger(__name__)
    write = log.warning if visit.outcome.endswith("failure") else log.info
    detail = {"detail": visit.detail} if visit.detail else {}
    write(
        "visited",
        source=visit.state.source.id,
        outcome=visit.outcome,
        entries=visit.entries,
        new=new,
        changed=changed,
        seconds=round(visit.seconds, 2),
        **detail,
    )
