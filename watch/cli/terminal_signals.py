"""What commands print about signals."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from ..model import Decline, Span, Text
from ..signals.declines import DECLINES
from ..signals.examples import ExampleResult
from ..signals.explain import RuleReport, describe_stop
from ..signals.rules import SignalRules
from .terminal import write_json

if TYPE_CHECKING:
    # `signals list` needs no database.
    from ..retag import Rereading, Sample, Side, SignalChange

_FOUND, _STOPPED, _DECLINE = "bold green", "yellow", "bold magenta"


@dataclass(frozen=True, slots=True)
class SignalResults:
    """A signal whose examples were run."""

    #: The signal.
    part: SignalRules
    #: What became of its examples.
    results: tuple[ExampleResult, ...]
    #: What is wrong, in the user's words, with file and line.
    problems: tuple[str, ...]


def show_signals(
    catalogue: Sequence[SignalRules], *, own: Container[str], as_json: bool
) -> None:
    """Print one row per signal; ``own`` holds the paths of the user's files."""
    if as_json:
        write_json(_signal_row(part, own) for part in catalogue)
        return
    signals = (*(part.signal for part in catalogue), DECLINES)
    languages = sorted({lang for signal in signals for lang in signal.title})
    table = Table("signal", "theme", *languages)
    for signal in signals:
        titles = (signal.title.get(lang, "") for lang in languages)
        table.add_row(signal.id, signal.theme, *titles)
    console = _console()
    console.print(table)
    for part in catalogue:
        if _file_of(part) in own:
            console.print(f"{part.signal.id} is yours: {_file_of(part)}")


def _signal_row(part: SignalRules, own: Container[str]) -> dict[str, Any]:
    file = _file_of(part)
    return {
        "signal": part.signal.id,
        "theme": part.signal.theme,
        "title": dict(part.signal.title),
        "description": dict(part.signal.description),
        "rules": [rule.id for rule in part.rules],
        "examples": len(part.examples),
        "file": file if file in own else None,
    }


def _file_of(part: SignalRules) -> str:
    return part.rules[0].place.rpartition(":")[0]


def show_tested(tested: Sequence[SignalResults], *, as_json: bool) -> None:
    """Print one line per signal and language, then what is wrong."""
    if as_json:
        write_json(_tested_row(one) for one in tested)
        return
    console = _console()
    width = max((len(one.part.signal.id) for one in tested), default=0)
    for one in tested:
        for lang, score in _scores(one).items():
            found = f"{score['matched']}/{score['match']}"
            ignored = f"{score['ignored']}/{score['ignore']}"
            none = "" if score["match"] + score["ignore"] else "  no examples"
            name = f"{one.part.signal.id:<{width}}  {lang:<3}"
            console.print(f"{name} {found:>6} found {ignored:>6} ignored{none}")
    problems = [problem for one in tested for problem in one.problems]
    for problem in problems:
        console.print(Line(problem, style=_STOPPED), soft_wrap=True)
    total = sum(len(one.results) for one in tested)
    verdict = f"{_count(len(problems), 'problem')}" if problems else "all is well"
    signals = _count(len(tested), "signal")
    console.print(f"{signals}, {_count(total, 'example')}: {verdict}.")


def _tested_row(tested: SignalResults) -> dict[str, Any]:
    return {
        "signal": tested.part.signal.id,
        "languages": _scores(tested),
        "problems": list(tested.problems),
    }


def _scores(tested: SignalResults) -> dict[str, dict[str, int]]:
    """Return how many examples of each language there are, and came out."""
    langs = {rule.lang for rule in tested.part.rules} - {"any"}
    langs |= {result.example.lang for result in tested.results}
    scores = {
        lang: {"match": 0, "matched": 0, "ignore": 0, "ignored": 0}
        for lang in sorted(langs)
    }
    for result in tested.results:
        score = scores[result.example.lang]
        kind, passed = (
            ("match", "matched") if result.example.match else ("ignore", "ignored")
        )
        score[kind] += 1
        score[passed] += result.passed
    return scores


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def show_explanation(
    text: Text,
    reports: Sequence[RuleReport],
    declines: Sequence[Decline],
    *,
    as_json: bool,
) -> None:
    """Print a text with what was found in it, and why the rest does not count."""
    if as_json:
        write_json([_explanation_row(text, reports, declines)])
        return
    console = _console()
    for field, words in (("title", text.title), ("summary", text.summary)):
        if words:
            line = _highlight(words, field, reports, declines)
            console.print(line, soft_wrap=True)
    console.print()
    for report in reports:
        _print_report(console, report)
    for decline in declines:
        console.print(_decline_line(decline), soft_wrap=True)
    if not reports and not declines:
        console.print(f"No rule of language {text.lang} finds its words in this text.")


