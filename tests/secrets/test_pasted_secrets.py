"""What works as a credential in a paste is shown nowhere: under any name, in any header, in every form of a paste."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

import pytest
from canaries import AWS, CUSTOMER_KEY, IBM, NOW, link_of, shown, told
from one_search import one_search_for_each_request

from cosnb import Credentials, InputError, compare, diagnose, parse, presign, send, verify
from cosnb.display import to_html, to_message, to_text, tree_of
from cosnb.widgets import url_inspector
from cosnb.widgets.url_inspector import UrlInspector

TOKEN = "IQoJb3JpZ2luX2VjEJv/CanaryToken+of/a/session+" * 4 + "abc=="
PAIR = Credentials(AWS.access_key_id, AWS.secret_access_key, TOKEN)
LINK = link_of(PAIR)
SIGNATURE = LINK.signature
SECRET = AWS.secret_access_key.reveal().decode()
COPY = "x-amz-copy-source-server-side-encryption-customer-key"
HEADERS = {
    "x-amz-server-side-encryption-customer-key": CUSTOMER_KEY,
    COPY: "Q2FuYXJ5IGNvcHkgc291cmNlIGtleSBmb3IgU1NFQyE=",
    "Cookie": "session=canary0cookie0of0a0session; theme=dark",
    "Authorization": "Bearer canary.bearer.token.that.lets.in",
    "X-Amz-Security-Token": TOKEN,
    "X-Api-Key": "canary-api-key-that-lets-in",
}
LIVE = (
    SIGNATURE,
    TOKEN,
    SECRET,
    "canary0cookie0of0a0session",
    "canary.bearer.token.that.lets.in",
    HEADERS["X-Api-Key"],
)

SIGNATURES = ("X-Amz-Signatur", "X-Amz-Signture", "X-Amz-Sgntr", "XAmzSignature", "x_amz_signature", "sig", "what", "v")
TOKENS = ("X-Amz-SecurityToken", "X-Amz-Securty-Token", "x_amz_security_token", "Token", "sessionToken", "what", "v")


@pytest.fixture(autouse=True)
def each_request_is_searched_once() -> Iterator[None]:
    with one_search_for_each_request():
        yield


def forms(secret: str) -> Iterator[str]:
    """A secret, or a piece of it that is of use, as text shows it."""
    for text in (secret, quote(secret, safe=""), secret.lower(), secret.upper(), secret.swapcase()):
        yield from (text[:20], text[-20:], text[len(text) // 2 :][:20])


def leaks(text: str, *more: str) -> list[str]:
    return [form for secret in (*LIVE, CUSTOMER_KEY, HEADERS[COPY], *more) for form in forms(secret) if form in text]


def everything(thing: object) -> str:
    """All that is shown of a thing, by Python and by the display; of a finding every text but the URL that it offers."""
    texts = [shown(thing)]
    for finding in (*getattr(thing, "findings", ()), *getattr(thing, "superseded", ())):
        texts += [shown(finding), finding.title, finding.explanation, finding.evidence, finding.fix]
    texts += getattr(thing, "checked", ())
    try:
        tree = tree_of(thing)
    except InputError:
        return "\n".join(texts)
    return "\n".join((*texts, to_text(tree), to_html(tree).replace("<wbr>", ""), json.dumps(to_message(tree))))


def all_shown(paste: str, pair: Credentials = PAIR, **more: object) -> str:
    """What the entry points that take a paste show of it."""
    read = parse(paste)
    texts = [everything(read), everything(read.url), shown(read.url.query), shown(read.parameters), *read.problems]
    options = {"now": NOW, "budget": 0.01, "progress": False, **more}
    texts += [everything(diagnose(paste, credentials=one, **options)) for one in (pair, None)]
    return "\n".join(texts)


def in_all_forms(url: str, headers: Mapping[str, str] = {}) -> Iterator[str]:
    """A request as people paste it."""
    options = " ".join(f"-H '{name}: {value}'" for name, value in headers.items())
    path, rows = url.removeprefix("https://").partition("/")[::2], "".join(f"{k}: {v}\n" for k, v in headers.items())
    entry = {
        "method": "GET",
        "url": url,
        "headers": [{"name": name, "value": value} for name, value in headers.items()],
    }
    yield f"curl {options} '{url}'"
    yield f"fetch({json.dumps(url)}, {json.dumps({'method': 'GET', 'headers': dict(headers)})})"
    yield json.dumps({"log": {"entries": [{"request": entry, "response": {"status": 403, "headers": []}}]}})
    yield f"GET /{path[1]} HTTP/1.1\nHost: {path[0]}\n{rows}\n"
    if not headers:
        yield from (url, f"see {url} there", f'<a href="{url}">', f"https://l.example/?url={quote(url, safe='')}")


@pytest.mark.parametrize("name", SIGNATURES)
def test_a_signature_under_another_name_is_shown_nowhere(name: str) -> None:
    for paste in in_all_forms(LINK.url.replace("X-Amz-Signature", name)):
        assert leaks(all_shown(paste)) == [], paste


@pytest.mark.parametrize("name", TOKENS)
def test_a_token_under_another_name_is_shown_nowhere(name: str) -> None:
    for plus in ("%2B", " "):
        for paste in in_all_forms(LINK.url.replace("X-Amz-Security-Token", name).replace("%2B", plus)):
            assert leaks(all_shown(paste)) == [], paste


def entities(signs: str, form: str, times: int = 1) -> Callable[[str], str]:
    """A text with some of its signs as character references, escaped again as often as told."""

    def change(text: str) -> str:
        text = text.replace("&", "&amp;") if "&" in signs else text
        named = {"=": "equals", "/": "sol", "%": "percnt", ":": "colon", "?": "quest", "+": "plus", ".": "period"}
        for sign in signs.replace("&", ""):
            text = text.replace(sign, f"\0{named[sign]}\1" if form == "name" else f"\0#{format(ord(sign), form)}\1")
        text = (
            text.replace("\0#", "\0#x" if form.lower().endswith("x") else "\0#").replace("\0", "&").replace("\1", ";")
        )
        for _ in range(times - 1):
            text = text.replace("&", "&amp;")
        return text

    return change


# What template engines, editors, scripts and filters make of a URL.
WRITTEN = {
    "Handlebars": entities("&=", "X"),
    "Mustache": entities("&=/", "X"),
    "numeric": entities("=", "d"),
    "with zeros": entities("&=/", "07d"),
    "lower hex": entities("&=/:?", "04x"),
    "named": entities("&=/:?%", "name"),
    "every sign": entities("&=/:?%.", "d"),
    "the percent sign": entities("%", "d"),
    "twice": entities("&=", "X", 2),
    "three times": entities("&=/%", "d", 3),
    "a script's": lambda text: text.replace("&", "\\u0026").replace("=", "\\u003d").replace("/", "\\/"),
    "a script's hex": lambda text: text.replace("&", "\\x26").replace("=", "\\x3D"),
    "percent, then entities": lambda text: entities("%", "d")(quote(text, safe="")),
    "entities, then percent": lambda text: quote(entities("&=", "X")(text), safe=""),
    "a mail's source": lambda text: text.replace("=", "=3D"),
    "Proofpoint 2": lambda text: (
        "https://urldefense.proofpoint.com/v2/url?u="
        + quote(text, safe="").replace("-", "%2D").replace("%2F", "_").replace("%", "-")
        + "&d=x"
    ),
    "a tracker's path": lambda text: f"https://x1.r.eu-west-1.awstrack.me/L0/{quote(text, safe='')}/1/0102018-000/a=12",
    "no question mark": lambda text: text.replace("?", "&"),
    "an encoded question mark": lambda text: text.replace("?", "%3F"),
    "no equals": lambda text: text.replace("X-Amz-Signature=", "X-Amz-Signature").replace("Token=", "Token"),
    "a blank": lambda text: text.replace("X-Amz-Signature=", "X-Amz-Signature ").replace("Token=", "Token "),
    "an arrow": lambda text: text.replace("Signature=", "Signature -> ").replace("Token=", "Token -> "),
    "no semicolons": lambda text: entities("=", "d")(text).replace(";", ""),
    "no semicolons, hex": lambda text: entities("=", "X")(text).replace(";", ""),
}


@pytest.mark.parametrize("way", WRITTEN)
def test_a_link_that_was_written_otherwise_on_its_way_is_shown_nowhere(way: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(url_inspector, "BUDGET_SECONDS", 0.01)
    paste = WRITTEN[way](LINK.url)
    for text in (paste, f"curl '{paste}'", f"<a href='{paste}'>"):
        inspector = UrlInspector(text, credentials=PAIR, now=NOW)
        saved = json.dumps([inspector.panel.get_state(), inspector.get_manager_state()], default=repr)
        inspector.close()
        assert leaks(all_shown(text) + saved) == [], text


@pytest.mark.parametrize("way", ["no equals", "a blank", "numeric"])
def test_a_verification_and_a_comparison_show_no_link_that_was_written_otherwise(way: str) -> None:
    url = WRITTEN[way](LINK.url)
    assert leaks(everything(verify(url, PAIR, now=NOW)) + everything(compare(parse(url), parse(LINK.url)))) == []


SWAPPED = {
    "AWS": "kP9v/Xw2+LmQ4rT8yB1nD6sF0gH3jK5zC7vN9bM2",
    "AWS, many slashes": "k/9v/Xw2/LmQ4rT8/B1nD6sF/gH3jK5z/7vN9bM2",
    "AWS, letters and digits": "kP9vxXw2yLmQ4rT8yB1nD6sF0gH3jK5zC7vN9bM2",
    "IBM": "9b1d7c3e5f60824a1b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e",
    "R2": "a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90",
    "IAM": "X8Rp2mQ4vT6yB8nD0sF3gH5jK7lZ9xC1vB4nM6qW8eR0",
}


@pytest.mark.parametrize("secret", SWAPPED.values(), ids=SWAPPED)
def test_a_secret_that_was_signed_with_as_an_id_is_shown_nowhere(secret: str, monkeypatch: Any) -> None:
    """The two halves were swapped; nobody gave the pair, so only its form tells."""
    monkeypatch.setattr(url_inspector, "BUDGET_SECONDS", 0.01)
    url = LINK.url.replace(AWS.access_key_id, quote(secret, safe=""))
    body = f"<Error><Code>InvalidAccessKeyId</Code><AWSAccessKeyId>{secret}</AWSAccessKeyId></Error>"
    swapped = Credentials(secret, AWS.access_key_id)
    for paste in (url, f"curl '{url}'", url.replace("%2F", "/"), WRITTEN["Mustache"](url), url.replace("&", "&amp;")):
        for given in (None, swapped) if paste == url else (None,):
            inspector = UrlInspector(paste, credentials=given, now=NOW)
            saved = json.dumps([inspector.get_manager_state(), inspector.notes.get_state()], default=repr)
            inspector.close()
            found = diagnose(paste, credentials=given, response=body, now=NOW, budget=0.01, progress=False)
            read = parse(paste)
            assert leaks(everything(found) + everything(read.url) + shown(read.parameters) + saved, secret) == [], paste
    assert leaks(everything(diagnose(body, now=NOW, progress=False)), secret) == []


@pytest.mark.parametrize(
    "key_id",
    (
        "AKIACANARY0CANARY000",
        "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
        "0555b35654ad1656d804",
        "GOOG1EQ2X7KJH3L4M5N6P7Q8R9S0T1U",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "svc-uploader",
    ),
)
def test_an_access_key_id_is_shown(key_id: str) -> None:
    url = LINK.url.replace(AWS.access_key_id, key_id)
    assert key_id in repr(parse(url).parameters)
    assert key_id in repr(parse(url).url)
    assert key_id in to_html(diagnose(url, now=NOW, progress=False)).replace("<wbr>", "")


@pytest.mark.parametrize("name", ["X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Credential", "key"])
@pytest.mark.parametrize("value", [SIGNATURE, TOKEN, SECRET])
def test_a_secret_in_the_place_of_another_value_is_not_shown_by_a_diagnosis(name: str, value: str) -> None:
    url = f"{LINK.url}&{name}={quote(value, safe='')}"
    for given in (url, url.replace(f"&{name}=", "&", 1)):
        found = diagnose(given, credentials=PAIR, now=NOW, budget=0.01, progress=False)
        assert leaks(everything(found)) == []


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("written", ["{}", '"{}"'])
def test_a_header_that_lets_in_is_shown_nowhere(name: str, written: str) -> None:
    given = {name: written.format(HEADERS[name])}
    for signed in (HEADERS, {}):
        own = {key: value for key, value in signed.items() if key not in ("Authorization", "X-Amz-Security-Token")}
        url = link_of(IBM, headers=own).url if own else LINK.url
        texts = [all_shown(url, IBM, headers=given)]
        texts += [all_shown(paste, IBM) for paste in in_all_forms(url, given) if "'" not in written]
        assert leaks("\n".join(texts)) == []


@pytest.mark.parametrize("change", [str.upper, str.lower, str.title, '"{}"'.format, " {}".format, "{}; a".format])
def test_a_key_that_was_signed_otherwise_is_said_without_it(change) -> None:
    """What differs is said; the value that was sent and the one that was signed are not."""
    name = "x-amz-server-side-encryption-customer-key"
    url = link_of(IBM, headers={name: change(CUSTOMER_KEY)}).url
    for one in (IBM, None):
        found = diagnose(url, credentials=one, headers={name: CUSTOMER_KEY}, now=NOW, progress=False)
        assert leaks(everything(found), change(CUSTOMER_KEY)) == []


def test_a_key_in_quotes_is_found_and_not_shown() -> None:
    name = "x-amz-server-side-encryption-customer-key"
    found = diagnose(
        link_of(IBM, headers={name: CUSTOMER_KEY}).url,
        credentials=IBM,
        headers={name: f'"{CUSTOMER_KEY}"'},
        now=NOW,
        progress=False,
    )
    assert [(one.id, one.certainty, one.title) for one in found.findings[:1]] == [
        ("signed-header", "proven", f"The URL was signed with another {name}: it was sent in quotes")
    ]


def test_what_a_store_repeats_of_the_headers_is_not_shown() -> None:
    lines = "\n".join(f"{name.lower()}:{value}" for name, value in HEADERS.items())
    body = f"<Error><Code>SignatureDoesNotMatch</Code><Message>{lines}</Message>"
    body += f"<CanonicalRequest>GET\n/b/k\n\n{lines}\n\nhost\nUNSIGNED-PAYLOAD</CanonicalRequest></Error>"
    response = {"status": 403, "headers": HEADERS, "body": body}
    found = diagnose(LINK.url, credentials=PAIR, response=response, now=NOW, budget=0.01, progress=False)
    assert leaks(everything(found)) == []


def test_a_comparison_and_a_verification_show_no_token_under_another_name() -> None:
    for name in TOKENS:
        url = LINK.url.replace("X-Amz-Security-Token", name)
        verdict, found = verify(url, PAIR, now=NOW), compare(parse(url), parse(LINK.url))
        segments = [segment for stage in found.stages for segment in (*stage.a, *stage.b)]
        assert leaks("\n".join(map(everything, (verdict, found, segments)))) == []


def test_an_answer_that_repeats_a_request_shows_nothing_of_it(echo: str) -> None:
    """Neither of a live link that was made here, nor of one that was pasted, and whose names are misspelt."""
    made = presign("my-bucket", "key", endpoint=echo, credentials=IBM, now=NOW)
    pasted = LINK.url.replace(LINK.url[: LINK.url.index("/my-bucket")], echo).replace("X-Amz-Security-Token", "Token")
    for target in (made, pasted, pasted.replace("X-Amz-Signature", "what")):
        answer = send(target, headers={**HEADERS, "x-amz-server-side-encryption-customer-key": CUSTOMER_KEY})
        assert leaks(everything(answer), made.signature) == []


def test_the_inspector_keeps_no_secret_under_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(url_inspector, "BUDGET_SECONDS", 0.01)
    for name in (*SIGNATURES, *TOKENS):
        right = "X-Amz-Signature" if name in SIGNATURES else "X-Amz-Security-Token"
        inspector = UrlInspector(LINK.url.replace(right, name), credentials=PAIR, now=NOW)
        assert leaks(repr(inspector)) == []
        inspector.close()


@pytest.mark.parametrize("headers", [f"Cookie: {TOKEN}", [f"Cookie: {TOKEN}"], [("a", "b", TOKEN)], [(1, TOKEN)]])
def test_headers_that_cannot_be_read_are_refused_without_them(headers: object) -> None:
    with pytest.raises(InputError, match="headers") as caught:
        diagnose(LINK.url, headers=headers, now=NOW)  # type: ignore[arg-type]
    assert leaks(told(caught.value)) == []
    assert leaks(repr(caught.value.value)) == []
