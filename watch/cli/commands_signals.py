"""What the longer commands of signals do."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable, Sequence

import typer

from ..config import Config
from ..errors import StoreError, UsageError
from ..model import CATEGORY_DECLINES, Text
from ..retag import Rereading, commit_reading, plan_reading, read_again
from ..signals.examples import find_problems, run_examples
from ..signals.tagger import Tagger
from ..starter.new_signal import id_of, write_signal
from ..store.database import Store, open_store
from ..store.evidence import find_headlines
from .shared import from_here, utc_now
from .terminal import progress
from .terminal_signals import SignalResults, show_reading, show_tested

#: Headlines that are looked at for the examples of a new signal.
_HEADLINES = 500


def run_test(tagger: Tagger, signals: Sequence[str], *, as_json: bool) -> None:
    """Run examples and print how they came out; by default those of all signals.

    Raises:
        UsageError: There is no signal of that id.

    """
    chosen = tagger.only(_choose(tagger, signals)) if signals else tagger
    tested = []
    for part in chosen.catalogue:
        results = run_examples(part.examples, chosen.verdicts)
        problems = tuple(find_problems(part, results))
        tested.append(SignalResults(part, results, problems))
    show_tested(tested, as_json=as_json)
    if any(one.problems for one in tested):
        raise typer.Exit(1)


def _choose(tagger: Tagger, wanted: Iterable[str]) -> frozenset[str]:
    known = [signal.id for signal in tagger.signals]
    for signal in wanted:
        if signal not in known:
            close = difflib.get_close_matches(signal, known, n=1)
            hint = f'did you mean "{close[0]}"? ' if close else ""
            raise UsageError(
                f'no signal "{signal}"; {hint}`trendwatch signals list` names all'
            )
    return frozenset(wanted)


def run_retag(store: Store, tagger: Tagger, *, confirmed: bool) -> None:
    """Read the archive again, show what changes, and write it once the user agrees.

    Raises:
        UsageError: Nobody can be asked; then nothing is written.

    """
    plan = plan_reading(store, tagger)
    if not plan.reasons:
        typer.echo("No rule changed since the archive was read: nothing to do.")
        return
    with progress() as bar:

        def on_progress(done: int, total: int) -> None:
            if bar is not None:
                bar("articles", done, total)

        reading = read_again(store, tagger, plan, on_progress=on_progress)
    show_reading(reading)
    if reading.new_tags and not confirmed and not _agrees(store):
        typer.echo("Nothing was written.")
        raise typer.Exit(1)
    commit_reading(store, reading, now=utc_now())
    typer.echo(_report(reading))


def _agrees(store: Store) -> bool:
    if not sys.stdin.isatty():
        raise UsageError(
            "nothing was written: there is nobody to ask; add --yes to agree beforehand"
        )
    return typer.confirm(f"Write this to {from_here(store.path)}?")


def _report(reading: Rereading) -> str:
    if not reading.new_tags:
        return "No article changes; the rules of now are noted."
    changed = len(reading.new_tags)
    return (
        f"{changed:,} article{'' if changed == 1 else 's'} changed, weekly counts "
        "rebuilt. Digests written before stay as they are: `trendwatch digest --week "
        "W` writes one anew."
    )


def run_new(
    config: Config, tagger: Tagger, signal: str | None, *, term: str | None
) -> None:
    """Write a signal file with headlines of the archive as examples, if there are any.

    Raises:
        UsageError: Neither an id nor a term is given, the id is taken or no name, or
            no rule can be made of the term.

    """
    if signal is None and term is None:
        raise UsageError(
            "give an id, such as `trendwatch signals new repair-cafes`, or a term of "
            "`trendwatch discover` with --from-candidate"
        )
    words = term if term is not None else str(signal).replace("-", " ")
    signal = signal or id_of(words)
    new = write_signal(
        from_here(config.signals),
        signal,
        term=words,
        headlines=_find_headlines(config, words),
        langs=config.settings.languages,
        taken={CATEGORY_DECLINES, *(known.id for known in tagger.signals)},
    )
    examples = (
        f"{new.headlines} of your headlines" if new.headlines else "invented ones"
    )
    typer.echo(f'wrote {new.path}: finds "{new.term}"; its examples are {examples}.')
    typer.echo(
        f"Next: edit it, then `trendwatch signals test {signal}` and "
        "`trendwatch signals retag`."
    )


def _find_headlines(config: Config, words: str) -> list[Text]:
    if not config.database.exists():
        return []
    # The singular is found within longer words as well.
    singular = words.removesuffix("s")
    try:
        with open_store(config.database, write=False) as store:
            return find_headlines(store, singular, limit=_HEADLINES)
    except StoreError as error:
        typer.echo(f"no headlines of your archive: {error}", err=True)
        return []
