"""Random requests, signed by cosnb, by boto3 and by ibm_boto3 at the same instant: every stage must be the same text.

What the SDKs get wrong, or do in another way, is left out of the comparison and named at the end of this file.
"""

from __future__ import annotations

import os
import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from types import ModuleType, SimpleNamespace
from typing import Any, NamedTuple

import pytest

import cosnb

# The C signer writes the parameters in another order; it is read when botocore is imported.
os.environ["BOTO_DISABLE_CRT"] = "true"

import boto3
import botocore.auth
import botocore.config
import ibm_boto3
import ibm_botocore.auth
import ibm_botocore.config

PER_STORE = 120

TOKEN = "FwoGZXIvYXdzEBYaD/+==EXAMPLE"


class Store(NamedTuple):
    """Where a client signs for; ``sdks`` are those that sign for such a host as they should."""

    endpoint: str
    region: str
    style: str
    token: str | None = None
    sdks: tuple[str, ...] = ("boto3", "ibm_boto3")


IBM = "https://s3.{}.cloud-object-storage.appdomain.cloud"
STORES = (
    Store(IBM.format("us-south"), "us-south", "path"),
    Store(IBM.format("us-south"), "us-south", "virtual"),
    Store(IBM.format("eu"), "us-standard", "path"),
    Store(IBM.format("private.eu-de"), "eu-de", "virtual", TOKEN),
    Store("https://s3.eu-central-1.amazonaws.com", "eu-central-1", "path"),
    Store("https://s3.eu-central-1.amazonaws.com", "eu-central-1", "virtual", TOKEN),
    Store("https://s3.us-east-1.amazonaws.com", "us-east-1", "virtual"),
    Store("https://s3.cn-north-1.amazonaws.com.cn", "cn-north-1", "virtual"),
    Store("https://0123456789abcdef.r2.cloudflarestorage.com", "auto", "path"),
    Store("https://s3.us-west-004.backblazeb2.com", "us-west-004", "virtual"),
    Store("http://127.0.0.1:9000", "us-east-1", "path"),
    Store("http://127.0.0.1", "us-east-1", "path", TOKEN),
    Store("http://localhost:9000", "us-east-1", "path"),
    Store("http://localhost:9000", "us-east-1", "virtual"),
    Store("http://minio:9000", "eu", "path"),
    Store("https://store.example.com:443", "xx", "path"),
    Store("https://store.example.com:443", "xx", "virtual", TOKEN),
    Store("http://store.example.com:80", "xx", "path"),
    Store("http://store.example.com:443", "xx", "virtual"),
    Store("https://store.example.com:8443", "xx", "virtual"),
    Store("https://a.b.c.store-1.example.com", "home", "path", TOKEN),
    Store("http://[::1]:9000", "us-east-1", "path", sdks=("boto3",)),
    Store("https://[2001:db8::7]", "us-east-1", "path", sdks=("boto3",)),
)

# Each piece is something that has broken a signer: see the causes of failing links.
PIECES = (
    *"abcXYZ019-._~ +%#?&=;:@$,!'()*\\^`|{}[]<>\"/",
    *("//", "/./", "/../", "..", ".", "%20", "%2F", "%", "+ +", "  ", "?versionId=1", "#top", "a b.txt", "index.html"),
    *("\u00fc", "u\u0308", "\u00e9", "e\u0301", "\u65e5\u672c", "\u0434\u0430\u043d\u043d\u044b\u0435", "\U0001f600"),
    *(
        "\x00",
        "\t",
        "\n",
        "\r\n",
        "\x1b",
        "\x7f",
        "\u0085",
        "\u00a0",
        "\u200b",
        "\u202e",
        "\ufeff",
        "\uffff",
        "\U0010ffff",
    ),
)

