"""Code that makes an equivalent URL, run as pasted: the same host, path and query but for the time, and accepted."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import botocore.session
import ibm_botocore.session
import pytest
from botocore import xform_name
from code_help import HOSTILE

from cosnb.links import Snippet, parse, plan, snippets, verify
from cosnb.links.operations import INTEGERS, NOT_TEXT, OPERATIONS, Operation
from cosnb.sandbox import Sandbox
from cosnb.sigv4 import Credentials, Signed

SDKS = ["boto3", "ibm_boto3"]
# The SDK for JavaScript is no package of this project: on demand, where a folder node_modules holds it, it is run as well.
NODE_MODULES = os.environ.get("COSNB_NODE_MODULES")
RUN = ["cosnb", *SDKS, *(["sdk_js"] if NODE_MODULES else [])]
# To make a bucket it writes a body, whose length it signs.
IN_JAVASCRIPT = [operation for operation in OPERATIONS if operation.name != "create_bucket"]
# What it adds to every URL.
ADDED = {"x-id", "X-Amz-Content-Sha256"}
PAIR = Credentials("EXAMPLEACCESSKEYID", "EXAMPLE/secret+key", example=True)
TEMPORARY = Credentials("EXAMPLEACCESSKEYID", "EXAMPLE/secret+key", "EXAMPLE/session+token==", example=True)
SSE = "x-amz-server-side-encryption-customer"
KEYS = [*HOSTILE, "/a//b/", "a/../b/./c", "new\nline", "~-._!'()*"]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(port=0) as store:
        yield store


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The keys where the code looks for them, and nothing else of this machine's configuration."""
    for name in ("COS_HMAC_ACCESS_KEY_ID", "AWS_ACCESS_KEY_ID"):
        monkeypatch.setenv(name, PAIR.access_key_id)
    for name in ("COS_HMAC_SECRET_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "EXAMPLE/secret+key")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "EXAMPLE/session+token==")
    monkeypatch.setenv("SSE_CUSTOMER_KEY", "c2VjcmV0")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")


def link(now: datetime, key: str | None = "a b.txt", **more: object) -> Signed:
    given = {"endpoint": "us-south", "credentials": PAIR, **more}
    return plan(str(given.pop("bucket", "demo-bucket")), key, **given).sign(now)  # type: ignore[arg-type]


def snippet_of(signed: Signed, wanted: str) -> Snippet:
    found = next(snippet for snippet in snippets(signed) if snippet.id == wanted)
    assert found.offered, found.unavailable
    return found


def printed(signed: Signed, wanted: str, shell: str = "bash") -> str:
    """The URL that the code prints."""
    snippet = snippet_of(signed, wanted)
    if snippet.language == "javascript":
        return node(snippet.text, Path(str(NODE_MODULES))).strip()
    if snippet.language == "sh":
        command = [shell, "-c", snippet.text]
        return subprocess.run(command, capture_output=True, timeout=60, check=True).stdout.decode().strip()
    with contextlib.redirect_stdout(io.StringIO()) as shown, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the SDKs and presign say of their own is shown where it is pasted
        exec(compile(snippet.text, wanted, "exec"), {"__name__": "__main__"})
    return shown.getvalue().strip()


def node(program: str, modules: Path) -> str:
    """What a program prints, which finds its packages in a folder ``node_modules``."""
    command = ["node", "--no-warnings", "--input-type=module", "-e", program]
    return subprocess.run(command, cwd=modules.parent, capture_output=True, timeout=60, check=True).stdout.decode()


def without_time(url: str) -> tuple[object, ...]:
    """A URL without what depends on the moment of signing."""
    pieces = urlsplit(url)
    query = parse_qsl(pieces.query, keep_blank_values=True, strict_parsing=True)
    timeless = [
        (name, re.sub(r"/\d{8}/", "/date/", value) if name == "X-Amz-Credential" else value)
        for name, value in query
        if name not in ("X-Amz-Date", "X-Amz-Signature", *ADDED)
    ]
    return pieces.scheme, pieces.netloc, pieces.path, sorted(timeless)


def check(signed: Signed, wanted: str, credentials: Credentials = PAIR) -> None:
    url = printed(signed, wanted)
    assert without_time(url) == without_time(signed.url)
    then = parse(url).signed_at
    assert verify(url, credentials, method=signed.method, headers=signed.headers, now=then).accepted


@pytest.mark.parametrize("wanted", RUN)
@pytest.mark.parametrize("key", KEYS)
def test_a_hard_key_gives_an_equivalent_url(now: datetime, key: str, wanted: str) -> None:
    check(link(now, key), wanted)


@pytest.mark.parametrize("wanted", RUN)
@pytest.mark.parametrize(
    "given",
    [
        {"endpoint": "us-east-1"},
        {"endpoint": "us-east-1", "addressing": "path"},
        {"endpoint": "eu-central-1", "expires": 604_800},
        {"endpoint": "eu-de.private", "addressing": "virtual", "expires": 1},
        {"endpoint": "eu-de", "region": "us-standard"},
        {"endpoint": "https://minio.example.com:9000"},
        {"endpoint": "https://minio.example.com:443", "addressing": "virtual"},
        {"endpoint": "http://127.0.0.1:9000", "region": "us-west-2"},
        {"endpoint": "https://0123456789abcdef.r2.cloudflarestorage.com"},
        {"bucket": "My_Bucket.old"},
        {"bucket": "a.dotted.bucket", "endpoint": "us-east-1"},
        {"bucket": "a1b", "addressing": "virtual"},
    ],
    ids=str,
)
def test_every_endpoint_and_addressing_gives_an_equivalent_url(
    now: datetime, given: dict[str, object], wanted: str
) -> None:
    made = link(now, **given)
    if wanted == "sdk_js" and ":443" in made.url:
        assert next(snippet for snippet in snippets(made) if snippet.id == wanted).unavailable
        return
    check(made, wanted)


def test_what_the_sdk_for_javascript_would_change_is_not_offered_there(now: datetime) -> None:
    for given in (
        {"endpoint": "https://minio.example.com:443"},
        {"key": None, "addressing": "path", "query": {"acl": ""}},
        {"headers": {f"{SSE}-key": "c2VjcmV0"}},
        {"key": None, "addressing": "virtual", "method": "PUT"},
    ):
        offered = {snippet.id: snippet.offered for snippet in snippets(link(now, **given))}  # type: ignore[arg-type]
        assert (offered["cosnb"], offered["sdk_js"]) == (True, False)


@pytest.mark.parametrize("wanted", RUN)
def test_a_session_token_goes_with_the_keys(now: datetime, wanted: str) -> None:
    check(link(now, credentials=TEMPORARY), wanted, TEMPORARY)


@pytest.mark.parametrize("wanted", [*SDKS, "aws"])
def test_a_bucket_that_the_sdks_do_not_put_in_the_host_is_not_offered_there(now: datetime, wanted: str) -> None:
    made = link(now, bucket="a.dotted.bucket", addressing="virtual")
    assert next(snippet for snippet in snippets(made) if snippet.id == wanted).unavailable


def example_of(operation: Operation, sdk: str) -> dict[str, object]:
    """Everything an operation can sign, at once."""
    parameters, members = operation.query[sdk], operation.headers[sdk]
    query = {
        name: "7" if member in INTEGERS else f"it's {name}/1"
        for name, member in parameters.items()
        if member not in NOT_TEXT
    }
    if "encoding-type" in query:
        query["encoding-type"] = "url"
    headers = {name: f"the {member}, 1" for name, member in members.items() if member not in NOT_TEXT}
    if f"{SSE}-key" in headers:
        headers[f"{SSE}-key"] = "c2VjcmV0"
    if operation.metadata:
        headers |= {"x-amz-meta-Note": "it's $(x) 'q' \\ <b>", "x-amz-meta-b": "c"}
    name, _, value = operation.fixed.partition("=")
    return {"method": operation.method, "query": {**query, **({name: value} if name else {})}, "headers": headers}


def example_in_javascript(operation: Operation) -> dict[str, object]:
    """Everything but a customer's key, whose MD5 the SDK writes by itself; a bucket in the path gets a slash behind it."""
    given = example_of(operation, "boto3")
    headers = {name: value for name, value in given["headers"].items() if SSE not in name}  # type: ignore[attr-defined]
    return {**given, "headers": headers, "addressing": "virtual" if operation.level == "bucket" else "path"}


def to(operation: Operation) -> str | None:
    return None if operation.level == "bucket" else "a b"


@pytest.mark.parametrize("wanted", RUN)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_each_operation_gives_an_equivalent_url(now: datetime, operation: Operation, wanted: str) -> None:
    if wanted == "sdk_js" and operation not in IN_JAVASCRIPT:
        made = link(now, None, method=operation.method, addressing="virtual")
        assert next(snippet for snippet in snippets(made) if snippet.id == wanted).unavailable
        return
    example = example_of(operation, wanted if wanted in SDKS else "boto3")
    made = link(now, to(operation), **(example_in_javascript(operation) if wanted == "sdk_js" else example))
    if wanted in SDKS:
        assert f'"{operation.name}"' in snippet_of(made, wanted).text
    check(made, wanted)


STUB = """
export class S3Client { constructor(options) { this.options = options; } }
export async function getSignedUrl(client, { name, input }, { expiresIn, ...kept }) {
  for (const option in kept) kept[option] = [...kept[option]];
  return JSON.stringify({ ...client.options, name, input, expiresIn, ...kept });
}
"""


@pytest.fixture(scope="module")
def stub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Packages with the names of the SDK for JavaScript, which show what they were asked for."""
    modules = tmp_path_factory.mktemp("stub") / "node_modules"
    commands = "".join(
        f"export class {name} {{ constructor(input) {{ this.name = {name!r}; this.input = input; }} }}\n"
        for name in (f"{operation.name.title().replace('_', '')}Command" for operation in OPERATIONS)
    )
    for package in ("client-s3", "s3-request-presigner"):
        place = modules / "@aws-sdk" / package
        place.mkdir(parents=True)
        (place / "package.json").write_text('{"type": "module", "exports": "./index.js"}')
        (place / "index.js").write_text(STUB + commands)
    return modules


def asked_of_boto3(text: str) -> dict[str, object]:
    """The parameters that the code for boto3 gives; what it reads from the environment is that."""
    (params,) = (
        word.value
        for call in ast.walk(ast.parse(text))
        if isinstance(call, ast.Call)
        for word in call.keywords
        if word.arg == "Params"
    )
    return eval(compile(ast.Expression(params), "", "eval"), {"os": os})  # type: ignore[no-any-return]


@pytest.mark.parametrize("operation", IN_JAVASCRIPT, ids=lambda operation: operation.name)
def test_the_sdk_for_javascript_is_asked_for_what_boto3_is_asked_for(
    now: datetime, operation: Operation, stub: Path
) -> None:
    given = example_in_javascript(operation)
    made = link(now, to(operation) and HOSTILE[0] + HOSTILE[3] + HOSTILE[6], credentials=TEMPORARY, **given)
    asked = json.loads(node(snippet_of(made, "sdk_js").text, stub))
    assert asked["input"] == asked_of_boto3(snippet_of(made, "boto3").text)
    assert asked["name"] == f"{operation.name.title().replace('_', '')}Command"
    assert asked["credentials"] == {
        "accessKeyId": PAIR.access_key_id,
        "secretAccessKey": "EXAMPLE/secret+key",
        "sessionToken": "EXAMPLE/session+token==",
    }
    assert (asked["expiresIn"], asked["forcePathStyle"], asked["region"]) == (
        3600,
        given["addressing"] == "path",
        "us-south",
    )
    kept = [*asked.get("unhoistableHeaders", ()), *asked.get("signableHeaders", ())]
    assert sorted(kept) == sorted(name.lower() for name in given["headers"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("wanted", SDKS)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_each_operation_is_as_the_sdks_describe_it(operation: Operation, wanted: str) -> None:
    session = {"boto3": botocore.session, "ibm_boto3": ibm_botocore.session}[wanted].get_session()
    model = session.get_service_model("s3")
    described = model.operation_model({xform_name(name): name for name in model.operation_names}[operation.name])
    path, _, fixed = described.http["requestUri"].partition("?")
    assert (described.http["method"], path) == (
        operation.method,
        "/{Bucket}/{Key+}" if operation.level == "object" else "/{Bucket}",
    )
    assert fixed == operation.fixed
    members = described.input_shape.members
    told = {member: members[member].serialization for member in members}
    query = {at["name"]: member for member, at in told.items() if at.get("location") == "querystring"}
    headers = {at["name"].lower(): member for member, at in told.items() if at.get("location") == "header"}
    assert (operation.query[wanted], operation.headers[wanted]) == (query, headers)
    for member in (*query.values(), *headers.values()):
        if member not in NOT_TEXT:
            assert members[member].type_name == ("integer" if member in INTEGERS else "string")
    required = {members[name].serialization["name"] for name in described.input_shape.required_members}
    assert required - {"Bucket", "Key"} <= {*operation.required}
    assert operation.metadata == ("Metadata" in members)


@pytest.mark.parametrize("wanted", SDKS)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_no_reason_says_of_what_an_sdk_signs_that_it_does_not(now: datetime, operation: Operation, wanted: str) -> None:
    for name, member in operation.headers[wanted].items():
        given = {"query": example_of(operation, wanted)["query"], "headers": {name: "7"}, "method": operation.method}
        found = next(one for one in snippets(link(now, to(operation), **given)) if one.id == wanted)
        if member in NOT_TEXT:
            assert found.unavailable == f"The SDK writes {name} in a form of its own."
        else:
            assert found.offered or name == f"{SSE}-key", found.unavailable


def test_what_one_sdk_alone_signs_is_offered_for_it_alone(now: datetime) -> None:
    for given in (
        {"method": "PUT", "headers": {"If-None-Match": "*"}},
        {"method": "HEAD", "query": {"response-content-type": "text/plain"}},
    ):
        made = link(now, **given)  # type: ignore[arg-type]
        check(made, "boto3")
        found = next(one for one in snippets(made) if one.id == "ibm_boto3")
        assert found.unavailable
        assert next(iter({**given.get("headers", {}), **given.get("query", {})})).lower() in found.unavailable


@pytest.mark.parametrize("wanted", RUN)
def test_the_store_accepts_the_url_for_the_same_object(
    sandbox: Sandbox, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_keys(sandbox, monkeypatch)
    for key in HOSTILE[:4]:
        for method in ("PUT", "GET"):
            made = plan(
                sandbox.bucket, key, method=method, endpoint=sandbox.endpoint, credentials=sandbox.credentials
            ).sign()
            assert ask(printed(made, wanted), method, f"{key} {wanted}") == f"{key} {wanted}"


@pytest.mark.parametrize("key", ["notes/to do list.txt", HOSTILE[0], HOSTILE[1]])
def test_the_store_accepts_the_url_of_the_aws_cli(sandbox: Sandbox, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    put_keys(sandbox, monkeypatch)
    made = plan(sandbox.bucket, key, endpoint=sandbox.endpoint, credentials=sandbox.credentials)
    put = plan(sandbox.bucket, key, method="PUT", endpoint=sandbox.endpoint, credentials=sandbox.credentials)
    ask(put.sign().url, "PUT", f"{key} by aws")
    url = printed(made.sign(), "aws")
    assert without_time(url) == without_time(made.sign().url)
    assert ask(url, "GET", f"{key} by aws") == f"{key} by aws"


def put_keys(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COS_HMAC_ACCESS_KEY_ID", sandbox.credentials.access_key_id)
    monkeypatch.setenv("COS_HMAC_SECRET_ACCESS_KEY", sandbox.credentials.secret_access_key.reveal().decode())


def ask(url: str, method: str, data: str) -> str:
    """Send with curl, which changes nothing; the answer of a GET, or what was put."""
    body = ["--data-binary", data, "-H", "Content-Type:"] if method == "PUT" else []
    command = ["curl", "-sf", "--noproxy", "*", "--path-as-is", "-X", method, *body, url]
    answer = subprocess.run(command, capture_output=True, timeout=20, check=True).stdout.decode()
    return answer if method == "GET" else data


@pytest.mark.parametrize(
    ("given", "credentials", "shell"),
    [
        ({"key": "a/../b//c's"}, PAIR, "sh"),
        ({"key": HOSTILE[1], "endpoint": "us-east-1"}, PAIR, "bash"),
        ({"key": HOSTILE[4], "addressing": "virtual", "expires": 604_800}, PAIR, "sh"),
        ({"key": "-rf", "credentials": TEMPORARY}, TEMPORARY, "sh"),
    ],
    ids=["dots", "aws", "virtual", "token"],
)
def test_the_aws_cli_gives_an_equivalent_url(
    now: datetime, given: dict[str, object], credentials: Credentials, shell: str, tmp_path: Path
) -> None:
    made = link(now, **given)  # type: ignore[arg-type]
    url = printed(made, "aws", shell)
    assert without_time(url) == without_time(made.url)
    assert verify(url, credentials, now=parse(url).signed_at).accepted
    assert list(tmp_path.iterdir()) == []


def test_what_is_equivalent_is_told_from_what_is_not(now: datetime) -> None:
    one = without_time(link(now).url)
    assert one == without_time(link(now.replace(year=2025)).url)
    for other in (link(now, "a c.txt"), link(now, region="eu-de"), link(now, expires=1), link(now, endpoint="eu-de")):
        assert without_time(other.url) != one
