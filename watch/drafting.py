"""Drafts of posts: from a signal or a falling category to a Markdown file.

::

    digest    = compose_week(store, week)              # weekly: the digest's figures
    mentions  = mention_reports(store, four weeks)     # store
    sentences = cut_sentence(each summary)             # digest: where titles are mute
    text      = render_draft(...)                      # digest
    save_draft(path, text)                             # whole, never over an edited one
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from .digest.draft import cut_sentence, render_category_draft, render_draft
from .errors import TrendwatchError, UsageError
from .model import CategoryReport, Signal
from .store.database import Store
from .store.drafts import last_week_of, mentioning_summaries
from .store.evidence import mention_reports
from .week import Week
from .weekly import category_reports, compose_week
from .whole_file import refuse_to_replace, whole_file

#: Weeks that a draft on a signal tells of: the longer scale of the detector.
SIGNAL_WEEKS = 4
#: Weeks that a draft on a category tells of: falls are reported rarely.
CATEGORY_WEEKS = 26


class Draft(NamedTuple):
    """A draft in every language asked for."""

    #: What it is about: id of a signal, or key of a category.
    subject: str
    #: Last week of the draft.
    week: Week
    #: Markdown by language.
    texts: dict[str, str]

    def path(self, folder: Path, lang: str) -> Path:
        """Return where it goes by default, given the folder of the digests."""
        return folder / "drafts" / f"{self.week}-{self.subject}.{lang}.md"


def draft_post(
    store: Store,
    subject: str,
    week: Week,
    *,
    signals: Sequence[Signal],
    languages: Sequence[str],
    demo: bool = False,
) -> Draft:
    """Write a draft on a signal or a category, as of a closed week.

    Args:
        store: Open for reading.
        subject: Id of a signal, else the key or name of a reported category.
        week: Last week of the draft.
        signals: The catalogue.
        languages: Languages to write it in.
        demo: Whether the press is invented.

    Raises:
        UsageError: There is no such signal or category.
        TrendwatchError: No article mentions it in the weeks of the draft.

    """
    for signal in signals:
        if signal.id == subject:
            texts = _draft_signal(
                store, signal, week, signals=signals, languages=languages, demo=demo
            )
            return Draft(signal.id, week, texts)
    start = week + (1 - CATEGORY_WEEKS)
    every = category_reports(store, start, week + 1)
    reports = [one for one in every if subject.casefold() in {one.key, one.category}]
    if not reports:
        raise UsageError(_unknown(subject, week, signals=signals, reports=every))
    texts = {
        lang: render_category_draft(reports, start, week, lang=lang, demo=demo)
        for lang in languages
    }
    return Draft(reports[0].key, week, texts)


def _draft_signal(
    store: Store,
    signal: Signal,
    week: Week,
    *,
    signals: Sequence[Signal],
    languages: Sequence[str],
    demo: bool,
) -> dict[str, str]:
    start, end = week + (1 - SIGNAL_WEEKS), week + 1
    mentions = mention_reports(store, start=start, end=end)
    if all(mention.signal != signal.id for mention in mentions):
        raise TrendwatchError(_nothing(store, signal.id, start=start, week=week))
    digest = compose_week(store, week, signals=signals, demo=demo)
    sentences = {
        url: cut_sentence(text, span.start, span.end)
        for url, text, span in mentioning_summaries(
            store, signal.id, start=start, end=end
        )
    }
    return {
        lang: render_draft(
            signal,
            digest,
            start=start,
            mentions=mentions,
            sentences=sentences,
            lang=lang,
        )
        for lang in languages
    }


def _nothing(store: Store, signal: str, *, start: Week, week: Week) -> str:
    """Say that there is nothing to draft from, and when there was."""
    text = f"no article of {start} to {week} mentions {signal}: no draft written"
    last = last_week_of(store, signal, end=start)
    return f"{text}; the last mention is of {last}: try --week {last}" if last else text


def _unknown(
    subject: str,
    week: Week,
    *,
    signals: Sequence[Signal],
    reports: Sequence[CategoryReport],
) -> str:
    """Name what the user may have meant."""
    titles = {title: it.id for it in signals for title in (it.id, *it.title.values())}
    names = {**{one.category: one.key for one in reports}, **titles}
    folded = {name.casefold(): right for name, right in names.items()}
    wanted = subject.casefold()
    near = [name for name in folded if wanted in name][:3]
    near = near or get_close_matches(wanted, folded, n=3)
    meant = " or ".join(dict.fromkeys(folded[name] for name in near))
    hint = f"did you mean {meant}? " if meant else ""
    return (
        f"no signal {subject!r}, nor a category reported to fall or grow in the "
        f"{CATEGORY_WEEKS} weeks to {week}: {hint}"
        "see `trendwatch signals list` and `trendwatch declines`"
    )


def save_draft(path: Path, text: str, *, force: bool) -> None:
    """Write a draft, unless a different one is there.

    Raises:
        UsageError: There is one that was edited, or that other articles made, and
            ``force`` is false.
        TrendwatchError: It can't be written.

    """
    if path.is_file() and path.read_bytes() == text.encode():
        return
    refuse_to_replace(path, force=force)
    with whole_file(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8", newline="\n")