QUERY = {
    "VersionId": "versionId",
    "PartNumber": "partNumber",
    "UploadId": "uploadId",
    "ResponseCacheControl": "response-cache-control",
    "ResponseContentDisposition": "response-content-disposition",
    "ResponseContentEncoding": "response-content-encoding",
    "ResponseContentLanguage": "response-content-language",
    "ResponseContentType": "response-content-type",
    "Prefix": "prefix",
    "Delimiter": "delimiter",
    "StartAfter": "start-after",
    "ContinuationToken": "continuation-token",
    "Marker": "marker",
    "MaxKeys": "max-keys",
    "MaxParts": "max-parts",
    "PartNumberMarker": "part-number-marker",
}
HEADERS = {
    "ContentType": "Content-Type",
    "ContentDisposition": "Content-Disposition",
    "ContentEncoding": "Content-Encoding",
    "ContentLanguage": "Content-Language",
    "ContentMD5": "Content-MD5",
    "CacheControl": "Cache-Control",
    "ACL": "x-amz-acl",
    "StorageClass": "x-amz-storage-class",
    "ServerSideEncryption": "x-amz-server-side-encryption",
    "Tagging": "x-amz-tagging",
    "WebsiteRedirectLocation": "x-amz-website-redirect-location",
    "Range": "Range",
    "IfMatch": "If-Match",
    "IfNoneMatch": "If-None-Match",
}
NUMBERS = ("PartNumber", "MaxKeys", "MaxParts", "PartNumberMarker")
CHOICES = {
    "ACL": ("private", "public-read", "bucket-owner-full-control"),
    "StorageClass": ("STANDARD", "GLACIER"),
    "ServerSideEncryption": ("AES256", "aws:kms"),
    "Tagging": ("a=b&c=d%20e", "x="),
    "ContentType": ("text/plain", "text/csv; charset=utf-8", "application/x-parquet", "image/svg+xml"),
    "VersionId": ("null", "3sL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY+MTRCxf3vjVBH40Nr8X8gdRQBpUMLUo"),
}
RESPONSE = tuple(name for name in QUERY if name.startswith("Response"))
BODY = tuple(HEADERS)[:11]


class Operation(NamedTuple):
    """One call of an SDK: the parameters it must have, may have, and what it adds to the query by itself."""

    method: str
    may: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    first: tuple[tuple[str, str], ...] = ()
    last: tuple[tuple[str, str], ...] = ()
    on: str = "object"


OPERATIONS = {
    "get_object": Operation("GET", (*RESPONSE, "VersionId", "PartNumber", "Range", "IfMatch", "IfNoneMatch")),
    "head_object": Operation("HEAD", ("VersionId", "PartNumber", "Range", "IfNoneMatch")),
    "put_object": Operation("PUT", (*BODY, "Metadata")),
    "delete_object": Operation("DELETE", ("VersionId",)),
    "get_object_acl": Operation("GET", ("VersionId",), first=(("acl", ""),)),
    "get_object_tagging": Operation("GET", ("VersionId",), first=(("tagging", ""),)),
    "create_multipart_upload": Operation("POST", (*BODY[:4], "ACL", "Metadata"), first=(("uploads", ""),)),
    "upload_part": Operation("PUT", ("ContentMD5",), ("UploadId", "PartNumber")),
    "list_parts": Operation("GET", ("MaxParts", "PartNumberMarker"), ("UploadId",)),
    "complete_multipart_upload": Operation("POST", (), ("UploadId",)),
    "abort_multipart_upload": Operation("DELETE", (), ("UploadId",)),
    "list_objects_v2": Operation(
        "GET",
        ("Prefix", "Delimiter", "MaxKeys", "StartAfter", "ContinuationToken"),
        first=(("list-type", "2"),),
        last=(("encoding-type", "url"),),
        on="bucket",
    ),
    "list_objects": Operation(
        "GET", ("Prefix", "Delimiter", "MaxKeys", "Marker"), last=(("encoding-type", "url"),), on="bucket"
    ),
    "head_bucket": Operation("HEAD", on="bucket"),
    "delete_bucket": Operation("DELETE", on="bucket"),
}


@dataclass
class Call:
    """One request, in the words of the SDKs and in those of cosnb."""

    operation: str
    params: dict[str, Any]
    expires: int
    now: datetime
    query: list[tuple[str, str]] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)


def text(rng: random.Random, pieces: int = 8) -> str:
    return "".join(rng.choices(PIECES, k=rng.randint(1, pieces)))


def key(rng: random.Random) -> str:
    if rng.random() > 0.05:
        return text(rng)
    # As long as a key may be: 1,024 bytes of UTF-8.
    made = text(rng, 300).encode()[:1024].decode(errors="ignore")
    return made + "k" * (1024 - len(made.encode()))


def bucket(rng: random.Random, style: str) -> str:
    inner = "abcdefghijklmnopqrstuvwxyz0123456789-" + ("._ABC" if style == "path" else "")
    return "b" + "".join(rng.choices(inner, k=rng.randint(1, 40))) + rng.choice("xyz789")


def header_value(rng: random.Random) -> str:
    words = (
        "attachment; filename=a.txt",
        'filename="x  y.txt"',
        "max-age=0",
        "*",
        "bytes=0-9",
        "\u00fc",
        "a,b",
        "=?",
        "1 ",
    )
    return rng.choice(("", " ")) + " ".join(rng.choices(words, k=rng.randint(1, 3)))


