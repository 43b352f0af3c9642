"""Many links that fail, out of a log: one table of causes."""

import json
import os
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from os import PathLike
from typing import Any, Literal, NamedTuple

from ..errors import InputError
from ..links import ParsedRequest
from ..links.reading.recorded import har_entries, load_json
from ..links.reading.wrapped import MARKERS, legible
from ..notices import progress_bar
from ..results import Result
from ..scrub_frames import scrub_frames
from ..sigv4 import Credentials
from ..storage.credentials import local_key_pair
from .arguments import check_arguments
from .diagnosing import judge
from .exchange import exchange_of, text_of
from .finding import CERTAINTIES, Diagnosis
from .search.searching import Reach

# Where a signed request begins: with an address, a target as logs tell it, or a host that has lost its scheme.
_BEGINS = re.compile(r"://|\b[A-Z]{3,7} /|[\w.-]+/[^\s?]*\?", re.ASCII)
_GOES_ON = ("\\", "^", "`")  # a command goes on in the next line: in a shell, in cmd, in PowerShell
_AROUND = 50  # lines; what belongs to a request stands close to it


class Record(NamedTuple):
    """A piece of a log with one presigned URL in it, or a request with its answer; and its line, entry or item, from 1."""

    place: int
    sent: str | ParsedRequest
    answer: object = None


@dataclass(frozen=True, slots=True)
class CauseRow:
    """The links that have one cause in common.

    Attributes:
        id: the cause of the first finding; None where nothing wrong was found.
        places: of each link its line, entry or item, from 1.
        certainties: how many of the diagnoses are how sure.
        example: the surest diagnosis, the first of its kind.
        example_place: where that stands.
    """

    id: str | None
    places: tuple[int, ...]
    certainties: Counter[str]
    example: Diagnosis
    example_place: int

    @property
    def count(self) -> int:
        """How many links have the cause."""
        return len(self.places)

    @property
    def plain(self) -> dict[str, Any]:
        """The row in types that JSON has, with the first finding of its example."""
        told = asdict(self.example.findings[0]) if self.id else {"certainty": "possible"}
        return {**told, "id": self.id, "places": self.places, "certainties": dict(self.certainties)}


