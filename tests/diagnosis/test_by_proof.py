"""Causes that are proven: the signature is recomputed under each until one is equal."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote, quote_plus, unquote

import pytest
from answers import MISMATCH, canonical, error, mismatch
from by_hand import ACCESS_KEY_ID, AWS_HOST, IBM_HOST, SECRET, derived, encoded, signed_url, sorted_query
from cases import AWS_KEYS, KEYS, NOW, Case, aws, check, ibm, minio

from cosnb.diagnosis import diagnose
from cosnb.links import parse, verify
from cosnb.sigv4 import Credentials

S = SECRET.encode()
EMPTY = hashlib.sha256(b"").hexdigest()
ODD = Credentials(ACCESS_KEY_ID, "a/b+c d/e+f=g", example=True)
AWS_SECRET = AWS_KEYS.secret_access_key.reveal().decode()
MINIO_HOST = "store.example.net:9000"


def proven(name: str, url: str, id: str, stage: str, *, also: Any = None, **given: Any) -> Case:  # noqa: A002
    return Case(name, url, id, "proven", stage, also or {}, {"credentials": KEYS, "method": "GET", **given})


def odd(secret: bytes) -> str:
    return ibm(secret=secret)


def derived_from(secret: bytes, scope: tuple[str, ...]) -> bytes:
    key = secret
    for piece in scope:
        key = hmac.new(key, piece.encode(), "sha256").digest()
    return key


def turned_chain(secret: bytes, scope: tuple[str, ...]) -> bytes:
    key = b"AWS4" + secret
    for piece in scope:
        key = hmac.new(piece.encode(), key, "sha256").digest()
    return key


def hex_chain(secret: bytes, scope: tuple[str, ...]) -> bytes:
    key = b"AWS4" + secret
    for piece in scope:
        key = hmac.new(key, piece.encode(), "sha256").hexdigest().encode()
    return key


def raw(rows: list[tuple[str, str]]) -> str:
    return "&".join(f"{encoded(name)}={encoded(value)}" for name, value in rows)


def with_value(name: str, change: Any) -> Any:
    def make(rows: list[tuple[str, str]]) -> str:
        pairs = sorted((encoded(n), change(v) if n == name else encoded(v)) for n, v in rows)
        return "&".join(f"{n}={v}" for n, v in pairs)

    return make


def each_value(change: Any) -> Any:
    return lambda rows: "&".join(f"{n}={v}" for n, v in sorted((encoded(n), change(v)) for n, v in rows))


def at(url: str, old: str, new: str) -> str:
    assert old in url
    return url.replace(old, new)


DISPOSITION = (("response-content-disposition", "attachment; filename=(a b)!.txt"),)
U = ibm()
SESSION_KEYS = Credentials(
    "ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "FwoGZXIv+++/aGk=" * 5 + "+end"
)
SESSION = aws(access_key_id="ASIAIOSFODNN7EXAMPLE", token="FwoGZXIv+++/aGk=" * 5 + "+end")
UMLAUT = "u\u0308"

CASES = [
    # The secret
    proven("line feed", ibm(secret=S + b"\n"), "secret-blank", "derivation"),
    proven("crlf", ibm(secret=S + b"\r\n"), "secret-blank", "derivation"),
    proven("cr", ibm(secret=S + b"\r"), "secret-blank", "derivation"),
    proven("space behind", ibm(secret=S + b" "), "secret-blank", "derivation"),
    proven("space in front", ibm(secret=b" " + S), "secret-blank", "derivation"),
    proven("double quotes", ibm(secret=b'"' + S + b'"'), "secret-wrapped", "derivation"),
    proven("single quotes", ibm(secret=b"'" + S + b"'"), "secret-wrapped", "derivation"),
    proven("byte-order mark", ibm(secret=b"\xef\xbb\xbf" + S), "secret-wrapped", "derivation"),
    proven("given with a line end", U, "secret-given-with", "derivation", credentials=Credentials(ACCESS_KEY_ID, SECRET + "\n")),
    proven("given in quotes", U, "secret-given-with", "derivation", credentials=Credentials(ACCESS_KEY_ID, f'"{SECRET}"')),
    proven("plus as space", odd(b"a/b c d/e f=g"), "secret-encoded", "derivation", credentials=ODD),
    proven("percent-encoded", odd(quote(b"a/b+c d/e+f=g", safe="").encode()), "secret-encoded", "derivation",
           credentials=ODD),
    proven("form-encoded", odd(quote_plus("a/b+c d/e+f=g").encode()), "secret-encoded", "derivation", credentials=ODD),
    proven("percent-decoded", odd(b"a/b+c"), "secret-encoded", "derivation",
           credentials=Credentials(ACCESS_KEY_ID, "a%2Fb%2Bc")),
    proven("cut by a double-click", odd(b"a"), "secret-cut", "derivation", credentials=ODD),
    proven("last character lost", ibm(secret=S[:-1]), "secret-cut", "derivation"),
    proven("json escape", odd(rb"a\/b+c d\/e+f=g"), "secret-encoded", "derivation", credentials=ODD),
    proven("capitals", ibm(secret=S.upper()), "secret-encoded", "derivation"),
    proven("base64", ibm(secret=base64.b64encode(S)), "secret-encoded", "derivation"),
    proven("bytes of the hex digits", signed_url(secret=bytes.fromhex(SECRET)), "secret-encoded", "derivation"),
    proven("swapped with the id", ibm(secret=ACCESS_KEY_ID.encode()), "secret-mixed-up", "derivation"),
    proven("given the wrong way round", U, "secret-given-swapped", "credentials", credentials=Credentials(SECRET, ACCESS_KEY_ID)),
    proven("swapped by whoever signed", ibm(access_key_id=SECRET, secret=ACCESS_KEY_ID.encode()), "swapped-keys", "credentials"),
    proven("swapped by whoever signed for aws",
           aws(access_key_id=AWS_SECRET, secret=AWS_KEYS.access_key_id.encode()), "swapped-keys", "credentials", credentials=AWS_KEYS),
    proven("swapped by one or the other", minio(access_key_id="one-half-of-it", secret=b"other-half-of-it"), "swapped-either",
           "credentials", credentials=Credentials("other-half-of-it", "one-half-of-it")),
    proven("without aws4", ibm(key=derived_from), "derivation", "derivation"),
    proven("hex chain", ibm(key=hex_chain), "derivation", "derivation"),
    proven("steps backwards", ibm(key=lambda secret, scope: derived(secret, scope[::-1])), "derivation", "derivation"),
    proven("last step left out", ibm(key=lambda secret, scope: derived(secret, scope[:3])), "derivation", "derivation"),
    proven("key and message swapped", ibm(key=turned_chain), "derivation", "derivation"),
    proven("no derivation", ibm(key=lambda s, scope: s), "derivation", "derivation"),
    proven("utf-16", ibm(secret=SECRET.encode("utf-16-le")), "secret-encoded", "derivation"),
    proven("empty", ibm(secret=b""), "secret-unset", "derivation"),
    proven("pasted twice", ibm(secret=S + S), "secret-wrapped", "derivation"),
    # The method
    proven("signed for put", ibm(method="PUT"), "method", "method"),
    proven("signed for get", U, "method", "method", method="HEAD"),
    proven("signed for head", ibm(method="HEAD"), "method", "method"),
    proven("signed for delete", ibm(method="DELETE"), "method", "method"),
    proven("signed for a small get", ibm(signed_method="get"), "method", "method"),
    proven("signed for an operation", ibm(signed_method="get_object"), "method", "method"),
    proven("put, and the store says mismatch", ibm(method="PUT"), "method", "method", method=None,
           response=error("SignatureDoesNotMatch", MISMATCH)),
    proven("head arrived", U, "method", "method", method=None, response=mismatch(canonical(U, method="HEAD"))),
    # The host
    proven("with its default port", ibm(signed_host=f"{IBM_HOST}:443"), "host-port", "headers"),
    proven("without its port", minio(signed_host="store.example.net"), "host-port", "headers"),
    proven("another port", minio(signed_host="store.example.net:9001"), "host-port", "headers"),
    proven("inside the network", minio(signed_host="minio:9000"), "host-changed", "headers"),
    proven("a name of the caller", minio(signed_host="objects.cluster.svc:7000"), "host-changed", "headers",
           hosts=["objects.cluster.svc:7000"]),
    proven("private for public", ibm(signed_host=IBM_HOST.replace("s3.", "s3.private.")), "host-name", "headers"),
    proven("public for direct", ibm(host=IBM_HOST.replace("s3.", "s3.direct."), signed_host=IBM_HOST), "host-name",
           "headers", also={"direct-endpoint": "likely"}),
    proven("another location", ibm(signed_host=IBM_HOST.replace("us-south", "eu-de")), "host-place", "headers"),
    proven("old for new", ibm(signed_host="s3.us-south.objectstorage.softlayer.net"), "host-name", "headers"),
    proven("global for regional", aws(signed_host="my-bucket.s3.amazonaws.com"), "host-name", "headers",
           credentials=AWS_KEYS),
    proven("regional for accelerated", aws(host="my-bucket.s3-accelerate.amazonaws.com", signed_host=AWS_HOST), "host-name",
           "headers", credentials=AWS_KEYS),
    proven("path for virtual", aws(signed_host="s3.eu-central-1.amazonaws.com", signed_path="/my-bucket/a.txt"), "addressing",
           "headers", credentials=AWS_KEYS),
    proven("virtual for path", ibm(signed_host=f"my-bucket.{IBM_HOST}", signed_path="/a.txt"), "addressing", "headers"),
    proven("endpoint without the bucket", aws(signed_host="s3.eu-central-1.amazonaws.com"), "host-without-bucket", "headers",
           credentials=AWS_KEYS),
    proven("with its scheme", ibm(signed_host=f"https://{IBM_HOST}"), "host-malformed", "headers"),
    proven("host header of a proxy", minio(), "host-changed", "headers", headers={"Host": "backend:8080"}),
    # The path
    proven("key not encoded", ibm(path="/my-bucket/a%20b.txt", signed_path="/my-bucket/a b.txt"), "path-unencoded", "path"),
    proven("umlaut not encoded", ibm(path="/my-bucket/%C3%BC.txt", signed_path="/my-bucket/ü.txt"), "path-unencoded", "path"),
    proven("encoded twice", ibm(path="/my-bucket/a%20b.txt", signed_path="/my-bucket/a%2520b.txt"), "path-encoding",
           "path"),
    proven("encoded once more on the way", ibm(path="/my-bucket/a%2520b.txt", signed_path="/my-bucket/a%20b.txt"),
           "path-double-encoded", "path"),
    proven("plus for a space", ibm(path="/my-bucket/a+b.txt", signed_path="/my-bucket/a%20b.txt"), "path-plus", "path"),
    proven("space for a plus", ibm(path="/my-bucket/a%20b.txt", signed_path="/my-bucket/a%2Bb.txt"), "path-space", "path"),
    proven("form-encoded key", ibm(path="/my-bucket/a%20b.txt", signed_path="/my-bucket/a+b.txt"), "path-encoding", "path"),
    proven("plus left alone", ibm(path="/my-bucket/a%2Bb.txt", signed_path="/my-bucket/a+b.txt"), "path-unencoded", "path"),
    proven("composed", ibm(path=f"/my-bucket/{quote(UMLAUT)}", signed_path="/my-bucket/%C3%BC"), "path-unicode", "path"),
    proven("decomposed", ibm(path="/my-bucket/%C3%BC", signed_path=f"/my-bucket/{quote(UMLAUT)}"), "path-unicode", "path"),
    proven("dots resolved", ibm(path="/my-bucket/x/../a.txt", signed_path="/my-bucket/a.txt"), "path-dots", "path"),
    proven("slashes merged", ibm(path="/my-bucket//a.txt", signed_path="/my-bucket/a.txt"), "path-slashes", "path"),
    proven("one slash of two lost", ibm(path="/my-bucket/a/b/c.txt", signed_path="/my-bucket/a/b//c.txt"), "path-slash-lost",
           "path"),
    proven("one slash of two lost behind a bucket in the host", aws(path="/a/b.txt", signed_path="/a//b.txt"),
           "path-slash-lost", "path", credentials=AWS_KEYS),
    proven("host in capitals", at(ibm(), "//s3.us", "//S3.US"), "host-case", "headers"),
    proven("expiry edited", at(ibm(), "Expires=600", "Expires=86399"), "expires-changed", "query"),
    proven("a longer expiry edited", at(ibm(expires="604800"), "Expires=604800", "Expires=99999999"), "expires-changed",
           "query"),
    proven("slash of the key lost", ibm(path="/my-bucket/a.txt", signed_path="/my-bucket//a.txt"), "path-slash-lost", "path"),
    proven("bucket not signed", ibm(signed_path="/a.txt"), "bucket-unsigned", "path"),
    proven("bucket signed twice", aws(signed_path="/my-bucket/a.txt"), "bucket-twice", "path", credentials=AWS_KEYS),
    proven("small escapes", ibm(path="/my-bucket/%C3%BC", signed_path="/my-bucket/%c3%bc"), "path-lower-escapes", "path"),
    proven("brackets left alone", ibm(path="/my-bucket/a%281%29.txt", signed_path="/my-bucket/a(1).txt"), "path-reserved",
           "path"),
    proven("tilde encoded", ibm(path="/my-bucket/~a", signed_path="/my-bucket/%7Ea"), "path-encoding", "path"),
    proven("slashes encoded", ibm(path="/my-bucket/x/a.txt", signed_path="/my-bucket%2Fx%2Fa.txt"), "path-encoding",
           "path"),
    proven("no leading slash", ibm(signed_path="my-bucket/a.txt"), "path-encoding", "path"),
    # The query
    proven("tracker", f"{U}&utm_source=mail&utm_medium=x", "extra-parameters", "query"),
    proven("one of several", ibm(query=(("versionId", "1"),)).replace("?", "?download=1&"), "extra-parameters", "query"),
    proven("token added later", aws(access_key_id="ASIAIOSFODNN7EXAMPLE", token="abc+/=", signed_query=lambda rows: sorted_query(
           [row for row in rows if row[0] != "X-Amz-Security-Token"])), "token-unsigned", "query", credentials=Credentials(
           "ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "abc+/=")),
    proven("plus of the token as a space", at(aws(access_key_id="ASIAIOSFODNN7EXAMPLE", token="abc+/="), "%2B", "%20"),
           "token-plus", "query", credentials=Credentials("ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
           "abc+/=")),
    proven("blanks in the token", at(SESSION, "%2B", " "), "token-plus", "query", credentials=SESSION_KEYS),
    proven("blanks in the token, keys without it", at(SESSION, "%2B", " "), "token-plus", "query",
           credentials=replace(SESSION_KEYS, session_token=None)),
    proven("token taken away", re.sub("&X-Amz-Security-Token=[^&]*", "", SESSION), "token-missing", "credentials",
           credentials=SESSION_KEYS),
    proven("token cut", at(SESSION, "%2Bend", ""), "token-other", "credentials", credentials=SESSION_KEYS),
    proven("name of the token without a hyphen", at(SESSION, "Security-Token", "SecurityToken"), "misspelt-parameter", "url",
           credentials=SESSION_KEYS),
    proven("Token for a name", at(SESSION, "X-Amz-Security-Token", "Token"), "misspelt-parameter", "url",
           credentials=SESSION_KEYS),
    proven("new for old", ibm(host="s3.us-south.objectstorage.softlayer.net", signed_host=IBM_HOST), "host-name", "headers",
           also={"legacy-host": "likely"}),
    proven("decoded with quotes and blanks", unquote(ibm(query=(("response-content-disposition", 'inline; filename="a b"'),))
           + "&utm_id=1"), "extra-parameters", "query", also={"space": "likely"}),
    proven("unsorted", ibm(query=(("versionId", "1"), ("partNumber", "2")), signed_query=raw), "query-encoding", "query"),
    proven("sorted regardless of case", ibm(query=(("response-content-type", "a/b"), ("partNumber", "2")), signed_query=lambda
           rows: "&".join(f"{n}={v}" for n, v in sorted(((encoded(n), encoded(v)) for n, v in rows), key=lambda r: r[0].lower()))),
           "query-encoding", "query"),
    proven("credential not encoded", ibm(signed_query=with_value("X-Amz-Credential", str)), "query-decoded", "query"),
    proven("list not encoded", ibm(headers={"x-amz-acl": "private"}, signed_query=with_value("X-Amz-SignedHeaders", str)),
           "query-encoding", "query", headers={"x-amz-acl": "private"}),
    proven("values not encoded", ibm(query=DISPOSITION, signed_query=each_value(str)), "query-encoding", "query"),
    proven("values encoded twice", ibm(query=DISPOSITION, signed_query=each_value(lambda v: encoded(encoded(v)))),
           "query-encoding", "query"),
    proven("form encoder", ibm(query=DISPOSITION, signed_query=each_value(lambda v: quote_plus(v, safe="~"))),
           "query-encoding", "query"),
    proven("javascript's encoder", ibm(query=DISPOSITION, signed_query=each_value(lambda v: quote(v, safe="~!'()*"))),
           "query-encoding", "query"),
    proven("plus on the way", at(ibm(query=DISPOSITION), "%20", "+"), "query-plus", "query"),
    proven("no query signed", ibm(signed_query=lambda rows: ""), "query-encoding", "query"),
    proven("name alone", at(ibm(query=(("acl", ""),), signed_query=lambda rows: sorted_query(rows).replace("acl=", "acl")),
           "?acl=&", "?acl&"), "query-encoding", "query"),
    # Signed headers
    proven("content type by the suffix", ibm(path="/my-bucket/a.png", headers={"content-type": "image/png"}),
           "signed-header", "headers"),
    proven("content type of a list", ibm(method="PUT", headers={"content-type": "application/octet-stream"}),
           "signed-header", "headers", method="PUT"),
    proven("charset added", ibm(method="PUT", headers={"content-type": "text/plain"}), "signed-header", "headers",
           method="PUT", headers={"Content-Type": "text/plain; charset=utf-8"}),
    proven("charset taken away", ibm(method="PUT", headers={"content-type": "text/html; charset=utf-8"}),
           "signed-header", "headers", method="PUT", headers={"Content-Type": "text/html"}),
    proven("acl", ibm(method="PUT", headers={"x-amz-acl": "public-read"}), "signed-header", "headers", method="PUT"),
    proven("encryption", ibm(method="PUT", headers={"x-amz-server-side-encryption": "AES256"}),
           "signed-header", "headers", method="PUT"),
    proven("empty", ibm(method="PUT", headers={"content-type": ""}), "signed-header", "headers", method="PUT",
           headers={"Content-Type": "text/plain"}),
    proven("length of the body", ibm(method="PUT", headers={"content-length": "5"}), "signed-header", "headers",
           method="PUT", body=b"hello"),
    # HALO-SERVER#270: the length of the file is signed; a form, or base64, makes another one of it
    *(proven(f"length before {what}", ibm(method="PUT", headers={"content-length": "300000"}), "signed-header", "headers",
             method="PUT", headers={"Content-Length": sent}) for what, sent in (("a form", "300191"), ("base64", "400000"))),
    *(proven(f"{name} lost", ibm(method="PUT", headers={name: value}), "signed-header", "headers", method="PUT", body=b"hello")
      for name, value in (("content-md5", "5d41402abc4b2a76b9719d911017c592"), ("x-amz-decoded-content-length", "5"),
                          ("x-amz-te", "append-md5"), ("x-forwarded-proto", "http"), ("x-amz-storage-class", "GLACIER"),
                          ("range", "bytes=0-"))),
    proven("slashes of the key", ibm(path="/my-bucket/a/b%20c.txt", signed_path="/my-bucket/a%2Fb%20c.txt"),
           "path-encoding", "path"),
    proven("form-encoded with slashes", ibm(path="/my-bucket/a/b%20c.txt", signed_path="/my-bucket/a%2Fb+c.txt"),
           "path-encoding", "path"),
    proven("spaces alone encoded", ibm(path="/my-bucket/a%20%C3%BC.txt", signed_path="/my-bucket/a%20ü.txt"),
           "path-encoding", "path"),
    # The payload, the scope and the layout
    proven("empty hash", ibm(payload=EMPTY), "payload-hash", "payload"),
    proven("a blank in the constant", ibm(payload="UNSIGNED PAYLOAD"), "payload-hash", "payload"),  # aws-sdk-php#995
    proven("hash of the body", ibm(method="PUT", payload=hashlib.sha256(b"hello").hexdigest()), "payload-hash", "payload",
           method="PUT", body=b"hello"),
    proven("region in the signature", ibm(signed_scope="20240102/us-east-1/s3/aws4_request"), "region", "scope"),
    proven("no region in the signature", ibm(signed_scope="20240102//s3/aws4_request"), "region", "scope"),
    proven("region in the key", ibm(key_scope=("20240102", "us-standard", "s3", "aws4_request")), "region", "scope"),
    proven("region changed in the url", at(ibm(region="eu-de"), "eu-de", "us-south"), "region", "scope"),
    proven("date in the key", ibm(key_scope=("20240101", "us-south", "s3", "aws4_request")), "scope-date", "scope"),
    proven("day changed in the url", ibm(stamp="20240101T030405Z").replace("Date=20240101T", "Date=20240102T"), "date-changed",
           "string_to_sign"),
    proven("service in the key", ibm(key_scope=("20240102", "us-south", "execute-api", "aws4_request")), "service",
           "scope"),
    proven("clock read twice", ibm(signed_stamp="20240102T030406Z"), "clock-read-twice", "string_to_sign"),
    proven("no empty line", ibm(canonical=lambda text: text.replace("\n\nhost", "\nhost")), "layout", "string_to_sign"),
    proven("windows line ends", ibm(canonical=lambda text: text.replace("\n", "\r\n")), "layout", "string_to_sign"),
    proven("line end behind it", ibm(canonical=lambda text: text + "\n"), "layout", "string_to_sign"),
    proven("capitals", U[:-64] + U[-64:].upper(), "signature-case", "url"),
    # What was mended is proven as well
    proven("entities", U.replace("&", "&amp;"), "html-escaped", "url"),
    proven("full stop", f"{U}.", "decorated", "url"),
    proven("broken lines", f"{U[:130]}\n{U[130:]}", "line-break", "url"),
    # The store's own words
    proven("the store has another secret", U, "store-secret", "derivation", response=mismatch(canonical(U))),
    proven("another secret, method unknown", U, "store-secret", "derivation", method=None,
           response=mismatch(canonical(U))),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_cause_is_proven_and_the_repaired_url_is_accepted(case: Case) -> None:
    finding = next(one for one in check(case).findings if one.id == case.id)
    assert "the signature equals X-Amz-Signature" in finding.evidence
    assert (finding.repaired_url is None) == (case.name in NOT_REPAIRED or case.id == "store-secret")
    if finding.repaired_url:
        method = "HEAD" if case.name == "head arrived" else case.given["method"] or "GET"
        headers = case.given.get("headers", ())
        request = parse(finding.repaired_url)
        # The token is on record, whether or not it was given.
        pair = SESSION_KEYS if case.name.endswith("keys without it") else case.given["credentials"]
        assert verify(request, pair, method=method, headers=headers, now=NOW).accepted


# What was given is the odd one, or the URL is right and the request is not.
NOT_REPAIRED = (
    "given the wrong way round",
    "swapped by one or the other",
    "given with a line end",
    "given in quotes",
    "host header of a proxy",
)


def test_a_proof_names_what_was_signed_and_what_is_there_instead() -> None:
    url = ibm(path="/my-bucket/a+b.txt", signed_path="/my-bucket/a%20b.txt")
    finding = diagnose(url, credentials=KEYS, method="GET", now=NOW).findings[0]
    assert "signed: /my-bucket/a%20b.txt" in finding.evidence
    assert "received: /my-bucket/a+b.txt" in finding.evidence
    assert finding.repaired_url == ibm(path="/my-bucket/a%20b.txt")


def test_a_proof_about_the_secret_never_shows_it() -> None:
    diagnosis = diagnose(ibm(secret=S + b"\n"), credentials=KEYS, method="GET", now=NOW)
    text = "".join(f"{one.title}{one.explanation}{one.evidence}{one.fix}{one!r}" for one in diagnosis.findings)
    assert SECRET not in text + repr(diagnosis) + "".join(diagnosis.checked)


def test_a_match_without_changes_is_no_finding() -> None:
    diagnosis = diagnose(U, credentials=KEYS, method="GET", now=NOW)
    assert diagnosis.findings == ()
    assert any("it is right for the request as it is" in note for note in diagnosis.checked)


def test_a_url_for_put_is_worth_knowing_where_nobody_said_the_method() -> None:
    finding = diagnose(ibm(method="PUT"), credentials=KEYS, now=NOW).findings[0]
    assert (finding.id, finding.certainty) == ("method", "possible")


def test_nothing_that_matches_says_what_was_excluded() -> None:
    wrong = Credentials(ACCESS_KEY_ID, "another secret altogether")
    finding = diagnose(U, credentials=wrong, method="GET", now=NOW, progress=False, budget=20).findings[0]
    assert (finding.id, finding.certainty) == ("unproven", "likely")
    for axis in ("secret (", "host (", "path (", "query (", "payload hash (", "scope (", "singly, in pairs"):
        assert axis in finding.evidence


def test_another_key_pair_is_said_to_be_one() -> None:
    finding = diagnose(U, credentials=AWS_KEYS, method="GET", now=NOW, progress=False, budget=20).findings[0]
    assert (finding.id, finding.certainty) == ("other-access-key", "certain")
    assert AWS_KEYS.access_key_id in finding.evidence
    assert ACCESS_KEY_ID in finding.evidence


def test_another_access_key_id_is_seen_where_the_secret_is_the_same() -> None:
    other = Credentials("AKIAZZZZZZZZZZZZZZZZ", SECRET)
    diagnosis = diagnose(U, credentials=other, method="GET", now=NOW)
    assert [finding.id for finding in diagnosis.findings] == ["other-access-key"]
    assert diagnosis.tried == 1


def test_a_pair_known_to_be_another_is_not_searched_over() -> None:
    assert diagnose(U, credentials=AWS_KEYS, now=NOW).tried < 10_000


def test_a_secret_in_the_field_of_the_access_key_id_is_not_shown() -> None:
    finding = diagnose(U, credentials=Credentials(SECRET[::-1], "another"), now=NOW).findings[0]
    assert finding.id == "other-access-key"
    assert SECRET[::-1] not in finding.evidence
    assert "48 characters" in finding.evidence


def test_fewest_changes_come_first() -> None:
    # A line end behind the secret alone explains it, so no pair is asked for.
    assert diagnose(ibm(secret=S + b"\n"), credentials=KEYS, method="GET", now=NOW).tried < 2_000


def test_explanations_that_are_equally_simple_are_all_listed() -> None:
    url = ibm(path="/my-bucket//a.txt", signed_path="/my-bucket/a.txt")
    finding = diagnose(url, credentials=KEYS, method="GET", now=NOW).findings[0]
    assert finding.id == "path-slashes"
    assert "without dot segments and repeated slashes" in finding.explanation


def test_where_a_slash_was_lost_is_said() -> None:
    def title(url: str, keys: Credentials) -> str:
        return diagnose(url, credentials=keys, method="GET", now=NOW).findings[0].title

    assert title(aws(path="/a/b.txt", signed_path="/a//b.txt"), AWS_KEYS).endswith("inside the key")
    assert title(aws(path="/a/b.txt", signed_path="//a/b.txt"), AWS_KEYS).endswith("at the beginning")
    behind = ibm(path="/my-bucket/a/b.txt", signed_path="/my-bucket//a/b.txt")
    assert title(behind, KEYS).endswith("after the bucket")


def test_a_path_that_was_signed_as_it_stands_is_shown_beside_what_the_store_makes_of_it() -> None:
    url = ibm(path="/my-bucket/a+b.txt", signed_path="/my-bucket/a+b.txt")
    evidence = diagnose(url, credentials=KEYS, method="GET", now=NOW).findings[0].evidence
    assert "signed: /my-bucket/a+b.txt\nreceived: /my-bucket/a%2Bb.txt, as a store signs this path" in evidence


def test_an_edited_expiry_is_shown_beside_the_one_that_was_signed() -> None:
    finding = diagnose(at(U, "Expires=600", "Expires=7200"), credentials=KEYS, method="GET", now=NOW).findings[0]
    assert "signed: X-Amz-Expires=600\nreceived: X-Amz-Expires=7200" in finding.evidence
    assert "X-Amz-Expires=600&" in (finding.repaired_url or "")
