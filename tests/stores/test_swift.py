"""OpenStack Swift checks what cosnb signs, and says what it computed: it must be what cosnb shows, byte for byte."""

from __future__ import annotations

from typing import ClassVar

import pytest
from hard_requests import DOTS, REQUESTS, SLASHES, TRAILING
from link_changes import KEY, PARAMETERS, TAMPERED
from peer_stores import Peer
from store_tests import MISMATCH, StoreTests, send_flipped, signed_header, there_and_back, verdict

from cosnb import Answer

ODD = {**SLASHES, **DOTS, **TRAILING}


@pytest.fixture
def store(swift: Peer) -> Peer:
    return swift


class TestSwift(StoreTests):
    wrong_region = "AuthorizationQueryParametersError"
    unsigned = ("x-amz-meta-a", "x-amz-acl", "x-amz-copy-source")
    refusals: ClassVar = {
        (400, "AuthorizationQueryParametersError"): (
            "an expiry of more than a week",
            "a negative expiry",
            "an expiry in words",
            "another day in the scope",
            "another region",
            "an empty region",
            "another service",
            "another terminator",
        ),
        (400, "AuthorizationHeaderMalformed"): ("signed headers removed",),
        (400, "InvalidArgument"): ("another algorithm", "algorithm removed"),
        # Without a credential it takes it for no S3 request, and answers in HTML.
        (400, None): ("credential removed",),
        (403, "AccessDenied"): (
            "signature empty",
            "signature removed",
            "a date long past",
            "a date in another form",
            "date removed",
            "an expiry of 0",
            "expiry removed",
            "credential cut off",
            "a name in lower case",
        ),
        (403, None): ("sent as HEAD",),
        (501, "NotImplemented"): ("sent as POST",),
    }


@pytest.mark.parametrize("name", ODD)
def test_slashes_and_dots_are_kept(store: Peer, name: str) -> None:
    there_and_back(store, ODD[name])


def computed(answer: Answer) -> tuple[str | None, str | None]:
    """What the store says that it computed."""
    assert verdict(answer) == MISMATCH
    assert answer.error
    return answer.error.canonical_request, answer.error.string_to_sign


@pytest.mark.parametrize("name", REQUESTS)
def test_the_store_computes_what_cosnb_shows(store: Peer, name: str) -> None:
    link = store.link(**REQUESTS[name])
    answer = send_flipped(link, b"data" if link.method in ("PUT", "POST") else None)
    assert computed(answer) == (link.canonical_request.text, link.string_to_sign.text)


def test_there_are_at_least_forty_of_these() -> None:
    assert len(REQUESTS) >= 40


# It computes nothing where a signed header is missing, and takes the last of two equal names.
UNLIKE = ("a signed header more, not sent", "a parameter twice")
ECHOED = [name for name in TAMPERED if TestSwift.refusal(name) == MISMATCH and name not in UNLIKE]


@pytest.mark.parametrize("name", ECHOED)
def test_verify_computes_what_the_store_does_for_a_tampered_link(store: Peer, name: str) -> None:
    case = TAMPERED[name]
    url = case.change(store.link(KEY, query=PARAMETERS).url)
    made = case.verify(url, store.credentials).computed
    assert made
    assert computed(case.send(url)) == (made.canonical_request.text, made.string_to_sign.text)


@pytest.mark.parametrize(
    "method, query", [("GET", ""), ("GET", "?b=%C3%A4%20%2B&a&B=%7e"), ("PUT", ""), ("DELETE", "")]
)
def test_the_store_computes_what_cosnb_shows_of_a_signed_header(store: Peer, method: str, query: str) -> None:
    body = b"data" if method == "PUT" else b""
    signed = signed_header(store, method, "ä b//c+d%/../e", body, query)
    assert computed(send_flipped(signed, body or None)) == (
        signed.canonical_request.text,
        signed.string_to_sign.text,
    )
