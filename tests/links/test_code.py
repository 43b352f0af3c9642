"""Which code is offered for a signed request, and what it never holds."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from code_help import HOSTILE
from markdown_it import MarkdownIt
from mistune import create_markdown

from cosnb import sigv4
from cosnb.links import Snippet, plan, presign, snippets
from cosnb.links.code import formats as formats_of_code
from cosnb.links.code import snippet as literals
from cosnb.links.code.clients import file_name
from cosnb.sigv4 import Credentials, Request, Signed, Url

IDS = ["url", "markdown", "curl", "wget", "powershell", "requests", "httpx", "fetch", "http"]
REMADE = ["cosnb", "boto3", "ibm_boto3", "sdk_js", "aws"]
EXAMPLE = Credentials("EXAMPLEACCESSKEYID", "EXAMPLE/secret+key", example=True)
REAL = Credentials("REALACCESSKEYID", "real/secret+key", "real/session+token==")


def offered(signed: Signed) -> list[str]:
    return [snippet.id for snippet in snippets(signed) if snippet.offered]


def one(signed: Signed, wanted: str) -> Snippet:
    return next(snippet for snippet in snippets(signed) if snippet.id == wanted)


def link(now: datetime, key: str | None = "a b.txt", **more: object) -> Signed:
    given = {"endpoint": "us-south", "credentials": EXAMPLE, **more}
    return plan("demo-bucket", key, **given).sign(now)  # type: ignore[arg-type]


def test_a_plain_download_is_offered_in_every_way(now: datetime) -> None:
    assert offered(link(now)) == [*IDS, *REMADE]


def test_a_link_gives_the_same_code_whichever_way_it_was_made(now: datetime) -> None:
    headers = {"x-amz-meta-a": "b"}
    made = presign("demo-bucket", "a", endpoint="us-south", credentials=EXAMPLE, headers=headers, now=now)
    assert snippets(made) == snippets(link(now, "a", headers=headers))


def test_a_snippet_that_is_not_offered_has_no_text_and_says_why(now: datetime) -> None:
    for made in (link(now, "a/../b"), link(now, method="PUT", headers={"x-a": "é"}), link(now, None)):
        for snippet in snippets(made):
            assert bool(snippet.text) == snippet.offered
            assert bool(snippet.unavailable) != snippet.offered
            assert snippet.unavailable == "" or snippet.unavailable.endswith(".")


def test_the_same_come_in_the_same_order_whatever_is_signed(now: datetime) -> None:
    for made in (link(now), link(now, "a/../b", method="PUT"), link(now, None, method="HEAD")):
        assert [snippet.id for snippet in snippets(made)] == [*IDS, *REMADE]


GO = """{"rank": 75, "label": "Go", "language": "go", "strings": "javascript",
 "row": "\\trequest.Header.Set(«header», «value»)\\n", "between": "", "with_headers": {"headers": "«rows»"}}
