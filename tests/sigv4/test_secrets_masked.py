"""No secret, derived key, signature or session token shows wherever Python shows an object."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
import pprint
import traceback
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote

import pytest

from cosnb import Credentials, CredentialsError, InputError, Signed, parse, presign, verify
from cosnb.sigv4 import Part, Request, Secret, Url, authorize
from cosnb.sigv4 import presign as presign_request

SECRET = "Canary0Secret+Access/Key0123456789"
TOKEN = "Canary0Session+Token/=="
CUSTOMER_KEY = "Q2FuYXJ5IGN1c3RvbWVyIGtleSBmb3IgU1NFLUM="
NOW = datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)

# What may not work with such a pair is tested with the advice.
pytestmark = pytest.mark.filterwarnings("ignore:credentials. ")


@pytest.fixture(scope="module")
def live() -> Credentials:
    return Credentials("AKIDLIVE", SECRET, TOKEN)


@pytest.fixture(scope="module")
def link(live: Credentials) -> Signed:
    headers = {"x-amz-server-side-encryption-customer-key": CUSTOMER_KEY}
    return presign("bucket", "key", endpoint="us-south", credentials=live, headers=headers, now=NOW)


@pytest.fixture(scope="module")
def header_signed(live: Credentials) -> Signed:
    return authorize(Request("GET", "https://example.com/"), live, region="us-south", now=NOW)


def shown(thing: object) -> str:
    """Every way in which Python shows an object by itself."""
    return "\n".join(
        (repr(thing), str(thing), f"{thing}", f"{thing:}", f"{thing!r:>2}", f"{[thing]}", pprint.pformat(thing))
    )


def canaries(*signed: Signed) -> list[str]:
    values = [SECRET, TOKEN, CUSTOMER_KEY, SECRET[:12], TOKEN[:12], "Session%2BToken"]
    for made in signed:
        keys = [secret.reveal() for step in made.derivation for secret in (step.key, step.output)]
        values += [made.signature, made.signature[:16]]
        values += [form for key in keys for form in (key.hex(), repr(key)[2:-1], str(list(key))[1:-1])]
    return values


def test_nothing_that_is_signed_with_live_credentials_shows_a_secret(
    live: Credentials, link: Signed, header_signed: Signed
) -> None:
    things: list[object] = [live, live.secret_access_key, live.session_token]
    for made in (link, header_signed):
        steps = [*made.derivation, *(secret for step in made.derivation for secret in (step.key, step.output))]
        things += [made, made.computation, made.derivation, *steps]
    parsed, verdict = parse(link.url), verify(link, live, now=NOW)
    things += [parsed, verdict, verdict.computed, verify(link, Credentials("AKIDLIVE", "another"), now=NOW)]
    for thing in things:
        text = shown(thing)
        assert not [canary for canary in canaries(link, header_signed) if canary in text], type(thing)


def test_no_repr_of_a_stage_or_of_a_url_shows_a_secret(link: Signed, header_signed: Signed) -> None:
    things: list[object] = [*link.stages, *header_signed.stages, parse(link.url).url, Url.parse(link.url)]
    for thing in things:
        text = repr(thing) + pprint.pformat(thing) + f"{[thing]}"
        assert not [canary for canary in canaries(link, header_signed) if canary in text], thing


def test_the_secrets_are_there_all_the_same(link: Signed, header_signed: Signed) -> None:
    assert all(value in link.url for value in (link.signature, "Session%2BToken"))
    assert TOKEN in header_signed.canonical_request.text
    assert CUSTOMER_KEY in link.headers.values()


LIVE = (
    *(
        "signature",
        "session_token",
        "query:X-Amz-Signature",
        "query:X-Amz-Security-Token",
        "query:Signature",
        "query:sig",
    ),
    *("query:x-amz-signature", "query:X-AMZ-SIGNATURE", "query:X-Goog-Signature", "query:x-oss-signature"),
    *(
        "query:X-Amz-Signatur",
        "query:X-Amz-Signture",
        "query:XAmz-Signature",
        "query:amp;X-Amz-Signature",
        "query:Token",
    ),
    *("query:X-Amz-SecurityToken", "query:X-Amz-Securty-Token", "query:x_amz_security_token", "query:sessionToken"),
    *("header:authorization", "header:proxy-authorization", "header:cookie", "header:set-cookie", "header:x-api-key"),
    *("header:x-amz-security-token", "header:x-amz-server-side-encryption-customer-key"),
    "header:x-amz-copy-source-server-side-encryption-customer-key",
)
HARMLESS = (
    *(
        "query:X-Amz-SignedHeaders",
        "query:X-Amz-Credential",
        "query:X-Amz-Date",
        "query:SignatureVersion",
        "query:Expires",
    ),
    *(
        "query:continuation-token",
        "query:AWSAccessKeyId",
        "header:x-amz-server-side-encryption-customer-key-md5",
        "key",
    ),
    *("header:x-amz-server-side-encryption-customer-algorithm", "header:content-type", "header:host", "header:date"),
)


@pytest.mark.parametrize("source", LIVE)
def test_a_part_of_a_secret_source_is_masked(source: str) -> None:
    assert repr(Part("canary", source, "canary")) == f"Part('••••••••', {source!r})"


@pytest.mark.parametrize("source", HARMLESS)
def test_a_part_of_a_harmless_name_is_not_masked(source: str) -> None:
    assert repr(Part("canary", source, "canary")) == f"Part('canary', {source!r})"


SIGNATURE = "0123456789abcdef" * 4
BASE64 = "IQoJb3JpZ2luX2VjEJv//////////wEaCXVzLWVhc3Qt+" * 3


@pytest.mark.parametrize("text", [SIGNATURE, SIGNATURE.upper(), f"a%20{SIGNATURE}.", BASE64, quote(BASE64, safe="")])
def test_what_looks_like_a_signature_or_a_token_is_masked_under_any_name(text: str) -> None:
    assert repr(Part(text, "query:what")) == "Part('••••••••', 'query:what')"
    assert repr(Part(quote(text, safe=""), "query:what")) == "Part('••••••••', 'query:what')"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("X-Amz-Content-Sha256", SIGNATURE),
        ("x-amz-checksum-sha256", SIGNATURE),
        ("uploadId", BASE64),
        ("prefix", "a/" * 80),
        ("what", "these are only words, and there are many of them, " * 3),
        ("what", "0" * 63),
        ("what", SIGNATURE + "0"),
    ],
)
def test_what_only_looks_so_and_has_a_harmless_name_is_not_masked(name: str, text: str) -> None:
    assert repr(Part(text, f"query:{name}")) == f"Part({text!r}, 'query:{name}')"


def test_a_part_of_any_other_source_shows_its_text() -> None:
    assert repr(Part("a%20b", "key", "a b")) == "Part('a%20b', 'key')"


def test_what_is_signed_with_example_credentials_may_show_its_signature(credentials: Credentials) -> None:
    made = presign("bucket", "key", endpoint="us-south", credentials=credentials, now=NOW)
    assert repr(made) == (
        "Signed(GET https://s3.us-south.cloud-object-storage.appdomain.cloud/bucket/key, "
        f"expires_at=2024-01-02T04:04:05Z, signature={made.signature})"
    )


def test_a_live_link_shows_where_it_leads_and_when_it_ends(link: Signed, header_signed: Signed) -> None:
    assert repr(link) == (
        "Signed(GET https://s3.us-south.cloud-object-storage.appdomain.cloud/bucket/key, "
        "expires_at=2024-01-02T04:04:05Z, signature=••••••••)"
    )
    assert repr(header_signed) == "Signed(GET https://example.com/, signature=••••••••)"


def test_credentials_show_everything_but_the_secret_and_the_token(live: Credentials) -> None:
    assert repr(live) == (
        "Credentials(access_key_id='AKIDLIVE', secret_access_key=Secret(••••••••), session_token=Secret(••••••••), "
        "source='arguments', example=False, endpoint=None, region=None)"
    )


def test_a_secret_is_masked_in_every_format() -> None:
    secret = Secret(SECRET)
    assert (repr(secret), str(secret), f"{secret:>10}") == ("Secret(••••••••)", "••••••••", "  ••••••••")
    assert "%s %r" % (secret, secret) == "•••••••• Secret(••••••••)"  # noqa: UP031
    assert "{}{!r}".format(secret, secret) == "••••••••Secret(••••••••)"  # noqa: UP032


def test_a_secret_is_reached_by_reveal_alone() -> None:
    secret = Secret(SECRET)
    assert secret.reveal() == SECRET.encode()
    assert [name for name in dir(secret) if not name.startswith("__")] == [
        "_Secret__value",
        "as_message",
        "hmac",
        "hmac_states",
        "in_hex",
        "prefixed",
        "reveal",
        "signature",
    ]
    assert not hasattr(secret, "__dict__")
    for refused in (bytes, iter, hash, vars, int):
        with pytest.raises(TypeError):
            refused(secret)  # type: ignore[operator]


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("what", ["secret", "credentials", "link", "computation", "step"])
def test_pickling_is_refused(what: str, protocol: int, live: Credentials, link: Signed) -> None:
    things: dict[str, Any] = {
        "secret": live.secret_access_key,
        "credentials": live,
        "link": link,
        "computation": link.computation,
        "step": link.derivation[0],
    }
    with pytest.raises(TypeError, match="A secret is not pickled"):
        pickle.dumps(things[what], protocol)


def test_json_is_refused(live: Credentials) -> None:
    for thing in (live.secret_access_key, live, {"secret": live.secret_access_key}):
        with pytest.raises(TypeError, match="not JSON serializable"):
            json.dumps(thing)
    assert SECRET not in json.dumps(dataclasses.asdict(live), default=str)


def test_a_copy_of_credentials_is_equal_and_as_masked(live: Credentials) -> None:
    for made in (copy.copy(live), copy.deepcopy(live), dataclasses.replace(live, region="eu-de")):
        assert made.secret_access_key == live.secret_access_key
        assert SECRET not in shown(made)
    assert dataclasses.replace(live, region="eu-de").region == "eu-de"


def test_equal_secrets_are_equal_and_a_secret_equals_no_text() -> None:
    assert Secret(SECRET) == Secret(SECRET.encode())
    assert Secret(SECRET) != Secret(SECRET[:-1])
    assert Secret(SECRET) != SECRET
    assert SECRET.encode() != Secret(SECRET)
    assert Credentials("a", SECRET) == Credentials("a", Secret(SECRET))
    assert Credentials("a", SECRET) != Credentials("a", SECRET, TOKEN)


def test_a_secret_tells_its_length_and_whether_it_is_empty() -> None:
    assert (len(Secret("\u00fc")), bool(Secret("")), bool(Secret(" "))) == (2, False, True)


def test_an_empty_session_token_is_none() -> None:
    assert Credentials("a", "b", "").session_token is None


@pytest.mark.parametrize("value", [None, 7, b"bytes", ["canary"]])
def test_a_secret_that_is_not_text_is_refused_by_its_type_alone(value: Any) -> None:
    with pytest.raises(CredentialsError, match=f"secret_access_key: a {type(value).__name__} is not text") as caught:
        Credentials("AKIDLIVE", value)
    assert caught.value.value is None
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("value", ["", None, 5, b"AKIDEXAMPLE", ("canary",)])
@pytest.mark.parametrize("field", ["access_key_id", "secret_access_key"])
def test_half_a_key_pair_is_refused_where_it_is_made(field: str, value: Any) -> None:
    pair = {"access_key_id": "AKIDEXAMPLE", "secret_access_key": "canary", field: value}
    with pytest.raises(
        CredentialsError, match=f"^{field}: (it is empty|a {type(value).__name__} is not text), as found"
    ) as caught:
        Credentials(**pair, source="a file")
    assert caught.value.remedy
    assert "canary" not in str(caught.value) + repr(vars(caught.value))


def test_no_traceback_of_ours_holds_a_secret_that_cannot_be_encoded() -> None:
    with pytest.raises(CredentialsError, match="session_token: it holds bytes that are not UTF-8") as caught:
        Credentials("AKIDLIVE", SECRET, f"{TOKEN}\udc80")
    assert TOKEN not in "".join(traceback.format_exception(caught.value))
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_an_error_while_signing_holds_no_secret(live: Credentials) -> None:
    with pytest.raises(InputError) as caught:
        presign_request(Request("GET", "https://example.com/"), live, region="r", now=datetime(2024, 1, 2))
    text = "".join(traceback.format_exception(caught.value)) + repr(caught.value.args) + repr(vars(caught.value))
    assert SECRET not in text
    assert TOKEN not in text