def _highlight(
    words: str, field: str, reports: Sequence[RuleReport], declines: Sequence[Decline]
) -> Line:
    line = Line(words)
    stopped = [span for report in reports for span, _ in report.stopped]
    found = [span for report in reports for span in report.spans]
    fallen = [decline.span for decline in declines]
    for spans, style in (
        (stopped, _STOPPED), (found, _FOUND), (fallen, _DECLINE),
    ):  # fmt: skip
        for span in spans:
            if span.field == field:
                line.stylize(style, span.start, span.end)
    return line


def _print_report(console: Console, report: RuleReport) -> None:
    rule = report.rule
    verdict = "matches" if report.spans else "is stopped"
    if report.spans and not report.names_mention:
        verdict = "matches, too"
    head = Line().append(f"{rule.signal}: rule {rule.id} {verdict}", style="bold")
    console.print(head.append(f"  {rule.place}", style="dim"), soft_wrap=True)
    for span in report.spans:
        console.print(Line("  ").append(_quoted(span), style=_FOUND), soft_wrap=True)
    for span, stop in report.stopped:
        line = Line("  ").append(_quoted(span), style=_STOPPED)
        line.append(f" does not count; {describe_stop(stop, rule)}")
        console.print(line, soft_wrap=True)


def _quoted(span: Span) -> str:
    place = " (summary)" if span.field == "summary" else ""
    return f'"{span.text}"{place}'


def _decline_line(decline: Decline) -> Line:
    return (
        Line()
        .append(f"{DECLINES.id}: ", style="bold")
        .append(_claim(decline), style=_DECLINE)
        .append(f"  rule {decline.rule}, {decline.confidence}", style="dim")
    )


def _claim(decline: Decline) -> str:
    """Say what is reported to fall or grow.

    >>> span = Span(field="title", start=0, end=12, text="chewing-gums")
    >>> _claim(Decline("chewing-gums", "gum", "down", 7.5, "2012", "France", "strict",
    ...     evidence="", rule="", span=span))
    '▼ chewing-gums [gum] 7.5 %, France, 2012'
    """
    arrow = "▼" if decline.direction == "down" else "▲"
    figure = "" if decline.percent is None else f" {decline.percent:g} %"
    key = "" if decline.key == decline.category.lower() else f" [{decline.key}]"
    what = f"{arrow} {decline.category}{key}{figure}"
    details = (what, decline.place, decline.period)
    return ", ".join(detail for detail in details if detail)


def _explanation_row(
    text: Text, reports: Sequence[RuleReport], declines: Sequence[Decline]
) -> dict[str, Any]:
    return {
        "lang": text.lang,
        "rules": [
            {
                "signal": report.rule.signal,
                "rule": report.rule.id,
                "place": report.rule.place,
                "version": report.rule.version,
                "names_mention": report.names_mention,
                "spans": [asdict(span) for span in report.spans],
                "stopped": [
                    {**asdict(span), "by": stop.by, "words": stop.words}
                    for span, stop in report.stopped
                ],
            }
            for report in reports
        ],
        "declines": [asdict(decline) for decline in declines],
    }


def show_reading(reading: Rereading) -> None:
    """Print what reading the archive again changes, with samples."""
    console = _console()
    for change in reading.changes:
        _print_change(console, change)
    console.print(f"{_count(reading.articles, 'article')} read.")


def _print_change(console: Console, change: SignalChange) -> None:
    counts = [f"{number:,} {side}" for side, number in change.counts.items() if number]
    head = Line().append(change.signal, style="bold")
    head.append(f" ({change.reason}): {', '.join(counts) or 'nothing changes'}")
    console.print(head, soft_wrap=True)
    for side, samples in change.samples.items():
        for sample in samples:
            console.print(_sample_line(sample, side), soft_wrap=True)
        more = change.counts[side] - len(samples)
        if more:
            console.print(f"    … and {more:,} more {side}")


def _sample_line(sample: Sample, side: Side) -> Line:
    """Say when and where an article was published, its title, the words in it."""
    article = sample.article
    style = _FOUND if side == "gained" else _STOPPED
    line = Line().append("  + " if side == "gained" else "  - ", style=style)
    line.append(f"{article.published:%Y-%m-%d}  {article.outlet}  ", style="dim")
    if sample.decline is not None:
        line.append(f"{_claim(sample.decline)}: ", style=style)
    title = Line(article.title)
    below = [span.text for span in sample.spans if span.field == "summary"]
    for span in sample.spans:
        if span.field == "title":
            title.stylize(style, span.start, span.end)
    line.append_text(title)
    if below and sample.decline is None:
        line.append(f"  (summary: {', '.join(below)})", style="dim")
    return line


def _console() -> Console:
    # Texts of the press are no markup, and their numbers no highlights.
    return Console(highlight=False, markup=False)
