"""The rules of sites: read once a day, before anything else is asked of them."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from ..model import SiteRules
from .courtesy import refusal_by_rules
from .types import Failed, Refused

#: Rules older than this are read again (RFC 9309, section 2.4).
RULES_LAST = timedelta(days=1)

#: Gets a small text file: "" if the site has none, Failed if that can't be told.
ReadText = Callable[[str], Awaitable[str | Failed]]


class Sites:
    """Knows the rules of every site that one pass comes to.

    Args:
        known: Rules read on earlier passes.

    """

    def __init__(self, known: Iterable[SiteRules] = ()) -> None:
        self._known = {rules.origin: rules for rules in known}
        self._settled: dict[str, SiteRules | Failed] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._fresh: list[SiteRules] = []

    def take_fresh(self) -> tuple[SiteRules, ...]:
        """Return the rules read since the last call, to be recorded."""
        fresh, self._fresh = self._fresh, []
        return tuple(fresh)

    async def judge(
        self, url: str, *, read_text: ReadText, now: datetime
    ) -> Refused | Failed | None:
        """Say why a URL may not be fetched, or can't be yet; None if it may."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        # The lock makes all sources of a site share one reading.
        async with self._locks[origin]:
            if origin not in self._settled:
                rules = await self._settle(origin, read_text=read_text, now=now)
                self._settled[origin] = rules
        rules = self._settled[origin]
        if isinstance(rules, Failed):
            return rules
        reason = refusal_by_rules(rules, url)
        return Refused(reason) if reason else None

    async def _settle(
        self, origin: str, *, read_text: ReadText, now: datetime
    ) -> SiteRules | Failed:
        """Return the rules for this pass; stale ones are better than none."""
        known = self._known.get(origin)
        if known is not None and now - known.at < RULES_LAST:
            return known
        robots = await read_text(f"{origin}/robots.txt")
        if isinstance(robots, Failed):
            return known or robots
        tdmrep = await read_text(f"{origin}/.well-known/tdmrep.json")
        # "Failure to provide access implies that the server does not implement it."
        found = "" if isinstance(tdmrep, Failed) else tdmrep
        rules = SiteRules(origin, robots, found, now)
        self._fresh.append(rules)
        return rules
