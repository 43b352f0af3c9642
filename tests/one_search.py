"""One search for proof for each request, where many texts that hold the same one are diagnosed.

The search looks at the request as it was mended, and not at the text around it, which each diagnosis reads, judges and
shows for itself. A text that is mended to another request gets a search of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from cosnb.diagnosis import proving
from cosnb.diagnosis.evidence import Evidence
from cosnb.diagnosis.search import searching
from cosnb.diagnosis.search.searching import Outcome, Reach


@contextmanager
def one_search_for_each_request() -> Iterator[None]:
    """While it lasts ``diagnose`` searches once for each request, clock, store, answer and pair of keys."""
    done: dict[tuple[object, ...], tuple[Evidence, Outcome]] = {}

    def search(e: Evidence, *, reach: Reach, **options: Any) -> Outcome:
        sent = (e.request.kind, e.request.wire, e.request.fields, e.method, e.is_sent, e.headers, e.body, e.target)
        judged = (e.provider.id, e.hosts, e.now, e.failed, e.answered, id(e.reply), id(e.credentials), reach)
        key = (*sent, *judged)
        if key not in done:  # what has an id there is kept
            done[key] = e, searching.search(e, reach=reach, **options)
        return done[key][1]

    with patch.object(proving, "search", search):
        yield