--- call
request, err := http.NewRequest(«method», «url», nil)
«headers»response, err := http.DefaultClient.Do(request)
"""


def test_one_file_is_a_way_to_copy(now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(formats_of_code.__file__).with_name("formats")
    shutil.copytree(folder, tmp_path / "formats")
    (tmp_path / "formats" / "go.txt").write_text(GO, "utf-8")
    monkeypatch.setattr(formats_of_code, "files", lambda _: tmp_path)
    formats_of_code.all_formats.cache_clear()
    try:
        made = link(now, method="HEAD", headers={"x-amz-meta-a": 'b"c'})
        assert [snippet.id for snippet in snippets(made)][6:8] == ["httpx", "go"]
        text = one(made, "go").text
    finally:
        formats_of_code.all_formats.cache_clear()
    assert text.splitlines() == [
        f'request, err := http.NewRequest("HEAD", "{made.url}", nil)',
        '\trequest.Header.Set("x-amz-meta-a", "b\\"c")',
        "response, err := http.DefaultClient.Do(request)",
    ]


def test_a_link_for_another_method_is_no_markdown_link(now: datetime) -> None:
    for method in ("PUT", "HEAD", "DELETE", "POST"):
        assert "GET" in one(link(now, method=method), "markdown").unavailable


def test_a_link_that_needs_a_header_is_no_markdown_link(now: datetime) -> None:
    assert "range" in one(link(now, headers={"Range": "bytes=0-9"}), "markdown").unavailable


def test_the_aws_cli_makes_only_plain_links_to_get_an_object(now: datetime) -> None:
    made = [
        link(now, method="PUT"),
        link(now, None),
        link(now, query={"versionId": "1"}),
        link(now, headers={"range": "bytes=0-9"}),
        link(now, "new\nline"),
    ]
    assert all(one(each, "aws").unavailable for each in made)


def test_only_curl_sends_dots_in_a_path(now: datetime) -> None:
    made = link(now, "a/../b")
    assert offered(made) == ["url", "curl", *REMADE]
    assert "--path-as-is" in one(made, "curl").text
    assert "--path-as-is" not in one(link(now), "curl").text


def test_a_header_that_clients_write_themselves_leaves_the_url_alone(now: datetime) -> None:
    assert offered(link(now, method="PUT", headers={"Content-Length": "5"}))[:2] == ["url", "cosnb"]


def test_a_header_that_dot_net_would_write_anew_is_not_given_to_powershell(now: datetime) -> None:
    for headers in ({"Range": "bytes=0-9"}, {"Content-Type": "text/plain;charset=utf-8"}, {"x-amz-meta-a": ""}):
        assert one(link(now, headers=headers), "powershell").unavailable
    for headers in ({"x-amz-acl": "public-read"}, {"Content-Type": "text/plain; charset=utf-8"}):
        assert one(link(now, headers=headers), "powershell").offered


def test_a_header_signed_with_a_control_character_is_sent_by_no_client(now: datetime) -> None:
    url = "https://host/b/c"
    made = sigv4.presign(Request("GET", url, {"x-a": "b\x00c"}), EXAMPLE, region="r", now=now)
    assert offered(made) == ["url"]


def test_a_header_split_over_lines_is_written_on_one_as_it_was_signed(now: datetime) -> None:
    made = sigv4.presign(Request("GET", "https://h/b", {"x-a": " b\r\n evil: c "}), EXAMPLE, region="r", now=now)
    assert "x-a: b evil: c'" in one(made, "curl").text


def test_a_request_signed_in_its_headers_is_sent_with_them_and_not_remade(now: datetime) -> None:
    request = Request("GET", "https://host/bucket/key", {"x-amz-content-sha256": "UNSIGNED-PAYLOAD"})
    made = sigv4.authorize(request, EXAMPLE, region="r", now=now)
    assert offered(made) == ["curl", "wget", "requests", "httpx", "fetch", "http"]
    assert f"authorization: {made.authorization}" in one(made, "curl").text


def test_a_link_from_a_ready_made_url_is_sent_but_not_remade(now: datetime) -> None:
    made = sigv4.presign(Request("GET", "https://host/bucket/dir/key.txt"), EXAMPLE, region="r", now=now)
    assert offered(made) == IDS
    assert "'key.txt'" in one(made, "curl").text


def test_what_no_presigner_makes_again_is_not_offered_as_equivalent(now: datetime) -> None:
    url = link(now).url.partition("?")[0]
    parts = Url("https", sigv4.Url.parse(url).host, "", link(now).result.parts[2:5])
    other = [
        sigv4.presign(Request("GET", parts), EXAMPLE, region="r", service="execute-api", now=now),
        sigv4.presign(Request("GET", parts), EXAMPLE, region="r", expires=None, now=now),
        sigv4.presign(Request("PUT", parts, payload=b"body"), EXAMPLE, region="r", now=now),
    ]
    assert all(offered(made) == offered(made)[: len(IDS)] and one(made, "cosnb").unavailable for made in other)
    assert one(sigv4.presign(Request("GET", parts), EXAMPLE, region="r", now=now), "cosnb").offered


def test_the_second_group_holds_no_credential_and_the_first_holds_the_live_link(now: datetime) -> None:
    made = link(now, credentials=REAL)
    live = (*made.live_texts, "REALACCESSKEYID", "real/secret+key", "real/session+token==")
    for snippet in snippets(made):
        assert snippet.contains_live_url == (snippet.group == "sends")
        if snippet.group == "signs":
            assert not [text for text in live if text in snippet.text]
        else:
            assert made.signature in snippet.text
        assert "real/secret+key" not in snippet.text


def test_no_repr_shows_a_live_link(now: datetime) -> None:
    made = link(now, credentials=REAL)
    assert not [text for text in made.live_texts if text in repr(snippets(made))]


def test_a_customers_key_is_read_from_the_environment_where_a_link_is_made_again(now: datetime) -> None:
    name = "x-amz-server-side-encryption-customer"
    headers = {f"{name}-algorithm": "AES256", f"{name}-key": "c2VjcmV0", f"{name}-key-md5": "bWQ1"}
    made = link(now, headers=headers)
    for wanted in ("cosnb", "boto3", "ibm_boto3"):
        assert "c2VjcmV0" not in one(made, wanted).text
        assert 'os.environ["SSE_CUSTOMER_KEY"]' in one(made, wanted).text
        assert "SSE_CUSTOMER_KEY" in one(made, wanted).note
    assert "c2VjcmV0" in one(made, "curl").text
    del headers[f"{name}-key-md5"]
    assert one(link(now, headers=headers), "boto3").unavailable


@pytest.mark.parametrize(
    ("endpoint", "credentials", "variable"),
    [
        ("us-south", Credentials("A", "S"), "COS_HMAC_ACCESS_KEY_ID"),
        ("http://127.0.0.1:9444", EXAMPLE, "COS_HMAC_ACCESS_KEY_ID"),
        ("http://127.0.0.1:9000", Credentials("A", "S"), "AWS_ACCESS_KEY_ID"),
        ("eu-central-1", EXAMPLE, "AWS_ACCESS_KEY_ID"),
        ("us-south", REAL, "AWS_SESSION_TOKEN"),
    ],
)
def test_keys_are_read_from_the_variables_of_the_store(
    endpoint: str, credentials: Credentials, variable: str, now: datetime
) -> None:
    made = link(now, endpoint=endpoint, credentials=credentials)
    for wanted in REMADE:
        assert variable in one(made, wanted).text
        assert variable in one(made, wanted).note


def test_a_listing_is_remade_only_with_the_parameter_that_the_sdks_add(now: datetime) -> None:
    query = {"list-type": "2", "prefix": "a/"}
    assert one(link(now, None, query=query), "boto3").unavailable
    assert "list_objects_v2" in one(link(now, None, query={**query, "encoding-type": "url"}), "boto3").text


def test_what_no_operation_of_the_sdks_signs_is_not_offered(now: datetime) -> None:
    made = [
        link(now, query={"x-custom": "1"}),
        link(now, query={"response-expires": "0"}),
        link(now, query={"partNumber": "01"}),
        link(now, query=[("versionId", "1"), ("versionId", "2")]),
        link(now, headers={"x-custom": "1"}),
        link(now, headers={"versionId": "1"}),
        link(now, method="PUT", headers={"x-amz-copy-source": "/a/b"}),
        link(now, region="us_south"),
    ]
    assert all(one(each, "boto3").unavailable and one(each, "cosnb").offered for each in made)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("reports/Übersicht März.csv", "Ubersicht_Marz.csv"),
        ("-rf", "rf"),
        ("../../.ssh/", "ssh"),
        ("con.txt", "file-con.txt"),
        ("日本語", "object"),
        ("it's $(x).tar.gz", "it_s_x_.tar.gz"),
        ("a" * 300 + ".txt", "a" * 96 + ".txt"),
    ],
)
def test_a_files_name_is_safe_everywhere(key: str, name: str) -> None:
    assert file_name(key) == name


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_itself_in_python_and_ascii(text: str) -> None:
    for write in (literals.python, literals.python_header):
        literal = write(text)
        value = ast.literal_eval(literal)
        assert literal.isascii()
        assert "\n" not in literal
        assert (value.decode() if isinstance(value, bytes) else value) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_itself_in_javascript_and_cannot_end_a_script(text: str) -> None:
    literal = literals.javascript(text)
    assert literal.isascii()
    assert "<" not in literal
    assert json.loads(literal) == text
    assert json.loads(literals.javascript_header(text)).encode("latin-1").decode() == text


def test_texts_are_themselves_in_node() -> None:
    program = f"console.log(JSON.stringify([{', '.join(map(literals.javascript, HOSTILE))}]))"
    assert json.loads(subprocess.check_output(["node", "-e", program])) == list(HOSTILE)


@pytest.mark.parametrize("shell", ["bash", "sh"])
def test_texts_are_themselves_in_a_shell(shell: str) -> None:
    words = " ".join(map(literals.sh, (*HOSTILE, "new\nline", "")))
    shown = subprocess.check_output([shell, "-c", f"printf '%s\\0' {words}"])
    assert shown.decode().split("\0")[:-1] == [*HOSTILE, "new\nline", ""]


def test_powershell_takes_a_doubled_typographic_quote_for_one() -> None:
    assert literals.powershell("it's ‘a’ ‚b‛") == "'it''s ‘‘a’’ ‚‚b‛‛'"


@pytest.mark.parametrize("text", [*HOSTILE, "[a](b) *c* _d_ `e` <b>f</b> ![g](h) &amp; $i$ ~~j~~ # k | l", "a]b[c"])
@pytest.mark.parametrize("url", ["https://host/a?b=c%29&d", "https://host/a(b)?c=(d", "https://host/a)?c=_d_*e*"])
def test_a_markdown_link_is_its_url_and_plain_text(text: str, url: str, now: datetime) -> None:
    made = sigv4.presign(Request("GET", url), EXAMPLE, region="r", now=now)
    written = one(made, "markdown").text.replace(re.match(r"\[.*?\]", one(made, "markdown").text)[0], "")  # type: ignore[index]
    source = f"[{literals.markdown(text)}]{written}"
    seen = "".join(sign if sign.isprintable() else "\ufffd" for sign in text)
    tokens = MarkdownIt().parseInline(source)[0].children or []
    assert [token.type for token in tokens] == ["link_open", "text", "link_close"]
    assert (tokens[0].attrs["href"], tokens[1].content) == (made.url, seen)
    (paragraph,) = create_markdown(renderer=None)(source)
    (anchor,) = paragraph["children"]
    assert anchor["attrs"]["url"].replace("&amp;", "&") == made.url
    assert "".join(child["raw"] for child in anchor["children"]) == seen
