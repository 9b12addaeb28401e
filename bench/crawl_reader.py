"""Do what ``crawl_ours`` does with the library ``reader``, for comparison.

Run by ``bench.crawl`` with the Python of a virtual environment that has it. It
fetches, parses and stores; it neither groups nor tags.
"""

from __future__ import annotations

import json
import resource
import sys
import time

from reader import make_reader  # type: ignore[import-not-found]  # not a dependency

WORKERS = 8


def main() -> None:
    """Update all feeds twice."""
    url, feeds, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    reader = make_reader(path)
    for number in range(feeds):
        reader.add_feed(f"{url}/{number}")
    passes = []
    for _ in range(2):
        start, cpu = time.perf_counter(), time.process_time()
        # By default, a feed is updated at most once an hour.
        reader.update_feeds(workers=WORKERS, scheduled=False)
        passes.append((time.perf_counter() - start, time.process_time() - cpu))
    entries = reader.get_entry_counts().total
    reader.close()
    first, again = passes
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "entries": entries,
                "first": first,
                "again": again,
                "peak": usage.ru_maxrss,
            }
        )
    )


if __name__ == "__main__":
    main()
