"""Python code that sends a request, read without being run."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from cosnb import Credentials, diagnose, presign_post
from cosnb.links import parse

URL = (
    "https://s3.us-south.cloud-object-storage.appdomain.cloud/my-bucket/a.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256"
    "&X-Amz-Credential=AK%2F20240102%2Fus-south%2Fs3%2Faws4_request&X-Amz-Date=20240102T030405Z&X-Amz-Expires=600"
    f"&X-Amz-SignedHeaders=host&X-Amz-Signature={'ab' * 32}"
)
H = {"Content-Type": "text/csv"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    ("code", "method", "headers"),
    [
        (f"requests.put('{URL}', data=open('a.csv', 'rb'))", "PUT", {}),
        (f"r = requests.get(\"{URL}\", headers={{'Range': 'bytes=0-5'}})", "GET", {"Range": "bytes=0-5"}),
        (f"import httpx\nurl = '{URL}'\nh = {H}\nprint(httpx.put(url, content=b'x', headers=h).text)", "PUT", H),
        (f"with requests.Session() as s:\n    s.put(\n        '{URL}',\n        headers={H},\n    )", "PUT", H),
        (f"requests.request('delete', '{URL}')", "DELETE", {}),
        (f"requests.request(method='HEAD', url='{URL}')", "HEAD", {}),
        (f"requests.post(url='{URL}', data={{'a': 'b'}})", "POST", FORM),
        (f"requests.put('{URL}', json={{}})", "PUT", {"Content-Type": "application/json"}),
        (f"requests.put('{URL}', files={{'file': f}})", "PUT", {"Content-Type": "multipart/form-data"}),
        (f"urllib.request.urlopen('{URL}')", "GET", {}),
        (f"req = Request('{URL}', data=b'x', method='PUT', headers={H})", "PUT", H),
        (f">>> r = requests.put('{URL}',\n...     headers={H})\n>>> r.status_code\n", "PUT", H),
        (f"    async with session.put('{URL}', headers={H}) as r:\n        pass", "PUT", H),
        (f"requests.get('https://example.com/')\nrequests.put('{URL}')", "PUT", {}),
    ],
)
def test_method_and_headers_are_read_from_code(code: str, method: str, headers: dict[str, str]) -> None:
    request = parse(code)
    assert (request.source, request.wire, request.method) == ("python", URL, method)
    assert dict(request.headers) == headers
    assert "code-unread" not in request.marks


@pytest.mark.parametrize(
    "code",
    [
        f"requests.put('{URL}', headers=make_headers())",
        f"requests.put('{URL}', headers={{'Content-Type': kind}})",
        f"requests.put('{URL}', **options)",
        f"requests.request(verb, '{URL}')",
        f"url = f'{{x}}'\nrequests.put(url)  # {URL} ",
        f"requests.put('{URL}', data=open(",
        f"def f(:\n requests.put('{URL}')",
    ],
)
def test_what_is_no_literal_is_said_not_to_be_understood(code: str) -> None:
    request = parse(code)
    assert request.wire == URL
    assert "code-unread" in request.marks


def test_code_is_never_run(tmp_path: Path) -> None:
    marker = str(tmp_path / "ran")
    parse(f"open({marker!r}, 'w')\nrequests.put('{URL}', headers={{'a': str(open({marker!r}, 'w'))}})")
    assert not Path(marker).exists()


@pytest.mark.parametrize(
    "code", ["requests.put(" + "(" * 5_000, "requests.put(" + "-" * 40_000 + "1)", "\0requests.put("]
)
def test_code_that_no_parser_takes_is_no_request(code: str) -> None:
    assert parse(code).wire == ""


@pytest.mark.parametrize(
    "code",
    [
        "requests.get('{}', params={{'download': '1', 'a b': 'c/d'}})",
        "u = '{}'\nmore = [('download', 1), ('a b', 'c/d')]\nrequests.get(u, params=more)",
        "s = requests.Session()\ns.params = {{'download': '1', 'a b': 'c/d'}}\ns.get('{}')",
        "s = requests.Session()\ns.params.update({{'download': '1', 'a b': 'c/d'}})\ns.get('{}')",
    ],
)
def test_what_requests_adds_to_the_query_is_part_of_the_url(code: str) -> None:
    request = parse(code.format(URL))
    assert (request.wire, request.problems) == (f"{URL}&download=1&a+b=c%2Fd", ())


@pytest.mark.parametrize(
    "code",
    [
        "requests.get('{}', auth=('u', 'pw'))",
        "import requests\nfrom requests.auth import HTTPBasicAuth\nrequests.get('{}', auth=HTTPBasicAuth('u', 'pw'))",
        "s = requests.Session()\ns.auth = ('u', 'pw')\ns.get('{}')",
        "s = requests.Session()\ns.headers.update({{'Authorization': 'Basic …'}})\ns.get('{}')",
    ],
)
def test_what_a_client_sends_of_a_password_is_a_header(code: str) -> None:
    request = parse(code.format(URL))
    assert request.headers == (("Authorization", "Basic …"),)
    assert "pw" not in repr(request.headers)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("requests.get('{}', params=more())", "params"),
        ("httpx.get('{}', params={{'v': '2'}})", "params"),
        ("requests.get('{}', auth=Signed())", "auth"),
        ("from mine import auth\nrequests.get('{}', auth=auth)", "auth"),
        ("curl -G -d @file '{}'", "file"),
    ],
)
def test_what_changes_the_request_and_was_not_read_is_said(code: str, name: str) -> None:
    request = parse(code.format(URL))
    assert "code-unread" in request.marks
    assert name in request.problems[0]
    assert request.wire == URL


NOW = datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
KEYS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", example=True)
FORM_OF_POST = presign_post(
    "my-bucket",
    "in/x.png",
    endpoint="https://s3.eu-central-1.amazonaws.com",
    region="eu-central-1",
    credentials=KEYS,
    now=NOW,
)


@pytest.mark.parametrize(
    "code",
    [
        "requests.post({url!r}, data={fields!r}, files={{'file': f}})",
        "fields = {fields!r}\nr = requests.post({url!r}, data=fields, files={{'file': open('a.png', 'rb')}})",
        "resp = {{'url': {url!r}, 'fields': {fields!r}}}\nrequests.post(resp['url'], data=resp['fields'], files=files)",
        "httpx.post({url!r}, data={fields!r}, files=files)",
    ],
)
def test_a_presigned_post_is_read_from_code(code: str) -> None:
    fields = dict(FORM_OF_POST.fields)
    request = parse(code.format(url=FORM_OF_POST.url, fields=fields))
    assert (request.kind, request.method, dict(request.fields)) == ("post", "POST", fields)
    assert (request.wire, dict(request.headers)) == (FORM_OF_POST.url, {"Content-Type": "multipart/form-data"})
    assert diagnose(code.format(url=FORM_OF_POST.url, fields=fields), now=NOW, progress=False).findings == ()
