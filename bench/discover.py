"""How fast new terms are found, in an invented press with words of real frequency.

    python -m bench.discover                  a week of 6,000 articles
    python -m bench.discover --articles 1000  a smaller one

Counting is timed on titles alone; finding reads titles and summaries of 16 weeks.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from watch.model import PressText, Text
from watch.trends.discover import DISCOVERY_WEEKS, discover_terms
from watch.trends.grams import count_grams, read_corpus
from watch.trends.terms import noise_words
from watch.week import Week

WEEK = Week(2026, 20)
#: Words of the language, of a title, and of a summary.
VOCABULARY, TITLE, SUMMARY = 40_000, 10, 22
SOURCES = 12


def write_press(rng: np.random.Generator, articles: int) -> list[PressText]:
    """Write ``articles`` texts for each week; word frequencies follow Zipf's law."""
    ranks = np.arange(1, VOCABULARY + 1)
    chances = 1 / (ranks + 10)
    names = np.array([f"word{rank}" for rank in ranks])
    # As in any language, the most frequent words are function words.
    usual = sorted(noise_words("en", "stop"))
    names[: len(usual)] = usual
    texts = []
    for age in range(DISCOVERY_WEEKS):
        week = WEEK + -age
        size = (articles, TITLE + SUMMARY)
        words = names[rng.choice(VOCABULARY, size, p=chances / chances.sum())]
        for number, row in enumerate(words):
            source = f"source{number % SOURCES}"
            texts.append(
                PressText(
                    week=week,
                    group="general",
                    source=source,
                    outlet=source,
                    story=f"{age}-{number}",
                    published=week.start + timedelta(minutes=number),
                    url="",
                    text=Text(" ".join(row[:TITLE]), " ".join(row[TITLE:]), "en"),
                )
            )
    return texts


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both speeds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=6000, help="in each week")
    options = parser.parse_args(arguments)
    texts = write_press(np.random.default_rng(1), options.articles)
    titles = [Text(text.text.title, "", "en") for text in texts]
    began = time.process_time()
    corpus = read_corpus(titles, lang="en")
    count_grams(corpus, recent=np.arange(len(titles)), least=3)
    took = time.process_time() - began
    print(f"- counting: {len(titles) / took:,.0f} titles a second")
    began = time.process_time()
    found = discover_terms(WEEK, texts, lang="en")
    took = time.process_time() - began
    print(
        f"- finding: {took:.1f} s for a week of {options.articles:,} articles and the "
        f"{DISCOVERY_WEEKS - 1} weeks before ({len(texts):,} articles), "
        f"{len(found)} candidates"
    )


if __name__ == "__main__":
    main()
