"""What holds for every input, held against many that a generator thinks up."""

from __future__ import annotations

import hashlib
import hmac
import re
import string
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any, NamedTuple
from urllib.parse import quote, unquote_to_bytes

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cosnb import Credentials, InputError, Signed, Verification, presign, verify
from cosnb.links import plan
from cosnb.sigv4 import Part, Request, Url, authorize, uri_decode, uri_encode
from cosnb.sigv4.canonical import header_lines
from cosnb.sigv4.encoding import normalize_path, reencode, uri_encode_all
from cosnb.sigv4.parts import join
from cosnb.storage.checks import SIGNING_PARAMS

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

CHARACTERS = st.characters(exclude_categories=["Cs"])
TEXT = st.text(CHARACTERS, max_size=30)
SOME_TEXT = st.text(CHARACTERS, min_size=1, max_size=30)
HEADER_VALUES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"), max_size=30)
HEADER_NAMES = st.text(string.ascii_letters + string.digits + "!#$%&'*+.^_`|~-", max_size=12).map("x-0{}".format)
MOMENTS = st.datetimes(datetime(2012, 1, 1), datetime(2100, 1, 1), timezones=st.just(timezone.utc))


class Link(NamedTuple):
    """Everything a link is made from."""

    bucket: str
    key: str | None
    method: str
    endpoint: str
    region: str | None
    expires: int
    addressing: str
    query: list[tuple[str, str]]
    headers: list[tuple[str, str]]
    credentials: Credentials
    now: datetime

    def signed(self, **changed: Any) -> Signed:
        inputs = {**self._asdict(), **changed}
        return plan(**{name: value for name, value in inputs.items() if name != "now"}).sign(inputs["now"])

    def verified(self, url: str, **changed: Any) -> Verification:
        """The store's verdict on a URL that is sent at once, with the method and the headers that were signed."""
        sent = {"credentials": self.credentials, "method": self.method, "headers": dict(self.headers), "now": self.now}
        return verify(url, **{**sent, **changed})


def in_its_region(link: Link) -> Link:
    """AWS wants the region of the host in the scope."""
    return link._replace(region=None) if link.endpoint == "eu-central-1" else link


LINKS = st.builds(
    Link,
    bucket=st.text(string.ascii_lowercase + string.digits, min_size=3, max_size=12),
    key=st.none() | SOME_TEXT,
    method=st.sampled_from(("GET", "PUT", "HEAD", "DELETE", "POST")),
    endpoint=st.sampled_from(("us-south", "eu-central-1", "http://localhost:9000", "https://store.example.com:443")),
    region=st.none() | st.text(string.ascii_lowercase + string.digits + "-%+\u00e9", max_size=12),
    expires=st.integers(1, 604_800 - 1),
    addressing=st.sampled_from(("path", "virtual")),
    query=st.lists(st.tuples(SOME_TEXT.filter(lambda name: name.lower() not in SIGNING_PARAMS), TEXT), max_size=4),
    headers=st.lists(st.tuples(HEADER_NAMES, HEADER_VALUES), max_size=3, unique_by=lambda pair: pair[0].lower()),
    credentials=st.builds(
        Credentials,
        st.just("AKIDEXAMPLE"),
        st.just(SECRET),
        st.none() | st.text(string.ascii_letters + "+/=", min_size=1, max_size=40),
    ),
    now=MOMENTS,
).map(in_its_region)


