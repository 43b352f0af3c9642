"""The table of stores, which is run and not remembered: ``python tests/stores/table.py [STORE …]``.

Some hundred links, each made by cosnb alone, are sent to a store, and what it does is set beside what ``verify`` says of
the same link. Where the two differ, the difference has a row in ``cosnb/storage/stores.json``; a habit of a store
is one of the words in ``HABITS`` with which ``verify`` says what the store does, and loses no link by it. The three
stores of the tests are run by them; seaweedfs, rclone and ceph are run on demand, and say what they need.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import peer_stores
import pytest
from hard_requests import DOTS, HASH, HEADERS, KEYS, OTHERS, OVERRIDES, SLASHES, TRAILING
from link_changes import FORMS, KEY, LOOSE, PARAMETERS, SAME, SIGNATURE, TAMPERED, Case
from link_changes import value as with_value
from peer_stores import Peer
from store_tests import MEBIBYTE, texts, verdict

from cosnb import Answer, Credentials, Sandbox, Signed, parse, presign_post, send, verify
from cosnb.storage import provider as knowledge
from cosnb.storage.provider import load, providers
from cosnb.uploads import send_form

TABLE = Path(knowledge.__file__).with_name("stores.json")

WHEN: dict[str, tuple[timedelta, int]] = {
    "expired two hours ago": (timedelta(hours=-3), 3600),
    "expired a second ago": (timedelta(seconds=-61), 60),
    "twenty minutes old": (timedelta(minutes=-20), 3600),
    "six days old": (timedelta(days=-6), 604_800),
    "in ten minutes": (timedelta(minutes=10), 3600),
    "in twenty minutes": (timedelta(minutes=20), 3600),
    "tomorrow": (timedelta(days=1), 3600),
}
# Sent beside a link that signs the host alone.
UNSIGNED = {
    "x-amz-meta-a": "b",
    "x-amz-acl": "private",
    "x-amz-storage-class": "STANDARD",
    "x-amz-tagging": "a=b",
    "x-amz-website-redirect-location": "/a",
    "x-amz-copy-source": "/demo-bucket/none",
    "x-amz-grant-read": 'uri="http://acs.amazonaws.com/groups/global/AllUsers"',
}
HABITS = [
    *(habit for habit in load("stores.json")["habits"] if habit not in ("unsigned", "limit", "otherwise")),
    *("unsigned x-amz-", *(f"unsigned {name.removesuffix('a') if 'meta' in name else name}" for name in UNSIGNED)),
]
# What a store says once it has accepted the signature; there need not be such a bucket, key or upload.
ACCEPTED = (200, 204, 206, 404)


class Tried(NamedTuple):
    """One link: what the store did, and what ``verify`` says, told the habits of a store."""

    name: str
    answer: str
    served: bool
    verified: Callable[..., bool]


# --- the links ------------------------------------------------------------------------------------------------------


def links(store: Peer) -> Iterator[Tried]:
    """Every link, sent in this order."""
    for kind in (keys, requests, changes, times, answers, headers, tokens, versions, parts, forms):
        yield from kind(store)


def tried(name: str, answer: Answer, verified: Callable[..., bool], *, good: bool | None = None) -> Tried:
    """``good``: whether a served answer is also the right one."""
    status, code = verdict(answer)
    served = status in ACCEPTED if good is None else answer.ok and good
    said = f"{status} {code}" if code else f"{status}"
    return Tried(name, f"{said}, not as asked for" if answer.ok and not served else said, served, verified)


def ask(store: Peer, name: str, key: str | None, data: bytes | None = None, **options: Any) -> Tried:
    """One link, sent as it was made."""
    link = store.link(key, **options)
    answer = send(link, data)
    body = data if HASH.items() <= link.headers.items() else None
    return tried(name, answer, judged(link, store.credentials, body=body))


def says(link: Any, credentials: Credentials, provider: str | None = None, **options: Any) -> bool:
    return verify(link, credentials, provider=provider, **options).accepted


def judged(link: Signed | str, credentials: Credentials, **options: Any) -> Callable[..., bool]:
    """What ``verify`` says of a link, which is read once for all the habits that it is asked with."""
    if isinstance(link, Signed):
        options = {"method": link.method, "headers": link.headers, **options}
    return partial(says, parse(link.url if isinstance(link, Signed) else link), credentials, **options)


def always(expected: bool, provider: str | None = None) -> bool:
    """For what ``verify`` does not judge."""
    return expected


def keys(store: Peer) -> Iterator[Tried]:
    for name, key in {**KEYS, **SLASHES, **DOTS, **TRAILING}.items():
        body = f"what is under {key!r}".encode()
        stored = ask(store, f"put the key {name}", key, body, method="PUT")
        yield stored
        link = store.link(key)
        answer = send(link)
        yield tried(f"get the key {name}", answer, judged(link, store.credentials), good=answer.body == body)
        yield ask(store, f"delete the key {name}", key, method="DELETE")


def requests(store: Peer) -> Iterator[Tried]:
    for name, options in OTHERS.items():
        if options.get("style") != "virtual" or store.domain:
            data = b"data" if options.get("method") in ("PUT", "POST") else None
            yield ask(store, name, data=data, **{"key": None, **options})


def changes(store: Peer) -> Iterator[Tried]:
    url = store.link(KEY, query=PARAMETERS).url

    def sent(name: str, case: Case, changed: str) -> Tried:
        host = {"Host": changed.split("/")[2]}
        given = {"method": case.method, "headers": {**host, **case.headers}}
        return tried(name, case.send(changed), judged(changed, store.credentials, **given))

    for name, case in {**SAME, **TAMPERED, **LOOSE}.items():
        yield sent(f"changed: {name}", case, case.change(url))
    for name, case in FORMS.items():
        yield sent(f"signed again: {name}", case, case.sign_again(case.change(url), store.credentials))
    case = FORMS["signed headers in another order"]
    with told(store.name, ["sorted"]):
        sign = verify(case.change(url), store.credentials, headers=case.headers, provider=store.name).computed
    assert sign
    sorted_names = with_value(SIGNATURE, lambda old: sign.signature)(case.change(url))
    yield sent("signed again: signed headers in another order, signed in order", case, sorted_names)


def times(store: Peer) -> Iterator[Tried]:
    for name, (offset, expires) in WHEN.items():
        yield ask(store, name, KEY, now=datetime.now(timezone.utc) + offset, expires=expires)


def answers(store: Peer) -> Iterator[Tried]:
    """What a link asks the answer to have."""
    for name, value in OVERRIDES.items():
        link = store.link(KEY, query={name: value})
        answer = send(link)
        good = answer.headers.get(name.removeprefix("response-").title()) == value
        yield tried(name, answer, judged(link, store.credentials), good=good)
    link = store.link(query={"list-type": "2", "prefix": KEY[:3], "encoding-type": "url"})
    yield tried(
        "a listing of one key",
        found := send(link),
        judged(link, store.credentials),
        good=KEY[-4:].encode() in found.body,
    )


def headers(store: Peer) -> Iterator[Tried]:
    def put(name: str, sent: dict[str, str], link: Any, data: bytes = b"x") -> Tried:
        given = {"method": "PUT", "headers": sent, "body": data if HASH.keys() & sent.keys() else None}
        answer = send(link.url, data, method="PUT", headers=sent)
        return tried(name, answer, judged(link.url, store.credentials, **given))

    link = store.link("headers", method="PUT", headers=HEADERS)
    for name in HEADERS:
        other = "public-read" if name == "x-amz-acl" else "other"
        yield put(f"{name} signed, another value sent", {**link.headers, name: other}, link)
        yield put(f"{name} signed and not sent", {key: text for key, text in link.headers.items() if key != name}, link)
    plain = store.link("headers", method="PUT")
    for name, value in UNSIGNED.items():
        yield put(f"{name} sent and not signed", {name: value}, plain, b"")
    hashed = store.link("hash", method="PUT", headers=HASH)
    yield put("x-amz-content-sha256 signed, of this body", dict(hashed.headers), hashed, b"data")
    yield put("x-amz-content-sha256 signed, of another body", dict(hashed.headers), hashed, b"late")
    yield put("x-amz-content-sha256 sent and not signed", HASH, plain, b"data")
    unsigned = store.link("hash", method="PUT", headers={"x-amz-content-sha256": "UNSIGNED-PAYLOAD"})
    yield put("x-amz-content-sha256 signed, UNSIGNED-PAYLOAD", dict(unsigned.headers), unsigned, b"data")


def tokens(store: Peer) -> Iterator[Tried]:
    secret = store.credentials.secret_access_key.reveal().decode()
    for name, token in {"a token that is not on record": "FwoGZXIvYXdz/+==EXAMPLE"}.items():
        pair = Credentials(store.credentials.access_key_id, secret, token, example=True)
        link = store.link(KEY, credentials=pair)
        yield tried(name, send(link), judged(link, store.credentials))
    other = Credentials(store.credentials.access_key_id, "another/secret+of/the/tests", example=True)
    yield tried("another secret", send(link := store.link(KEY, credentials=other)), judged(link, store.credentials))


def versions(store: Peer) -> Iterator[Tried]:
    for method in ("GET", "HEAD"):
        yield ask(store, f"{method} of the version null", KEY, method=method, query={"versionId": "null"})


def parts(store: Peer) -> Iterator[Tried]:
    begun = ask(store, "begin an upload in parts", "large +", method="POST", query={"uploads": ""})
    yield begun
    (upload,) = texts(store.ask("large +", method="POST", query={"uploads": ""}), "UploadId")
    done = ""
    for number, data in enumerate((bytes(5 * MEBIBYTE), b"the end"), 1):
        link = store.link("large +", method="PUT", query={"partNumber": str(number), "uploadId": upload})
        answer = send(link, data)
        yield tried(f"part {number}", answer, judged(link, store.credentials))
        other = link.url.replace("partNumber=", "partNumber=1")
        verified = judged(other, store.credentials, method="PUT")
        yield tried(f"part {number} under another number", send(other, data, method="PUT"), verified)
        done += f"<Part><PartNumber>{number}</PartNumber><ETag>{answer.headers.get('ETag')}</ETag></Part>"
    whole = f"<CompleteMultipartUpload>{done}</CompleteMultipartUpload>".encode()
    link = store.link("large +", method="POST", query={"uploadId": upload})
    yield tried("end an upload in parts", send(link, whole), judged(link, store.credentials))


def forms(store: Peer) -> Iterator[Tried]:
    def form(key: str = "form/${filename}", **options: Any) -> Any:
        where = {"endpoint": store.endpoint, "region": store.region, "credentials": store.credentials}
        return presign_post(store.bucket, key, **where, **options)

    limits = [["content-length-range", 1, 10]]
    old = datetime.now(timezone.utc) - timedelta(hours=2)
    cases: dict[str, tuple[Any, dict[str, str], bytes, bool]] = {
        "a form": (form(), {}, b"data", True),
        "a form for one key": (form("form/ä b+c"), {}, b"data", True),
        "a form with a length that is kept": (form(conditions=limits), {}, b"data", True),
        "a form with a longer file": (form(conditions=limits), {}, b"data" * 9, False),
        "a form with an empty file": (form(conditions=limits), {}, b"", False),
        "a form whose time is over": (form(now=old), {}, b"data", False),
        "a form with another key": (form("form/a"), {"key": "other/a"}, b"data", False),
        "a form with a field more": (form(), {"x-amz-meta-a": "b"}, b"data", False),
        "a form with another signature": (form(), {"X-Amz-Signature": "0" * 64}, b"data", False),
        "a form with another policy": (form(), {"policy": form("other").fields["policy"]}, b"data", False),
        "a form with a date in another form": (form(), {"X-Amz-Date": "2024-01-02"}, b"data", False),
    }
    for name, (made, fields, data, expected) in cases.items():
        yield tried(
            name, send_form(made, data, filename="a.txt", fields=fields, progress=False), partial(always, expected)
        )


# --- the table ------------------------------------------------------------------------------------------------------


def row(store: Peer, release: str) -> dict[str, Any]:
    """What the table has of a store."""
    rows = list(links(store))
    assert len({one.name for one in rows}) == len(rows), "two links of one name"
    plain = [one.verified() for one in rows]
    with told(store.name, []):
        before = [one.verified(provider=store.name) for one in rows]
    differs = {"limit": _gained(rows, plain, before)}
    beside = dict[str, int]()
    # Twice, because one habit can be hidden behind another; beside the same others it would gain the same.
    for habit in [*HABITS, *HABITS]:
        if habit in differs or beside.get(habit) == len(differs):
            continue
        beside[habit] = len(differs)
        with told(store.name, [*differs, habit]):
            now = [one.verified(provider=store.name) for one in rows]
        # A habit is one with which verify agrees more often, and nowhere less.
        gained = _gained(rows, before, now)
        if gained and not _gained(rows, now, before):
            differs[habit], before = gained, now
    differs["otherwise"] = {one.name: one.answer for one, says in zip(rows, before, strict=True) if says != one.served}
    return {
        "version": release,
        "date": f"{datetime.now(timezone.utc):%Y-%m-%d}",
        "links": len(rows),
        "differs": {habit: found for habit, found in differs.items() if found},
    }


def _gained(rows: list[Tried], before: list[bool], now: list[bool]) -> dict[str, str]:
    """The links on which ``verify`` agrees with the store now, and did not before."""
    changed = zip(rows, before, now, strict=True)
    return {one.name: one.answer for one, was, says in changed if was != one.served and says == one.served}


@contextmanager
def told(store: str, habits: list[str]) -> Iterator[None]:
    """``verify`` takes these for the habits of a store."""
    with patch.dict(providers(), {store: replace(providers()[store], habits=tuple(habits))}):
        yield


def first_number(*command: str) -> str:
    said = subprocess.run(
        [peer_stores.program_of(command[0]) or "", *command[1:]], capture_output=True, text=True
    ).stdout
    found = re.search(r"\d+\.\d[\w.+-]*", said)
    return found[0] if found else said


@contextmanager
def ministack(folder: Path) -> Iterator[Peer]:
    """The sandbox."""
    with Sandbox(port=0) as running:
        yield Peer(
            "ministack", running.port, "localhost", running.credentials, running.region, running.bucket
        ).with_object()


Start = Callable[[Path], AbstractContextManager[Peer]]
STORES: dict[str, tuple[Start, Callable[[], str]]] = {
    "ministack": (ministack, lambda: version("ministack")),
    "juicefs": (peer_stores.juicefs, lambda: first_number("juicefs", "version")),
    "swift": (peer_stores.swift, lambda: version("swift")),
    "seaweedfs": (peer_stores.seaweedfs, lambda: first_number("weed", "version")),
    "rclone": (peer_stores.rclone, lambda: first_number("rclone", "version")),
    "ceph": (peer_stores.ceph, lambda: first_number("radosgw", "--version")),
}


def main(names: list[str]) -> None:
    for name in names or [*STORES][:3]:
        start, release = STORES[name]
        with tempfile.TemporaryDirectory() as folder, start(Path(folder)) as store:
            made = row(store, release())
        table = json.loads(TABLE.read_text("utf-8"))
        table["stores"][name] = table["stores"].get(name, {}) | made
        TABLE.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", "utf-8")
        counts = {habit: len(rows) for habit, rows in made["differs"].items()}
        print(f"{name} {made['version']}: {made['links']} links, {sum(counts.values())} differ: {counts}")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except pytest.fail.Exception as problem:
        sys.exit(str(problem))
