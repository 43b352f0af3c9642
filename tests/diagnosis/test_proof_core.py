"""The fast core of the search computes what the signer computes, and its hypotheses cover what they say."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Any

import pytest
from by_hand import SECRET
from cases import AWS_KEYS, KEYS, NOW, aws, ibm, minio
from hypothesis import given
from hypothesis import strategies as st

from cosnb import presign
from cosnb.diagnosis.arguments import check_arguments
from cosnb.diagnosis.cause import Option
from cosnb.diagnosis.causes import hypotheses
from cosnb.diagnosis.reading import read_evidence
from cosnb.diagnosis.search import searching
from cosnb.diagnosis.search.core import Prefixes, SigningKeys, matches, signer
from cosnb.diagnosis.search.searching import search
from cosnb.diagnosis.slots import KEY_SLOTS, Root, base_values, canonical_query, key_values, request_slots


def subject(url: str, method: str | None = "GET", **given: Any) -> Any:
    arguments = check_arguments(
        given.pop("credentials", KEYS), method, tuple(given.pop("headers", ())), given.pop("body", None), None,
        tuple(given.pop("hosts", ())), 20.0, NOW,
    )  # fmt: skip
    return read_evidence(url, None, arguments)[0]


KEYS_OF_OBJECTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=40)


@pytest.mark.filterwarnings("ignore:key")  # it may look like one that was not meant
@given(key=KEYS_OF_OBJECTS, value=KEYS_OF_OBJECTS)
def test_the_base_is_what_the_signer_signed(key: str, value: str) -> None:
    signed = presign(
        "my-bucket", key, endpoint="us-south", credentials=KEYS, now=NOW, query={"response-content-type": value},
    ) if key not in (".", "..") and key == key.strip() and not key.startswith("/") else presign(
        "my-bucket", "a", endpoint="us-south", credentials=KEYS, now=NOW, query={"response-content-type": value}
    )  # fmt: skip
    one = subject(signed.url)
    values = base_values(one, "GET")
    assert b"".join(values[slot] for slot in request_slots(one)) == signed.canonical_request.text.encode()
    prefixes = Prefixes(request_slots(one), values)
    made_by = SigningKeys().signer(key_values(one))
    assert matches(made_by, [prefixes.digest], bytes.fromhex(signed.signature)) == [0]


def test_headers_and_ports_are_signed_as_the_signer_does() -> None:
    signed = presign(
        "b", "k", method="PUT", endpoint="http://127.0.0.1:9000", credentials=KEYS, now=NOW,
        headers={"Content-Type": "text/csv", "x-amz-meta-a": "  two   words "},
    )  # fmt: skip
    one = subject(signed.url, "PUT", headers=signed.headers.items())
    values = base_values(one, "PUT")
    assert b"".join(values[slot] for slot in request_slots(one)) == signed.canonical_request.text.encode()


@given(key=st.binary(max_size=100), prefix=st.binary(max_size=200), last=st.binary(max_size=80))
def test_a_signer_is_an_hmac(key: bytes, prefix: bytes, last: bytes) -> None:
    assert matches(signer(key, prefix), [b"x", last], hmac.digest(key, prefix + last, "sha256"))[-1] == 1


@given(pieces=st.lists(st.binary(max_size=9), min_size=3, max_size=6), data=st.data())
def test_a_digest_with_changed_pieces_is_that_of_the_whole(pieces: list[bytes], data: st.DataObject) -> None:
    slots = [str(place) for place in range(len(pieces))]
    prefixes = Prefixes(slots, dict(zip(slots, pieces, strict=True)))
    chosen = sorted(data.draw(st.sets(st.sampled_from(range(len(pieces))), min_size=1, max_size=3)))
    new = [data.draw(st.binary(max_size=9)) for _ in chosen]
    changed = [(slots[place], value) for place, value in zip(chosen[:-1], new, strict=False)]
    made = prefixes.digests(changed, slots[chosen[-1]], [new[-1], b"other"])
    whole = list(pieces)
    for place, value in zip(chosen, new, strict=True):
        whole[place] = value
    assert made[0] == hashlib.sha256(b"".join(whole)).hexdigest().encode()


def test_every_pair_of_hypotheses_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted against the plain definition: choose two options that change different pieces."""
    one = subject(minio())

    def few(e: Any, ids: Any = None) -> Any:
        kept: dict[str, list[Option]] = {}
        seen = set()
        for name, options in hypotheses(e):
            for option in options:
                key = tuple(option.values.items())
                if len(option.changes) == 1 and (name, key) not in seen and len(kept.get(name, ())) < 7:
                    seen.add((name, key))
                    kept.setdefault(name, []).append(option)
        return kept.items()

    monkeypatch.setattr(searching, "hypotheses", few)
    monkeypatch.setattr(searching, "alone", lambda e: ())
    monkeypatch.setattr(searching, "DEEPEST", 2)
    outcome = search(one, deadline=time.monotonic() + 60)
    assert outcome.matches  # the URL is healthy: found at once
    broken = subject(minio()[:-1] + "x")
    assert search(broken, deadline=time.monotonic() + 60).tried == 0
    wrong = subject(minio().replace("a.txt", "b.txt"))
    base = base_values(wrong, "GET")
    keys = key_values(wrong)
    options = [option for _, some in few(wrong) for option in some]

    def is_base(option: Option) -> bool:
        now = [base.get(slot) if isinstance(value, bytes) else keys.root if isinstance(value, Root) else keys.pieces[slot]
               for slot, value in option.values.items()]  # fmt: skip
        return now == list(option.values.values())

    distinct = {tuple(option.values.items()) for option in options if not is_base(option)}
    pairs = sum(
        1
        for at, left in enumerate(sorted(distinct, key=repr))
        for right in sorted(distinct, key=repr)[at + 1 :]
        if not {slot for slot, _ in left} & {slot for slot, _ in right} and (len(left) == 1 or len(right) == 1)
    )
    assert search(wrong, deadline=time.monotonic() + 60).tried == 1 + len(distinct) + pairs


@pytest.mark.parametrize(
    "url", [ibm(), aws(), minio(), ibm(method="PUT", headers={"content-type": "a/b", "x-amz-acl": "x"})]
)
def test_every_hypothesis_changes_known_pieces_and_says_what(url: str) -> None:
    one = subject(url, body=b"hello", hosts=("minio:9000",))
    slots = {*request_slots(one), *KEY_SLOTS}
    for _, options in hypotheses(one):
        for option in options:
            assert set(option.values) <= slots
            for change in option.changes:
                cause = change.cause
                assert cause.title
                assert cause.why
                assert cause.fix
                assert SECRET not in f"{cause.title}{change.how}{change.words()}{cause.why}{cause.fix}"


def test_the_list_of_hypotheses_is_as_long_as_it_says() -> None:
    outcome = search(subject(ibm().replace("a.txt", "other.txt")), deadline=time.monotonic() + 60)
    assert outcome.depth == 3
    assert outcome.counts["secret"] >= 30
    assert outcome.counts["host"] >= 60
    assert outcome.counts["scope"] >= 200
    assert outcome.tried > 100_000


def test_sorting_is_by_encoded_bytes() -> None:
    assert canonical_query((("b", "2"), ("B", "1"), ("a~", None), ("a", "%7e"))) == "B=1&a=~&a~=&b=2"


def test_root_shows_no_key() -> None:
    assert SECRET not in repr(key_values(subject(ibm())))
    assert AWS_KEYS.access_key_id in aws()