def metadata(rng: random.Random) -> dict[str, str]:
    names = rng.sample(
        ("a", "B", "camelCase", "a-b", "a_b", "a.b", "a&b", "c#d", "e+f", "g%h", "0"), k=rng.randint(1, 4)
    )
    return {name: rng.choice(("1", "two words", "a  b", " a ", "a%20b", "x,y", "=")) for name in names}


def value(rng: random.Random, name: str) -> Any:
    if name in NUMBERS:
        return rng.randint(1, 10_000)
    if name == "Metadata":
        return metadata(rng)
    if name in CHOICES and rng.random() < 0.8:
        return rng.choice(CHOICES[name])
    if name in ("ACL", "StorageClass", "ServerSideEncryption"):
        return rng.choice(CHOICES[name])
    return header_value(rng) if name in HEADERS else text(rng)


def random_call(rng: random.Random, style: str) -> Call:
    name = rng.choice(tuple(OPERATIONS))
    operation = OPERATIONS[name]
    params: dict[str, Any] = {"Bucket": bucket(rng, style)}
    if operation.on == "object":
        params["Key"] = key(rng)
    chosen = [*operation.must, *(option for option in operation.may if rng.random() < 0.35)]
    rng.shuffle(chosen)
    params.update({option: value(rng, option) for option in chosen})
    moment = datetime(2013, 5, 24, tzinfo=timezone.utc) + timedelta(seconds=rng.randrange(700_000_000))
    call = Call(name, params, rng.choice((1, 60, 3600, 604_800, rng.randint(1, 604_800))), moment)
    call.query = [
        *operation.first,
        *((QUERY[option], str(params[option])) for option in chosen if option in QUERY),
        *operation.last,
    ]
    call.headers = [(HEADERS[option], params[option]) for option in chosen if option in HEADERS]
    call.headers += [(f"x-amz-meta-{name}", text) for name, text in params.get("Metadata", {}).items()]
    return call


def calls(store: Store) -> list[Call]:
    rng = random.Random(f"{store.endpoint} {store.style}")
    return [random_call(rng, store.style) for _ in range(PER_STORE)]


class Made(NamedTuple):
    canonical_request: str
    string_to_sign: str
    signature: str
    url: str


class Sdk:
    """An SDK with its clock in our hand, which writes down what its signer hashes."""

    def __init__(self, session: ModuleType, core: ModuleType, patch: pytest.MonkeyPatch) -> None:
        self.session, self.core = session, core
        self.now = datetime.min
        self.seen: dict[str, str] = {}
        for name in ("canonical_request", "string_to_sign", "signature"):
            patch.setattr(core.auth.S3SigV4QueryAuth, name, self._recorder(name))
        if hasattr(core.auth, "get_current_datetime"):
            patch.setattr(core.auth, "get_current_datetime", lambda: self.now)
        else:
            patch.setattr(core.auth, "datetime", SimpleNamespace(datetime=SimpleNamespace(utcnow=lambda: self.now)))

    def _recorder(self, name: str) -> Any:
        original = getattr(self.core.auth.S3SigV4QueryAuth, name)

        def record(signer: Any, *args: Any) -> Any:
            self.seen[name] = original(signer, *args)
            return self.seen[name]

        return record

    def client(self, store: Store, credentials: cosnb.Credentials) -> Any:
        return self.session.client(
            "s3",
            endpoint_url=store.endpoint,
            region_name=store.region,
            aws_access_key_id=credentials.access_key_id,
            aws_secret_access_key=credentials.secret_access_key.reveal().decode(),
            aws_session_token=store.token,
            config=self.core.config.Config(signature_version="s3v4", s3={"addressing_style": store.style}),
        )

    def presign(self, client: Any, call: Call) -> Made:
        self.now = call.now.replace(tzinfo=None)
        url = client.generate_presigned_url(call.operation, Params=call.params, ExpiresIn=call.expires)
        return Made(**self.seen, url=url)


@pytest.fixture(scope="module")
def sdks() -> Iterator[dict[str, Sdk]]:
    with pytest.MonkeyPatch.context() as patch:
        yield {
            "boto3": Sdk(boto3, botocore, patch),
            "ibm_boto3": Sdk(ibm_boto3, ibm_botocore, patch),
        }


def ours(store: Store, call: Call, credentials: cosnb.Credentials) -> Made:
    made = cosnb.presign(
        call.params["Bucket"],
        call.params.get("Key"),
        method=OPERATIONS[call.operation].method,
        endpoint=store.endpoint,
        region=store.region,
        expires=call.expires,
        credentials=cosnb.Credentials(credentials.access_key_id, credentials.secret_access_key, store.token),
        addressing=store.style,  # type: ignore[arg-type]
        query=call.query,
        headers=call.headers,
        now=call.now,
    )
    return Made(made.canonical_request.text, made.string_to_sign.text, made.signature, made.url)


