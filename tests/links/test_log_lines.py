"""The line of a log tells the method, and the host that a target alone does not name.

The forms are those that the programs document: nginx and Apache (combined, vhost_combined), HAProxy (HTTP format with a
captured header), Envoy and Traefik (default access log), Amazon S3 (server access log), MinIO (mc admin trace).
"""

from __future__ import annotations

import json

import pytest

from cosnb import parse

HOST = "s3.eu-de.cloud-object-storage.appdomain.cloud"
TARGET = (
    "/b/a.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=id%2F20240102%2Feu-de%2Fs3%2Faws4_request"
    f"&X-Amz-Date=20240102T030405Z&X-Amz-Expires=600&X-Amz-SignedHeaders=host&X-Amz-Signature={'ab' * 32}"
)
URL = f"https://{HOST}{TARGET}"
TIME = "[02/Jan/2024:03:04:06 +0000]"

LINES = {
    "a forward proxy": (f'10.0.0.1 - - {TIME} "PUT {URL} HTTP/1.1" 403 341', HOST),
    "words": (f"PUT {URL} 403 Forbidden", HOST),
    "nginx": (f'10.0.0.1 - - {TIME} "PUT {TARGET} HTTP/1.1" 403 341 "-" "curl/8.5.0"', ""),
    "nginx with its host": (f'10.0.0.1 - - {TIME} "PUT {TARGET} HTTP/1.1" 403 0 "-" "Boto3/1.26" host={HOST}', HOST),
    "Apache with its host": (f'{HOST}:443 10.0.0.1 - - {TIME} "PUT {TARGET} HTTP/1.1" 403 341', HOST),
    "HAProxy": (
        f'haproxy[6]: 127.0.0.1:3 {TIME} in s/m1 0/0/3/5/8 403 341 - - ---- {{{HOST}}} "PUT {TARGET} HTTP/1.1"',
        HOST,
    ),
    "Envoy": (
        f'[2024-01-02T03:04:06Z] "PUT {TARGET} HTTP/1.1" 403 - 0 341 8 7 "-" "curl/8" "0a-1" "{HOST}" "10.0.0.2:443"',
        HOST,
    ),
    "Traefik": (
        f'10.0.0.1 - - {TIME} "PUT {TARGET} HTTP/1.1" 403 341 "-" "-" 12 "m@docker" "http://10.0.0.2:9000" 8ms',
        "",
    ),
    "Amazon S3": (
        f'79a5 b {TIME} 192.0.2.3 - 3E57 REST.PUT.OBJECT a.txt "PUT {TARGET} HTTP/1.1" 403 SignatureDoesNotMatch 340 - 10 - '
        f'"-" "curl/8" - - SigV4 ECDHE-RSA QueryString {HOST} TLSV1.2',
        HOST,
    ),
    "a trace of MinIO": (f"2024-01-02T03:04:06 [403 Forbidden] s3.PutObject {HOST}{TARGET} 10.0.0.1 1.2ms", HOST),
    "urllib3": (f'DEBUG:urllib3.connectionpool:https://{HOST}:443 "PUT {TARGET} HTTP/1.1" 403 None', HOST),
    "urllib3 on this machine": (
        f'urllib3.connectionpool: http://localhost:9000 "PUT {TARGET} HTTP/1.1" 403 9',
        "localhost",
    ),
    "an error of Go": (f'Put "{URL}": context deadline exceeded', HOST),
    "JSON": (json.dumps({"host": HOST, "request_method": "PUT", "request_uri": TARGET, "status": 403}), HOST),
    "logfmt": (f'level=error method=PUT host={HOST} path="{TARGET}" status=403', HOST),
    "an error of axios": (
        f"AxiosError: 403\n  config: {{\n    method: 'put',\n    url: '{URL}',\n    data: 'x'\n  }}",
        HOST,
    ),
}


@pytest.mark.parametrize("form", LINES)
def test_the_line_of_a_log_tells_method_and_host(form: str) -> None:
    line, host = LINES[form]
    for text in (line, f"GET /health 200\n{line}\nDELETE /other 204"):
        request = parse(text)
        assert (request.method, request.host, request.key) == ("PUT", host, "a.txt")


@pytest.mark.parametrize(
    ("text", "method", "host"),
    [
        (f"we PUT files there, and the link is {URL}", None, HOST),
        (f"methods: GET, PUT\n{URL}", None, HOST),
        (f"method=PUT then method=GET for {URL}", None, HOST),
        (f'"GET {TARGET} HTTP/1.1" 403 1 "https://www.example.com/page" "curl/8"', "GET", ""),
        (f'"GET {TARGET} HTTP/1.1" 403 one.example.com two.example.com', "GET", ""),
        (f"forget {URL}", None, HOST),
        (f"{{method: 'POST', url: 'https://api.example.com/token'}} ok\nthen {URL}", None, HOST),
        (f"{{method: 'POST', path: '/token'}} ok\nthen {URL}", None, HOST),
        (f"{URL}\n403\nfallback {{url: 'https://api.example.com/x', method: 'POST'}}", None, HOST),
        (f"{URL}\n403\nfallback {{method: 'POST', url: 'https://api.example.com/x'}}", None, HOST),
    ],
)
def test_what_only_looks_like_it_is_not_taken_for_it(text: str, method: str | None, host: str) -> None:
    request = parse(text)
    assert (request.method, request.host) == (method, host)


# The call of a client in the language that each is written in, by its documentation, and the type of body that it sends.
CALLS = {
    "axios": (f"await axios.put(`{URL}`, file)", "PUT", None),
    "axios, a form": (f"axios.post('{URL}', formData, {{ timeout: 9 }})", "POST", "multipart/form-data"),
    "axios, a type": (f"axios.put('{URL}', f, {{ headers: {{ 'Content-Type': 'image/png' }} }})", "PUT", "image/png"),
    "superagent": (f'superagent.delete("{URL}").then(done)', "DELETE", None),
    "jQuery": (f"$.post('{URL}', data)", "POST", None),
    "Dart": (f"http.put(Uri.parse('{URL}'), headers: {{'Content-Type': 'text/csv'}}, body: b)", "PUT", "text/csv"),
    "Java": (f'client.head(URI.create("{URL}"))', "HEAD", None),
    "Ruby": (f'HTTParty.put("{URL}", headers: {{ "Content-Type" => "image/png" }})', "PUT", "image/png"),
    "Laravel": (f"Http()\n  .put('{URL}', $data)", "PUT", None),
    "Python that does not parse": (
        f"r = requests.post('{URL}', files={{'file': f}})\n<Response [403]>",
        "POST",
        "multipart/form-data",
    ),
}


@pytest.mark.parametrize("client", CALLS)
def test_the_call_of_a_client_tells_the_method_and_the_type_and_that_not_all_was_read(client: str) -> None:
    text, method, kind = CALLS[client]
    request = parse(text)
    assert (request.wire, request.method) == (URL, method)
    assert request.headers == ((("Content-Type", kind),) if kind else ())
    assert "code-unread" in request.marks


@pytest.mark.parametrize(
    "text",
    [
        f"cache.put('{URL}', response)",
        f"links.delete('{URL}')",
        f"app.get('{URL}', handler)",
        f"axios.put(other, file) // {URL}",
        f"The client sends: put {URL}",
    ],
)
def test_what_is_no_call_of_a_client_tells_no_method(text: str) -> None:
    assert parse(text).method is None


def test_a_file_out_of_a_form_is_no_form() -> None:
    assert parse(f"axios.put('{URL}', formData.get('file'))").headers == ()
