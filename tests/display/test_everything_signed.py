"""Whatever can be signed can be shown: every display of everything that a generator thinks up."""

from __future__ import annotations

import string
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nodes import walk

from cosnb import Credentials, InputError, StageView, compare, diagnose, save_html, verify
from cosnb.display import beside_tree, copy_as, to_html, to_message, to_text, tree_of
from cosnb.sigv4 import Request, Rules, Signed, authorize, presign

CHARACTERS = st.characters(exclude_categories=["Cs"])
TEXT = st.text(CHARACTERS, max_size=20)
TARGETS = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="#"), max_size=20)
# The parameters that mark an operation stand without a value, and whatever else somebody may have typed.
FIELDS = st.sampled_from(("acl", "uploads", "versionId=", "=", "=x", "a=b=c", "", "?", "X-Amz-Date", "%zz")) | TARGETS
HOSTS = st.sampled_from(("host", "host:9000", "[::1]:9000", "b.s3.us-south.cloud-object-storage.appdomain.cloud", ""))
URLS = st.builds(
    "{}://{}{}{}".format,
    st.sampled_from(("https", "http", "HTTP")),
    HOSTS,
    st.just("") | TARGETS.map("/{}".format),
    st.just("") | st.lists(FIELDS, max_size=4).map(lambda fields: "?" + "&".join(fields)),
)
NAMES = st.text(string.ascii_letters + string.digits + "!#$%&'*+.^_`|~-", min_size=1, max_size=10).filter(
    lambda name: name.lower() != "host"
)
VALUES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
REQUESTS = st.builds(
    Request,
    st.sampled_from(("GET", "PUT", "HEAD", "DELETE", "POST", "PROPFIND", "")),
    URLS,
    st.lists(st.tuples(NAMES, VALUES), max_size=3, unique_by=lambda pair: pair[0].lower()),
    st.binary(max_size=5) | st.sampled_from(("UNSIGNED-PAYLOAD", "", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")),
)
PAIRS = st.builds(
    Credentials,
    st.text(string.ascii_letters + string.digits, min_size=1, max_size=20),
    st.just("EXAMPLE/secret"),
    st.none() | st.text(string.ascii_letters + "+/=", min_size=1, max_size=40),
    example=st.booleans(),
)
MOMENTS = st.datetimes(datetime(2012, 1, 1), datetime(2100, 1, 1), timezones=st.just(timezone.utc))
WAYS = {
    "region": TEXT,
    "service": st.sampled_from(("s3", "", "execute-api")) | TEXT,
    "rules": st.builds(Rules, st.booleans(), st.booleans()),
    "now": MOMENTS,
}
PRESIGNED = st.builds(presign, REQUESTS, PAIRS, expires=st.none() | st.integers(1, 10**6), **WAYS)
SIGNED = PRESIGNED | st.builds(authorize, REQUESTS, PAIRS, **WAYS)


def shown(thing: Any) -> None:
    """Every form, masked and not."""
    for reveal in (None, False, True):
        tree = tree_of(thing, reveal=reveal)
        assert to_html(tree)
        assert to_text(tree)
        assert to_message(tree)


@given(SIGNED)
@settings(max_examples=50)
def test_the_stages_of_everything_signed_are_shown(signed: Signed) -> None:
    shown(signed)
    assert to_message(copy_as(signed))


@given(SIGNED, SIGNED)
@settings(max_examples=20)
def test_any_two_signings_are_compared(a: Signed, b: Signed) -> None:
    shown(compare(a, b))


@given(PRESIGNED, PAIRS)
@settings(max_examples=20)
def test_the_stores_side_of_everything_presigned_is_shown(signed: Signed, pair: Credentials) -> None:
    try:
        verification = verify(signed, pair, now=signed.signed_at)
    except InputError:  # a URL without a host, say
        assume(False)
    shown(verification)
    assert to_html(beside_tree(signed, verification))


@given(SIGNED)
@settings(max_examples=20)
def test_what_is_wrong_with_everything_signed_is_shown(signed: Signed) -> None:
    shown(diagnose(signed, now=signed.signed_at))


@given(SIGNED)
@settings(max_examples=10)
def test_everything_signed_has_a_live_view_and_a_page(signed: Signed) -> None:
    view = StageView(signed)
    assert view._repr_mimebundle_()
    assert "StageView" in repr(view)
    view.close()
    with TemporaryDirectory() as folder:
        save_html(signed, Path(folder, "page.html"))
        assert Path(folder, "page.html").read_text("utf-8").lower().startswith("<!doctype html>")


@pytest.mark.parametrize(
    "url", ["https://host/b/k?acl", "https://host/b/k?uploads", "https://host/b?acl=&x=1&location"]
)
def test_a_parameter_without_a_value_is_a_row_of_the_table(url: str) -> None:
    signed = presign(
        Request("GET", url),
        Credentials("A", "B", example=True),
        region="r",
        now=datetime(2024, 1, 1, tzinfo=timezone.utc),
    )
    rows = (row for row in walk(tree_of(signed)) if row.kind == "tr")
    table = [["".join(part.text for part in walk(cell)) for cell in row.children] for row in rows]
    name = url.partition("?")[2].rpartition("&")[2]
    assert name in [row[0] for row in table]
    assert name in to_text(signed)
