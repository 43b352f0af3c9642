"""JuiceFS's gateway, whose signature check is MinIO's, checks what cosnb signs."""

from __future__ import annotations

from typing import ClassVar

import pytest
from hard_requests import DOTS
from peer_stores import Peer
from store_tests import StoreTests, listed, verdict


@pytest.fixture
def store(juicefs: Peer) -> Peer:
    return juicefs


class TestJuiceFS(StoreTests):
    wrong_region = "AuthorizationHeaderMalformed"
    # Nothing is refused because a header is not signed: an x-amz-* header can be added to any link.
    unsigned = ()
    refusals: ClassVar = {
        (400, "AuthorizationQueryParametersError"): (
            "signature removed",
            "a date in another form",
            "date removed",
            "an expiry of more than a week",
            "a negative expiry",
            "an expiry in words",
            "expiry removed",
            "another terminator",
            "credential cut off",
            "another algorithm",
            "algorithm removed",
            "signed headers removed",
            "a name in lower case",
        ),
        (400, "AuthorizationParametersError"): ("another service",),
        (400, "AuthorizationHeaderMalformed"): ("another region", "an empty region"),
        (400, "MissingFields"): ("signature empty",),
        # The code of a header that is there and not signed; here it is signed and not there.
        (400, "AccessDenied"): ("a signed header more, not sent", "signed headers without the host"),
        (400, "BadRequest"): ("sent as POST",),
        (403, "AccessDenied"): ("a date long past", "an expiry of 0", "credential removed"),
        (403, "InvalidAccessKeyId"): ("another access key id",),
        (403, None): ("sent as HEAD",),
    }


@pytest.mark.parametrize("key, kept", [("a//b", "a/b"), ("/lead", "lead")])
def test_it_loses_a_slash_of_a_key(store: Peer, key: str, kept: str) -> None:
    assert store.ask(key, b"x", method="PUT").ok
    assert listed(store, kept) == [kept]
    assert store.ask(key).body == store.ask(kept).body == b"x"


@pytest.mark.parametrize("name", DOTS)
def test_it_takes_no_key_with_a_segment_of_dots(store: Peer, name: str) -> None:
    assert verdict(store.ask(DOTS[name], b"x", method="PUT")) == (400, "XMinioInvalidResourceName")


def test_it_takes_no_bytes_for_a_key_that_ends_in_a_slash(store: Peer) -> None:
    assert verdict(store.ask("folder/", b"x", method="PUT")) == (409, "XMinioObjectExistsAsDirectory")
    assert store.ask("folder/", b"", method="PUT").ok