@pytest.mark.filterwarnings("ignore:(key|credentials|endpoint|method). ")
@pytest.mark.parametrize(
    "store, sdk",
    [(store, sdk) for store in STORES for sdk in store.sdks],
    ids=lambda item: item if isinstance(item, str) else f"{item.endpoint}-{item.style}",
)
def test_every_stage_is_the_sdks(store: Store, sdk: str, sdks: dict[str, Sdk], credentials: cosnb.Credentials) -> None:
    client = sdks[sdk].client(store, credentials)
    for call in calls(store):
        assert ours(store, call, credentials) == sdks[sdk].presign(client, call), call


@pytest.mark.parametrize("sdk", ["boto3", "ibm_boto3"])
def test_at_least_two_thousand_requests_are_compared_with_each_sdk(sdk: str) -> None:
    assert PER_STORE * sum(sdk in store.sdks for store in STORES) >= 2_000


def test_the_requests_hold_everything_that_is_hard() -> None:
    made = [(store, call) for store in STORES for call in calls(store)]
    keys = [call.params["Key"] for _, call in made if "Key" in call.params]
    assert {call.operation for _, call in made} == set(OPERATIONS)
    assert {OPERATIONS[call.operation].method for _, call in made} == {"GET", "PUT", "HEAD", "DELETE", "POST"}
    assert {option for _, call in made for option in call.params} >= {*QUERY, *HEADERS, "Metadata"}
    for piece in PIECES:
        assert any(piece in name for name in keys), piece
    for form in ("NFC", "NFD"):
        assert any(not name.isascii() and unicodedata.is_normalized(form, name) for name in keys)
    assert any(unicodedata.normalize("NFC", name) != name for name in keys)
    assert sum(len(name.encode()) == 1024 for name in keys) > 50
    assert any(store.token and call.headers and call.query for store, call in made)


def one_call(operation: str, **params: Any) -> Call:
    return Call(operation, {"Bucket": "my-bucket", "Key": "k", **params}, 60, datetime(2024, 1, 2, tzinfo=timezone.utc))


@pytest.mark.parametrize("sdk", ["boto3", "ibm_boto3"])
def test_left_out_because_the_sdks_fold_a_no_break_space_which_a_store_keeps(
    sdk: str, sdks: dict[str, Sdk], credentials: cosnb.Credentials
) -> None:
    call = one_call("put_object", ContentDisposition="a\u00a0b")
    call.headers = [("Content-Disposition", "a\u00a0b")]
    theirs = sdks[sdk].presign(sdks[sdk].client(STORES[0], credentials), call)
    assert "\ncontent-disposition:a b\n" in theirs.canonical_request
    assert "\ncontent-disposition:a\u00a0b\n" in ours(STORES[0], call, credentials).canonical_request


def test_left_out_because_ibm_cos_sdk_signs_an_ipv6_host_without_its_brackets(
    sdks: dict[str, Sdk], credentials: cosnb.Credentials
) -> None:
    store, call = Store("http://[::1]:9000", "us-east-1", "path"), one_call("get_object")
    theirs = sdks["ibm_boto3"].presign(sdks["ibm_boto3"].client(store, credentials), call)
    assert "\nhost:::1:9000\n" in theirs.canonical_request
    assert "\nhost:[::1]:9000\n" in ours(store, call, credentials).canonical_request


@pytest.mark.parametrize("sdk", ["boto3", "ibm_boto3"])
def test_left_out_because_the_sdks_move_a_dotted_bucket_into_the_path(
    sdk: str, sdks: dict[str, Sdk], credentials: cosnb.Credentials
) -> None:
    call = one_call("get_object", Bucket="my.bucket")
    theirs = sdks[sdk].presign(sdks[sdk].client(STORES[1], credentials), call)
    assert theirs.url.startswith(f"{STORES[1].endpoint}/my.bucket/k?")
    assert ours(STORES[1], call, credentials).url.startswith("https://my.bucket.s3.us-south.")


@pytest.mark.parametrize("sdk", ["boto3", "ibm_boto3"])
def test_left_out_because_the_sdks_leave_the_content_type_of_a_form_unsigned(
    sdk: str, sdks: dict[str, Sdk], credentials: cosnb.Credentials
) -> None:
    form = "application/x-www-form-urlencoded; charset=utf-8"
    call = one_call("put_object", ContentType=form)
    call.headers = [("Content-Type", form)]
    theirs = sdks[sdk].presign(sdks[sdk].client(STORES[0], credentials), call)
    assert "X-Amz-SignedHeaders=host&" in theirs.url
    assert "X-Amz-SignedHeaders=content-type%3Bhost&" in ours(STORES[0], call, credentials).url