def keyed_hash(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


@given(LINKS)
def test_a_stage_is_the_concatenation_of_its_parts_and_just_that_is_hashed(link: Link) -> None:
    signed = link.signed()
    texts = ["".join(part.text for part in stage.parts) for stage in signed.stages]
    assert texts == [stage.text for stage in signed.stages]
    canonical, scope, to_sign, signature, url = texts
    assert to_sign.endswith(f"\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}")
    assert signature == keyed_hash(signed.derivation[-1].output.reveal(), to_sign).hex()
    assert url == signed.url
    assert url.endswith(f"&X-Amz-Signature={signature}")


@given(LINKS)
def test_the_derivation_is_a_chain_from_the_secret_through_the_pieces_of_the_scope(link: Link) -> None:
    signed = link.signed()
    key = b"AWS4" + SECRET.encode()
    for step, piece in zip(signed.derivation, signed.scope.text.split("/"), strict=True):
        assert (step.key.reveal(), step.message.text) == (key, piece)
        key = keyed_hash(key, piece)
        assert step.output.reveal() == key


@given(LINKS)
def test_every_input_is_in_the_canonical_request_encoded_under_its_own_name(link: Link) -> None:
    parts = link.signed().canonical_request.parts
    assert Part(link.bucket, "bucket", link.bucket) in parts
    if link.key is not None:
        assert Part(quote(link.key, safe="/"), "key", link.key) in parts
    for name, value in link.query:
        assert Part(quote(name, safe=""), f"query:{name}", name) in parts
        assert Part(quote(value, safe=""), f"query:{name}", value) in parts
    for name, value in link.headers:
        assert value in [part.raw for part in parts if part.source == f"header:{name.lower()}"]
    sources = {part.source for part in parts}
    assert sources >= {"method", "access_key_id", "date", "time", "region", "service", "expires", "endpoint"}
    assert ("session_token" in sources) == bool(link.credentials.session_token)


@given(LINKS)
def test_the_url_says_every_input_again_when_it_is_read(link: Link) -> None:
    url = Url.parse(link.signed().url)
    read = [(uri_decode(name.text), uri_decode(join(value))) for name, value in url.query]
    assert read[: len(link.query)] == link.query
    assert ("X-Amz-Expires", str(link.expires)) in read
    bucket = "" if link.addressing == "virtual" else f"/{link.bucket}"
    key = "" if link.key is None else f"/{link.key}"
    assert uri_decode(join(url.path)) == (bucket + key or "/")


@given(LINKS)
def test_a_store_accepts_what_was_presigned_and_computes_the_same_stages(link: Link) -> None:
    signed = link.signed()
    assert verify(signed, link.credentials, now=link.now).accepted
    verdict = link.verified(signed.url)
    assert verdict.accepted
    assert [stage.text for stage in verdict.stages] == [stage.text for stage in signed.stages[:-1]]


@pytest.mark.filterwarnings("ignore::UserWarning")
@given(LINKS)
def test_the_front_door_makes_what_a_plan_signs_part_by_part(link: Link) -> None:
    assert presign(**link._asdict()) == link.signed()


@given(LINKS, st.randoms(use_true_random=False))
def test_the_order_of_parameters_and_headers_is_not_signed(link: Link, random: Any) -> None:
    query, headers = (random.sample(pairs, len(pairs)) for pairs in (link.query, link.headers))
    assert link.signed(query=query, headers=headers).signature == link.signed().signature


@given(LINKS)
def test_any_other_input_makes_another_signature_and_is_refused(link: Link) -> None:
    signed = link.signed()
    others: dict[str, Any] = {
        "bucket": f"{link.bucket}0",
        "key": f"{link.key}0",
        "method": "PUT" if link.method != "PUT" else "GET",
        "region": f"{link.region}0",
        "expires": link.expires + 1,
        "query": [*link.query, ("versionId", "null")],
        "headers": [*link.headers, ("x-1", "")],
        "credentials": Credentials("AKIDEXAMPLE", f"{SECRET}0", link.credentials.session_token),
    }
    for name, value in others.items():
        changed = link.signed(**{name: value})
        assert changed.signature != signed.signature, name
        replayed = changed.url.replace(changed.signature, signed.signature)
        assert not link.verified(
            replayed, **{name: value} if name in ("method", "headers", "credentials") else {}
        ).accepted


@given(LINKS, st.data())
def test_a_change_of_one_character_is_refused_wherever_it_is(link: Link, data: st.DataObject) -> None:
    url = link.signed().url
    spans = [found.span() for found in re.finditer(r"(?<=://)[^?]*|(?<==)[^&]+", url)]
    at = data.draw(st.sampled_from(spans).flatmap(lambda span: st.integers(span[0], span[1] - 1)))
    changed = url[:at] + data.draw(st.sampled_from("aZ09-._~%+/:?&=")) + url[at + 1 :]
    # Another spelling of the same bytes is the same request.
    assume(unquote_to_bytes(changed) != unquote_to_bytes(url))
    verdict = link.verified(changed)
    assert not verdict.accepted
    assert verdict.code
    assert verdict.message


@given(LINKS)
def test_another_spelling_of_the_same_bytes_is_the_same_request(link: Link) -> None:
    base, _, query = link.signed().url.partition("?")
    respelt = re.sub(r"%..|[^&=]", lambda found: found[0].lower() if found[0][1:] else f"%{ord(found[0]):02x}", query)
    assert respelt != query
    assert link.verified(f"{base}?{respelt}").accepted


@given(LINKS, st.data())
def test_a_mangled_url_is_refused_with_a_reason_and_nothing_else_is_raised(link: Link, data: st.DataObject) -> None:
    url = link.signed().url
    begin = data.draw(st.integers(0, len(url)))
    end = data.draw(st.integers(begin, len(url)))
    verdict = None
    with suppress(InputError):
        verdict = link.verified(url[:begin] + data.draw(TEXT) + url[end:])
    assert verdict is None or verdict.accepted == (verdict.code is None)


@given(LINKS)
def test_a_header_that_was_signed_and_is_not_sent_is_refused(link: Link) -> None:
    headers = [*link.headers, ("x-amz-acl", "private")]
    url = link.signed(headers=headers).url
    assert link.verified(url, headers=headers).accepted
    assert link.verified(url, headers=link.headers).code == "SignatureDoesNotMatch"


@given(LINKS)
def test_a_signed_url_is_read_without_changing_a_character(link: Link) -> None:
    url = link.signed().url
    assert str(Url.parse(url)) == url


FIELDS = st.text(string.ascii_letters + "%20+=/?:.~-", min_size=1, max_size=8)


@given(
    st.sampled_from(("http", "https")), st.lists(FIELDS, max_size=4), st.sampled_from(("", "/", "/a%20b", "//", "/a?b"))
)
def test_any_url_is_read_without_changing_a_character(scheme: str, fields: list[str], path: str) -> None:
    path = path or ("/" if fields else "")
    for host in ("example.com", "example.com:9000", "127.0.0.1:80", "[::1]", "[::1]:9000"):
        text = f"{scheme}://{host}{path}" + ("?" + "&".join(fields) if fields else "")
        assert str(Url.parse(text)).removesuffix("/") == text.removesuffix("/")


@given(TEXT)
def test_decoding_undoes_encoding(text: str) -> None:
    assert uri_decode(uri_encode(text)) == text
    assert uri_decode(uri_encode(text, keep_slash=True)) == text


@given(TEXT)
def test_encoding_leaves_only_unreserved_characters_and_upper_case_escapes(text: str) -> None:
    assert re.fullmatch(r"([A-Za-z0-9._~-]|%[0-9A-F]{2})*", uri_encode(text))
    assert re.fullmatch(r"([A-Za-z0-9._~/-]|%[0-9A-F]{2})*", uri_encode(text, keep_slash=True))


@given(st.lists(TEXT | st.text("\n%/ab", max_size=5)), st.booleans())
def test_many_texts_are_encoded_as_each_is_by_itself(texts: list[str], keep_slash: bool) -> None:
    assert uri_encode_all(texts, keep_slash=keep_slash) == [uri_encode(text, keep_slash=keep_slash) for text in texts]


@given(TEXT | st.text("%2fFcC3aé+ /", max_size=30))
def test_encoding_again_changes_nothing_that_is_canonical(text: str) -> None:
    once = reencode(text)
    assert reencode(once) == once
    assert reencode(uri_encode(text)) == uri_encode(text)
    assert unquote_to_bytes(once) == unquote_to_bytes(text)


@given(st.lists(st.sampled_from(("", ".", "..", "a", "b.", "...", "%2e"))).map("/".join))
def test_a_normalised_path_has_no_dot_segments_and_stays_as_it_is(path: str) -> None:
    normal = normalize_path(f"/{path}")
    assert normal.startswith("/")
    assert not {".", ".."} & set(normal.split("/"))
    assert "//" not in normal
    assert normalize_path(normal) == normal


@given(st.text(" \t\v\f\r\n\u00a0\u2003\u3000ab,", max_size=20))
def test_only_ascii_blanks_are_trimmed_and_folded_and_a_no_break_space_stays(value: str) -> None:
    words = [word for word in re.split(r"[ \t\v\f\r\n]", value) if word]
    lines = header_lines({"X-A": value}, Url.parse("https://example.com/"))
    assert join(lines["x-a"]) == " ".join(words)


@given(LINKS)
def test_a_request_signed_in_its_header_hides_nothing_from_the_string_to_sign(link: Link) -> None:
    request = Request(link.method, "https://example.com/a%20b?x=1", link.headers, b"body")
    signed = authorize(request, link.credentials, region="us-south", now=link.now)
    names = re.search(r"SignedHeaders=(.*), Signature=", signed.authorization or "")
    assert names
    assert set(names[1].split(";")) == {"host", *map(str.lower, signed.headers)} - {"authorization"}
    assert signed.canonical_request.text.endswith(f"\n\n{names[1]}\n{hashlib.sha256(b'body').hexdigest()}")
    assert signed.authorization.endswith(f"Signature={signed.signature}")  # type: ignore[union-attr]