@dataclass(frozen=True, slots=True, repr=False)
class DiagnosisTable(Result):
    """Why many links fail: a row for each cause, the most frequent first.

    Attributes:
        rows: the causes; links in which nothing wrong was found have a row of their own.
        unit: what a place counts: ``"line"``, ``"entry"`` or ``"item"``.
        without_link: how many lines, entries or items belong to no presigned URL, and were not judged.
        unread: how many links were not looked at, because it was interrupted or the budget was over.
        unfinished: how many were looked at, but not searched to the end.
    """

    rows: tuple[CauseRow, ...]
    unit: str
    without_link: int
    unread: int = 0
    unfinished: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What was not read, one sentence each."""
        units = {"line": "Lines", "entry": "Entries", "item": "Items"}[self.unit]
        told = (
            (self.without_link, f"{units} that belong to no presigned URL, and were not judged: {{}}."),
            (self.unread, "Links not looked at, because the budget was over or it was interrupted: {}."),
            (self.unfinished, "Links not searched to the end: {}. A larger budget tries more."),
        )
        return tuple(text.format(f"{count:,}") for count, text in told if count)

    def report(self) -> str:
        """An example of each cause, as :meth:`cosnb.Diagnosis.report` makes it to be posted."""
        return "\n\n".join(row.example.report() for row in self.rows if row.id)

    def __repr__(self) -> str:
        counts = ", ".join(f"{row.id or 'nothing wrong found'}: {row.count:,}" for row in self.rows)
        return f"DiagnosisTable({counts})"


@scrub_frames
def diagnose_many(
    evidence: str | PathLike[str] | Iterable[object],
    *,
    credentials: Credentials | Literal[False] | None = None,
    provider: str | None = None,
    hosts: Iterable[str] = (),
    budget: float = 10.0,
    now: datetime | None = None,
    progress: bool | None = None,
) -> DiagnosisTable:
    """Say why many presigned URLs fail: each is diagnosed, and they are counted by cause. Nothing is sent anywhere.

    A line that holds a signed URL begins a link; what follows it, up to an empty line or the next one, is its answer.

    Args:
        evidence: a log or a HAR as text, the path of such a file, or a series of URLs, lines or texts, or of what clients
            gave (see :func:`cosnb.diagnose`), one for each link.
        credentials: the key pair that signed; with it causes can be proven, and those that were found are tried first. None
            uses those of this machine as :func:`cosnb.diagnose` does; False uses none.
        provider: the store's id, such as ``"minio"``, where its host does not tell; see ``cosnb.providers()``.
        hosts: other names under which the store is known, such as ``"minio:9000"``.
        budget: seconds that all of it may take. What was not looked at then is said.
        now: the clock to judge by, with a time zone; None reads this machine's.
        progress: a progress bar: True at once, False none, None where it takes more than half a second.

    Returns:
        The causes, the most frequent first, each with its places, an example, and how sure it is.

    Raises:
        InputError: the file cannot be read, ``provider`` is not known, or an argument has the wrong type.
    """
    deadline = time.monotonic() + budget
    given = check_arguments(credentials, None, (), None, provider, hosts, budget, now)
    given = given._replace(look=cache(local_key_pair) if credentials is None else None)
    unit, records, without_link = _records(evidence)
    found: dict[int, Diagnosis] = {}
    known: set[str] = set()  # causes that were proven
    waiting: dict[int, Record] = {}  # links for which all that is quick found no proof

    def quick(record: Record) -> Iterator[Reach]:
        yield Reach(1, frozenset(known))
        yield Reach(1)
        waiting[record.place] = record

    def look(record: Record, share: int, searches: Iterable[Reach]) -> bool:
        """Diagnose a link in its share of the time that is left; False where none is, or somebody interrupted."""
        left = (deadline - time.monotonic()) / share
        if left <= 0:
            return False
        in_time = given._replace(budget=left)
        made = judge(record.sent, record.answer, in_time, tick=lambda tried: None, searches=searches)
        found[record.place] = made
        known.update(finding.id for finding in made.findings if finding.certainty == "proven")
        return not made.interrupted

    with progress_bar(progress, "diagnosing links", len(records), unit=" links", leave=False) as done:
        goes_on = True
        for record in records:
            if not (goes_on := look(record, 1, quick(record))):
                break
            done(1)
        for record in list(waiting.values()) if goes_on else ():
            if not look(record, len(waiting), (Reach(2, frozenset(known)), Reach())):
                break
            del waiting[record.place]
    return DiagnosisTable(
        _rows(found),
        unit,
        without_link,
        unread=len(records) - len(found),
        unfinished=sum(place in waiting or not made.complete for place, made in found.items()),
    )


def _rows(found: dict[int, Diagnosis]) -> tuple[CauseRow, ...]:
    kinds: dict[str | None, dict[int, Diagnosis]] = {}
    for place, made in found.items():
        first = made.findings[0] if made.findings and made.findings[0].certainty != "possible" else None
        kinds.setdefault(first.id if first else None, {})[place] = made
    rows = []
    for name, same in kinds.items():
        sure = {place: made.findings[0].certainty for place, made in same.items() if name}
        place = min(same, key=lambda place: CERTAINTIES.index(sure[place]) if sure else 0)
        rows.append(CauseRow(name, tuple(same), Counter(sure.values()), same[place], place))
    return tuple(sorted(rows, key=lambda row: (row.id is None, -row.count)))


def _records(evidence: object) -> tuple[str, list[Record], int]:
    """What a place counts, the pieces with one URL each, and how many lines, entries or items belong to none."""
    if isinstance(evidence, PathLike):
        evidence = text_of(evidence)
    elif isinstance(evidence, str) and os.path.isfile(evidence):
        raise InputError("evidence", f"{evidence!r} is the name of a file.", f"Give Path({evidence!r}).")
    if isinstance(evidence, str):
        if entries := har_entries(load_json(evidence)):
            signed = [Record(place, json.dumps(entry)) for place, entry in entries if _is_signed(str(entry["request"]))]
            return "entry", signed, len(entries) - len(signed)
        return _of_lines(legible(evidence).splitlines())
    if not isinstance(evidence, Iterable):
        raise InputError("evidence", f"a {type(evidence).__name__} is no text.", "Give a log, its path, or its lines.")
    items = [_item(place, item) for place, item in enumerate(evidence, 1)]
    signed = [one for one in items if _is_signed(one.sent if isinstance(one.sent, str) else one.sent.text)]
    return "item", signed, len(items) - len(signed)


def _item(place: int, item: object) -> Record:
    with suppress(InputError):
        return Record(place, *exchange_of(item))
    return Record(place, legible(str(item)))


def _is_signed(text: str) -> bool:
    return MARKERS.search(text) is not None


def _of_lines(lines: list[str]) -> tuple[str, list[Record], int]:
    """A record begins at a line where a signed request does, and takes what leads up to it and what follows."""
    spans: list[tuple[int, int, int]] = []  # where a record begins, where its URL does, where it ends
    paragraph = 0
    for number, line in enumerate(lines):
        if not line.strip():
            paragraph = number + 1
        elif _is_signed(line) and (_BEGINS.search(line) or not spans):
            begin, last = number, spans[-1][1] if spans else -1
            # An answer that stands behind its head's empty line is that of the URL before.
            if paragraph > last and not lines[paragraph].lstrip().startswith(("<", "{")):
                begin = max(paragraph, number - _AROUND)
            while begin - 1 > last and lines[begin - 1].rstrip().endswith(_GOES_ON):
                begin -= 1
            if spans:
                spans[-1] = (*spans[-1][:2], min(spans[-1][2], begin))
            spans.append((begin, number, min(number + _AROUND, len(lines))))
    records = [Record(place + 1, "\n".join(lines[begin:end])) for begin, place, end in spans]
    inside = (line for begin, _, end in spans for line in lines[begin:end])
    return "line", records, sum(bool(line.strip()) for line in lines) - sum(bool(line.strip()) for line in inside)
