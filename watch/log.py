"""Log lines: ``key=value`` on standard error, one per source and event."""

from __future__ import annotations

import logging
import sys

import structlog


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
    for noisy in ("httpx", "httpcore", "telegram", "apscheduler"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
