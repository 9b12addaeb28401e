"""How fast does the tagger read, and does it stay small?

    python -m bench.tagger ARCHIVE [--articles 30000] [--million]

ARCHIVE is JSON Lines in the format of ``trendwatch import``, plain or .gz. Ratios
are taken within one run, in processor time: the tagger against the same matchers
behind a blank spaCy pipeline that must tokenise every article. ``--million`` reads
the archive again and again, with a new word in every title, and prints the memory.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter, process_time

import spacy
from spacy.language import Language

from watch.model import Text
from watch.signals.compile import Compiled, compile_rules
from watch.signals.declines import make_finder
from watch.signals.normalise import flatten, normalise
from watch.signals.signal_files import load_catalogue
from watch.signals.tagger import Tagger, load_tagger
from watch.signals.words import Words

#: Articles between two lines of ``--million``.
_STEP = 100_000


@dataclass(frozen=True, slots=True)
class Speed:
    """What one way of reading took."""

    #: What was measured.
    name: str
    #: Articles per second of processor time.
    articles: float
    #: Words per second of processor time.
    words: float


def read_texts(path: Path) -> Iterator[Text]:
    """Yield the texts of an archive."""
    data = path.read_bytes()
    lines = gzip.decompress(data) if path.suffix == ".gz" else data
    for row in map(json.loads, lines.decode().splitlines()):
        yield Text(row["title"], row.get("summary") or "", row["lang"])


def compile_blank(tagger: Tagger, lang: str) -> tuple[Language, Compiled]:
    """Return a blank pipeline and the tagger's matchers, built on its vocabulary."""
    words = Words()
    words._nlp = nlp = spacy.blank(lang)  # noqa: SLF001  only here is another wanted
    rules = [rule for part in tagger.catalogue for rule in part.rules]
    return nlp, compile_rules(rules, lang=lang, words=words)


def match_everything(nlp: Language, compiled: Compiled, text: Text) -> int:
    """Tokenise title and summary and run every matcher; return the hits."""
    hits = 0
    for field in (text.title, text.summary):
        doc = nlp.make_doc(flatten(normalise(field)))
        hits += sum(len(match(doc)) for match in compiled.phrases)
        hits += len(compiled.patterns(doc))
    return hits


def measure(texts: list[Text], tagger: Tagger) -> Iterator[Speed]:
    """Yield the speed of each way of reading the same texts."""
    words = sum(len(f"{text.title} {text.summary}".split()) for text in texts)
    nlp, compiled = compile_blank(tagger, texts[0].lang)
    ways: dict[str, Callable[[Text], object]] = {
        "gate, then spaCy": tagger.mentions,
        "blank spaCy on everything": lambda text: match_everything(nlp, compiled, text),
        "declines": tagger.finder.find,
    }
    for name, read in ways.items():
        start = process_time()
        for text in texts:
            read(text)
        seconds = process_time() - start
        yield Speed(name, len(texts) / seconds, words / seconds)


def print_memory(texts: list[Text], tagger: Tagger) -> None:
    """Tag a million articles, each with a word never seen, and print the memory."""
    print("\n   articles  peak memory MiB  articles/s (wall clock)")
    start = perf_counter()
    for number, text in enumerate(islice(cycle(texts), 10 * _STEP + 1)):
        if number % _STEP == 0 and number:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{number:11,}{peak:17.1f}{number / (perf_counter() - start):12,.0f}")
        tagger.mentions(Text(f"{text.title} mot{number}", text.summary, text.lang))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--articles", type=int, default=30_000)
    parser.add_argument("--million", action="store_true")
    arguments = parser.parse_args()
    start = process_time()
    for lang in ("fr", "en"):
        make_finder().find(Text("", "", lang))  # compiles the language
        print(f"declines ({lang}) ready after {process_time() - start:.2f} s")
    start = process_time()
    load_catalogue()
    print(f"catalogue read in {process_time() - start:.2f} s")
    start = process_time()
    tagger = load_tagger()
    print(f"catalogue compiled in {process_time() - start:.2f} s")
    texts = list(islice(read_texts(arguments.archive), arguments.articles))
    tagged = sum(bool(tagger.mentions(text)) for text in texts)
    print(f"{tagged:,} of {len(texts):,} articles mention a signal\n")
    print(f"{'':28}{'articles/s':>12}{'words/s':>12}{'ratio':>8}")
    speeds = list(measure(texts, tagger))
    for speed in speeds:
        ratio = speed.articles / speeds[1].articles
        print(f"{speed.name:28}{speed.articles:12,.0f}{speed.words:12,.0f}{ratio:8.1f}")
    if arguments.million:
        print_memory(texts, tagger)


if __name__ == "__main__":
    main()
