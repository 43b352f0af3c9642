"""Healthy URLs of every common signer give nothing above "possible"."""

from __future__ import annotations

import datetime as dt
import html
import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from by_hand import ACCESS_KEY_ID, IBM_HOST, SECRET
from cases import KEYS, NOW, aws, ibm, minio

from cosnb import presign
from cosnb.diagnosis import diagnose
from cosnb.sigv4 import Credentials

AWS_KEYS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", example=True)
IBM = f"https://{IBM_HOST}"
HARD_KEYS = (
    "a.txt",
    "a b.txt",
    "ü/ä.txt",
    "a(1)!'*.txt",
    "100%.txt",
    "a&b=c;d,e:f@g$h.txt",
    "#?.txt",
    "日本.txt",
    "x/~y_z-.txt",
)


CLIENTS: dict[str, Any] = {}


def client(sdk: str, keys: Credentials, **options: Any) -> Any:
    """A client of an SDK; making one takes long, so each is made once."""
    name = f"{sdk} {keys.access_key_id} {options}"
    if name not in CLIENTS:
        CLIENTS[name] = make_client(sdk, keys, **options)
    return CLIENTS[name]


def make_client(sdk: str, keys: Credentials, **options: Any) -> Any:
    if sdk == "ibm_boto3":
        import ibm_boto3 as module
        from ibm_botocore.config import Config
    else:
        import boto3 as module
        from botocore.config import Config
    config = Config(signature_version="s3v4", **options.pop("config", {}))
    return module.session.Session().client(
        "s3", aws_access_key_id=keys.access_key_id, aws_secret_access_key=keys.secret_access_key.reveal().decode(),
        aws_session_token=options.pop("token", None), config=config, **options,
    )  # fmt: skip


def sdk_urls() -> Iterator[tuple[str, Callable[[], tuple[str, str, dict[str, str], Credentials]]]]:
    """Names, and what makes each URL: the URL, its method, the headers to send, and the keys."""

    def of(
        sdk: str, keys: Credentials, operation: str, method: str, headers: dict[str, str] | None = None, **params: Any
    ) -> Any:
        options = params.pop("options")
        return lambda: (
            client(sdk, keys, **dict(options)).generate_presigned_url(operation, Params=params, ExpiresIn=3600), method,
            headers or {}, keys,
        )  # fmt: skip

    for sdk in ("boto3", "ibm_boto3"):
        for name, keys, options in (
            ("ibm", KEYS, {"endpoint_url": IBM, "region_name": "us-south"}),
            ("ibm-no-region", KEYS, {"endpoint_url": IBM}),
            (
                "ibm-virtual",
                KEYS,
                {"endpoint_url": IBM, "region_name": "us-south", "config": {"s3": {"addressing_style": "virtual"}}},
            ),
            ("aws", AWS_KEYS, {"region_name": "us-east-1"}),
            (
                "aws-regional",
                AWS_KEYS,
                {"region_name": "eu-central-1", "config": {"s3": {"addressing_style": "virtual"}}},
            ),
            ("aws-global", AWS_KEYS, {"region_name": "eu-central-1"}),
            ("minio", AWS_KEYS, {"endpoint_url": "https://minio.example.net:9000", "region_name": "us-east-1"}),
        ):
            at = {"options": options, "Bucket": "my-bucket"}
            yield f"{sdk}-{name}-get", of(sdk, keys, "get_object", "GET", Key="a.txt", **at)
            yield f"{sdk}-{name}-put", of(sdk, keys, "put_object", "PUT", Key="a.txt", **at)
            yield f"{sdk}-{name}-head", of(sdk, keys, "head_object", "HEAD", Key="a.txt", **at)
            yield f"{sdk}-{name}-delete", of(sdk, keys, "delete_object", "DELETE", Key="a.txt", **at)
        at = {"options": {"endpoint_url": IBM, "region_name": "us-south"}, "Bucket": "my-bucket"}
        for number, key in enumerate(HARD_KEYS):
            yield f"{sdk}-key-{number}", of(sdk, KEYS, "get_object", "GET", Key=key, **at)
        yield f"{sdk}-list", of(sdk, KEYS, "list_objects_v2", "GET", Prefix="x y/", **at)
        yield f"{sdk}-version", of(sdk, KEYS, "get_object", "GET", Key="a", VersionId="null", **at)
        yield f"{sdk}-disposition", of(sdk, KEYS, "get_object", "GET", Key="a", ResponseContentType="text/csv",
                                      ResponseContentDisposition="attachment; filename=\"a b.csv\"", **at)  # fmt: skip
        yield f"{sdk}-part", of(sdk, KEYS, "upload_part", "PUT", Key="a", PartNumber=1, UploadId="abc", **at)
        yield f"{sdk}-create", of(sdk, KEYS, "create_multipart_upload", "POST", Key="a", **at)
        yield (
            f"{sdk}-typed",
            of(sdk, KEYS, "put_object", "PUT", {"Content-Type": "text/csv"}, Key="a", ContentType="text/csv", **at),
        )
        yield f"{sdk}-acl", of(sdk, KEYS, "put_object", "PUT", {"x-amz-acl": "private"}, Key="a", ACL="private", **at)


SDK = dict(sdk_urls())


@pytest.mark.parametrize("name", SDK)
def test_urls_of_the_sdks_for_python(name: str) -> None:
    url, method, headers, keys = SDK[name]()
    assert above_possible(diagnose(url)) == []
    assert above_possible(diagnose(url, method=method, headers=headers)) == []
    known = diagnose(url, method=method, headers=headers, credentials=keys)
    assert above_possible(known) == []
    assert any("right for the request as it is" in note for note in known.checked)


def test_a_session_token_is_worth_knowing_and_no_more() -> None:
    keys = Credentials("ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "FwoG+/abc==")
    made = client("boto3", keys, region_name="us-east-1", token="FwoG+/abc==")
    url = made.generate_presigned_url("get_object", Params={"Bucket": "my-bucket", "Key": "a"})
    assert [(one.id, one.certainty) for one in diagnose(url, credentials=keys).findings] == [
        ("temporary-credentials", "possible")
    ]


def test_urls_of_the_aws_cli(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    import awscli.clidriver

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    # The package says so when it is imported; the tests' own clean environment takes it away again.
    monkeypatch.setenv("AWS_DATA_PATH", str(Path(awscli.__file__).parent / "data"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setattr(sys, "argv", ["aws"])
    for target in ("s3://my-bucket/a b.txt", "s3://my-bucket/ü/x.csv"):
        out = io.StringIO()
        arguments = ["--endpoint-url", IBM, "--region", "us-south", "s3", "presign", target, "--expires-in", "600"]
        with redirect_stdout(out):
            assert awscli.clidriver.create_clidriver().main(arguments) == 0
        diagnosis = diagnose(out.getvalue().strip(), credentials=KEYS, method="GET")
        assert above_possible(diagnosis) == []
        assert any("right for the request as it is" in note for note in diagnosis.checked)


def test_urls_in_the_form_of_minio_py() -> None:
    """minio-py writes its own parameters first, sorted, and the signature last."""
    now = dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.timezone.utc)
    for query in ((), (("response-content-type", "application/json"), ("versionId", "1"))):
        url = ibm(host="play.example.net:9000", region="us-east-1", query=tuple(sorted(query)))
        assert above_possible(diagnose(url, credentials=KEYS, method="GET", now=now)) == []


@pytest.mark.filterwarnings("ignore:key:UserWarning")
@pytest.mark.parametrize("key", HARD_KEYS)
def test_urls_of_cosnb(key: str) -> None:
    signed = presign("my-bucket", key, endpoint="us-south", credentials=KEYS)
    assert above_possible(diagnose(signed, credentials=KEYS)) == []


def test_nothing_wrong_is_said_with_what_was_checked() -> None:
    signed = presign("my-bucket", "a.txt", endpoint="us-south", credentials=KEYS)
    diagnosis = diagnose(signed)
    assert diagnosis.findings == ()
    assert diagnosis.summary == "Nothing wrong found."
    assert len(diagnosis.checked) >= 4


def pastes(url: str) -> dict[str, str]:
    """What people have in which a healthy link stands."""
    host, target = url.split("/")[2], f"/{url.split('/', 3)[3]}"
    escaped, in_json = html.escape(url), json.dumps({"url": url, "key": "a.txt"})
    head = (
        f"GET {target} HTTP/1.1\n> Host: {host}\n> Accept: */*\n> \n< HTTP/1.1 200 OK\n< Content-Length: 5\n< \nhello"
    )
    entry = {"request": {"method": "GET", "url": url, "headers": []}, "response": {"status": 200, "headers": []}}
    return {
        "mail": f"Hi Ann,\n\nhere is the report: {url}\nThe link works until tomorrow.\n\nBest, Bob",
        "mail about its end": f"The link {url} expires after two hours, so get the file before Friday.\nBest, Bob",
        "log of a signer": "03:04:05 TRACE [Aws4Signer] - AWS4 Canonical Request: GET\n/other.txt\n"
        f"X-Amz-Date=20240102T030405Z\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD\nPre-signed URL: {url}\n",
        "policy beside it": f'{url}\n{{"Condition": {{"NumericGreaterThan": {{"s3:signatureAge": 1}}}}}}',
        "talk of signatures": f"{url}\nan invalid signature would be refused\n".replace("an invalid", "a wrong"),
        "Markdown": f"See [the report]({url}) for details.",
        "attribute of a page": f'<p>Get <a href="{escaped}">the file</a> now.</p>',
        "text of a page": f"<p>Get <code>{escaped}</code> now.</p>",
        "XML": f'<?xml version="1.0"?><file><url>{escaped}</url></file>',
        "chat": f"<{url}|a.txt>",
        "JSON": in_json,
        "JSON of Go": in_json.replace("&", "\\u0026"),
        "JSON of PHP": in_json.replace("/", "\\/"),
        "JSON in a log": f"2024-01-02T03:05:00Z INFO made {in_json}".replace("&", "\\u0026"),
        "YAML": f"download:\n  url: {url}\n  sha256: abc\n",
        "settings": f"[s3]\nendpoint_url = https://{host}\nlink = {url}\n",
        "environment": f'ARTIFACT_URL="{url}"\nTIMEOUT=30\n',
        "Python": f'import requests\nurl = "{url}"\nr = requests.get(url)\nprint(r.status_code)\n',
        "JavaScript": f"const res = await fetch('{url}');\nconsole.log(res.status);\n",
        "printed dict": repr({"url": url, "method": "GET"}),
        "curl": f"curl -fsSL -o a.txt '{url}'",
        "PowerShell": f'Invoke-WebRequest -Uri "{url}" -OutFile a.txt',
        "CSV": f'id,name,url\n7,a.txt,"{url}"\n',
        "SQL": f"INSERT INTO files (name, url) VALUES ('a.txt', '{url}');",
        "access log": f'10.0.0.1 - - [02/Jan/2024:03:05:00 +0000] "GET {target} HTTP/1.1" 200 231 "-" "curl/8"',
        "curl -v": f"$ curl -v '{url}'\n* Connected to {host}\n> {head}",
        "log of wget": f"--2024-01-02 03:05:00--  {url}\nHTTP request sent, awaiting response... 200 OK\nLength: 24\n",
        "terminal": f"\x1b[32mINFO\x1b[0m made \x1b[36m{url}\x1b[39m in \x1b[1m3 ms\x1b[0m",
        "link of a terminal": f"done: \x1b]8;;{url}\x1b\\report\x1b]8;;\x1b\\, with love",
        "HAR": json.dumps({"log": {"entries": [entry]}}),
    }


@pytest.mark.parametrize("make", [ibm, aws, minio], ids=["ibm", "aws", "minio"])
@pytest.mark.parametrize("name", pastes(ibm()))
def test_a_healthy_link_in_whatever_it_stands(name: str, make: Callable[..., str]) -> None:
    for url in (make(), make(query=(("response-content-disposition", 'attachment; filename="a b.csv"'),))):
        found = diagnose(pastes(url)[name], now=NOW, progress=False)
        assert above_possible(found) == []
        assert found.request.wire.partition("?")[2] == url.partition("?")[2]


@pytest.mark.parametrize("name", ["access log", "curl -v", "log of wget", "HAR"])
def test_of_a_link_that_was_served_nothing_is_certain(name: str) -> None:
    """Whatever it looks like: expired since, for another region, with a parameter behind the signature."""
    for url in (aws(region="us-east-1"), aws() + "&utm_source=mail", aws(path="/my-bucket/a.txt")):
        found = diagnose(pastes(url)[name], now=NOW.replace(year=2030), progress=False)
        assert found.findings
        assert above_possible(found) == []


def test_of_a_link_that_nobody_calls_broken_only_the_clock_is_certain() -> None:
    url = aws(region="us-east-1")
    text = f"Hi Ann, here is the report of this year: {url}\nBest, Bob"
    assert [one.certainty for one in diagnose(text, now=NOW).findings] == ["likely"]
    assert [one.certainty for one in diagnose(url, now=NOW).findings] == ["certain"]
    assert diagnose(f"{text}\nbut it does not work", now=NOW).findings[0].certainty == "certain"
    assert diagnose(text, now=NOW.replace(year=2030)).findings[0].certainty == "certain"


def test_a_session_in_a_mail_about_its_end_is_no_fault() -> None:
    url = aws(access_key_id="ASIAIOSFODNN7EXAMPLE", token="FwoG+/abc==")
    for name, text in pastes(url).items():
        assert above_possible(diagnose(text, now=NOW, progress=False)) == [], name


def above_possible(diagnosis: Any) -> list[Any]:
    return [finding for finding in diagnosis.findings if finding.certainty != "possible"]
