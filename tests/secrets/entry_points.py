"""Every public name that credentials, or what is made of them, can reach; each tried on the bench, rightly and wrongly.

A name that is neither in ``ENTRY_POINTS`` nor in ``NO_SECRETS`` fails a test: whoever adds one says here how it is
used with live keys, and what it shows, raises, logs and writes is searched for them.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from unittest import mock

from bench import Bench, walk
from canaries import BOX, CUSTOMER_KEY, NAIVE, NOW, variables

import cosnb
from cosnb import cli, display, links, magics, sigv4, storage, teach, transfer, uploads
from cosnb.diagnosis import Diagnosis, Finding, diagnose, diagnose_many
from cosnb.display.link_page import save_link_page
from cosnb.links.forms.posting import presign_post
from cosnb.links.many.bulk import Presigner, presign_many
from cosnb.links.many.writing import write_links
from cosnb.sigv4 import Credentials, Part, Request, Secret, Signed, Stage, Url
from cosnb.transfer import send
from cosnb.widgets import PresignForm, SecretField, StageView
from cosnb.widgets.url_inspector import UrlInspector

PACKAGES = (
    *("cosnb", "cosnb.errors", "cosnb.sigv4", "cosnb.storage", "cosnb.links", "cosnb.diagnosis", "cosnb.sandbox"),
    *("cosnb.transfer", "cosnb.uploads", "cosnb.display", "cosnb.widgets", "cosnb.teach"),
)

# What keys, and what is made of them, never pass through: it takes and gives names, addresses, numbers and advice.
NO_SECRETS = {
    "transfer": "proxy_for",  # it names the variable, and not the proxy, whose URL may hold a password
    "storage": "Advice Choice Endpoint Expires Fact KnownHost Provider bucket_advice check_bucket check_expires "
    "check_expiry_limit check_key check_method check_pairs check_region choices choose_addressing endpoint_advice find_endpoint "
    "find_endpoint_setting format_duration ibm_locations moment object_url pairs_of_text provider_of providers recognise "
    "search_endpoints warn_of",
    "sigv4": "Param Rules uri_decode uri_encode utc",
    "display": "fold line node view",
    "uploads": "Uploaded",
    # These work on the sandbox alone, whose pair is published.
    "sandbox": "Sandbox",
    "widgets": "BreakIt",
    "teach": "Exercise Feedback Mystery Shown exercise hint mystery names solution",
    # Raised by nearly every entry point below, and looked at there.
    "errors": "CosnbError CredentialsError InputError SandboxError SendError UploadError install_command",
}

Trial = Callable[[Bench], None]
ENTRY_POINTS: dict[str, Trial] = {}

SURROGATE = "\udc80"


def entry(*names: str) -> Callable[[Trial], Trial]:
    """The trial of these names."""

    def put(trial: Trial) -> Trial:
        ENTRY_POINTS.update(dict.fromkeys(names, trial))
        return trial

    return put


def link(bench: Bench, key: str | None = "a b/ü.txt", **more: Any) -> Signed:
    given = {"endpoint": "us-south", "credentials": bench.pair, "now": NOW, **more}
    return links.presign("my-bucket", key, **given)


# --- signing -------------------------------------------------------------------------------------------------------


@entry("sigv4.Secret")
def secret(bench: Bench) -> None:
    key = bench.pair.secret_access_key
    bench.show(key, key.hmac("message"), key.prefixed(b"AWS4"), key.in_hex(), Secret(key.reveal()))
    for operation in (json.dumps, copy.replace if hasattr(copy, "replace") else json.dumps, hash, iter, bytes, int):
        bench.fails(lambda operation=operation: operation(key))
    bench.fails(lambda: Secret(key.reveal().decode() + SURROGATE))
    bench.fails(lambda: key.hmac(SURROGATE))
    bench.fails(lambda: key.signature(SURROGATE))
    bench.fails(lambda: key.prefixed("AWS4"))  # type: ignore[arg-type]


@entry("sigv4.Credentials")
def credentials(bench: Bench) -> None:
    pair, text = bench.pair, bench.pair.secret_access_key.reveal().decode()
    bench.show(pair, copy.copy(pair), copy.deepcopy(pair), Credentials(pair.access_key_id, text))
    bench.show(Credentials(text, pair.access_key_id))  # swapped
    bench.fails(lambda: Credentials(pair.access_key_id, text, 7))  # type: ignore[arg-type]
    bench.fails(lambda: Credentials(pair.access_key_id, [text]))  # type: ignore[arg-type]
    bench.fails(lambda: Credentials(pair.access_key_id, text, f"{text}{SURROGATE}"))
    bench.fails(lambda: Credentials(pair.access_key_id, f"{text}{SURROGATE}", text))
    bench.fails(lambda: Credentials(text, source=text))  # type: ignore[call-arg]
    bench.fails(lambda: json.dumps(pair))


@entry("sigv4.presign", "sigv4.Signed", "sigv4.HmacStep", "sigv4.Stage", "sigv4.Part", "sigv4.Request", "sigv4.Url")
def presign_request(bench: Bench) -> None:
    request = Request("GET", "https://example.com/a?b=c", {"x-amz-meta-a": "b"})
    signed = sigv4.presign(request, bench.pair, region="us-south", now=NOW)
    bench.show(signed, signed.computation, signed.derivation, *signed.derivation, *signed.stages, *signed.result.parts)
    bench.show(Url.parse(signed.url), Request("GET", Url.parse(signed.url)), *Url.parse(signed.url).query)
    bench.show(Stage("signature", (Part(signed.signature, "signature"),)))
    bench.fails(lambda: sigv4.presign(request, bench.pair, region="us-south", now=NAIVE))
    bench.fails(lambda: sigv4.presign(request, bench.pair, region="us-south", now=NOW, expires=10**12))
    bench.fails(lambda: sigv4.presign(request, bench.pair, region=SURROGATE, now=NOW))
    bench.fails(lambda: sigv4.presign(request, bench.pair, region="r", service=SURROGATE, now=NOW))
    for broken in broken_requests():
        bench.fails(lambda broken=broken: sigv4.presign(broken, bench.pair, region="us-south", now=NOW))


@entry("sigv4.authorize")
def authorize_request(bench: Bench) -> None:
    request = Request("GET", "https://example.com/a?b=c", {"x-amz-content-sha256": "UNSIGNED-PAYLOAD"})
    signed = sigv4.authorize(request, bench.pair, region="us-south", now=NOW)
    bench.show(signed, signed.result, *signed.stages, *signed.result.parts)
    bench.fails(lambda: sigv4.authorize(request, bench.pair, region="us-south", now=NAIVE))
    bench.fails(lambda: sigv4.authorize(request, bench.pair, region=SURROGATE, now=NOW))
    for broken in broken_requests():
        bench.fails(lambda broken=broken: sigv4.authorize(broken, bench.pair, region="us-south", now=NOW))


def broken_requests() -> tuple[Request, ...]:
    url = "https://example.com/a"
    return (
        Request("GET", url, {"x-amz-meta-a": SURROGATE}),
        Request("GET", url, {f"x-amz-meta-{SURROGATE}": "a"}),
        Request(SURROGATE, url),
        Request("GET", f"{url}?{SURROGATE}"),
        Request("GET", f"https://{SURROGATE}/"),
        Request("GET", url, payload=SURROGATE),
        Request("GET", url, payload=7),  # type: ignore[arg-type]
        Request("GET", None),  # type: ignore[arg-type]
    )


# --- where keys come from ------------------------------------------------------------------------------------------


@entry("storage.find_credentials", "storage.credential_sources", "storage.Source")
def find(bench: Bench) -> None:
    environ = environment(bench.pair, bench)
    bench.show(storage.find_credentials(environ=environ))
    sources = storage.credential_sources(environ=environ)
    bench.show(sources, *sources, *(source.load() for source in sources if source.state == "found"))
    half = {name: value for name, value in environ.items() if "ID" not in name}
    quoted = {name: f"'{value}'" for name, value in environ.items()}
    for broken in (half, quoted):
        bench.fails(lambda broken=broken: storage.find_credentials(environ=broken))
        bench.show(storage.credential_sources(environ=broken))
    text = bench.pair.secret_access_key.reveal().decode()
    pair = {"cos_hmac_keys": {"access_key_id": bench.pair.access_key_id, "secret_access_key": text}}
    bench.show(storage.find_credentials(pair), storage.find_credentials(json.dumps(pair)))
    bench.fails(lambda: storage.find_credentials(json.dumps(pair)[:-2]))
    bench.fails(lambda: storage.find_credentials([pair, {"access_key": "another", "secret_key": text}]))
    bench.fails(lambda: storage.find_credentials(text, environ=environ))
    bench.fails(lambda: storage.find_credentials({"apikey": text}))


def environment(pair: Credentials, bench: Bench) -> dict[str, str]:
    """The variables of a machine with this pair on it; its home is empty."""
    return {**variables(pair), "HOME": str(bench.folder), "USERPROFILE": str(bench.folder)}


class Keyless:
    """An object that holds a secret, and offers no pair."""

    def __init__(self, text: str) -> None:
        self.password = text

    def get_credentials(self) -> Any:
        raise ValueError(self.password)


def wrong_pairs(bench: Bench) -> tuple[Any, ...]:
    """What is given for Credentials by mistake."""
    text = bench.pair.secret_access_key.reveal().decode()
    return text, {"secret_access_key": text}, (text,), [text], Keyless(text)


@entry("storage.check_credentials", "storage.check_key_pair", "storage.credential_advice")
def check_pair(bench: Bench) -> None:
    pair, text = bench.pair, bench.pair.secret_access_key.reveal().decode()
    bench.show(storage.check_credentials(pair), storage.credential_advice(pair))
    bench.show(storage.credential_advice(Credentials(pair.access_key_id, text[:-1])))
    for other in (f"{text}\n", f'"{text}"', f"\ufeff{text}", f" {text}", "", f"<{text}>"):
        bench.fails(lambda other=other: storage.check_credentials(Credentials(pair.access_key_id, other)))
        bench.fails(lambda other=other: storage.check_credentials(Credentials(other, text)))
    bench.fails(lambda: storage.check_credentials(Credentials(text, pair.access_key_id)))
    bench.show(storage.check_key_pair(pair))
    for other in wrong_pairs(bench):
        bench.fails(lambda other=other: storage.check_credentials(other))
        bench.fails(lambda other=other: storage.check_key_pair(other))


# --- links ---------------------------------------------------------------------------------------------------------


@entry("links.presign", "links.plan", "links.Plan")
def presign(bench: Bench) -> None:
    ready = links.plan("my-bucket", "key", endpoint="us-south", credentials=bench.pair)
    bench.watch.texts.add(CUSTOMER_KEY)
    customers = {"x-amz-server-side-encryption-customer-key": CUSTOMER_KEY}
    bench.show(link(bench), link(bench, None, method="HEAD"), link(bench, method="PUT", headers=customers), ready)
    bench.fails(lambda: link(bench, method="PUT", headers=customers, now=NAIVE))
    bench.fails(lambda: ready.sign(NAIVE))
    bench.fails(lambda: link(bench, expires=10**12, endpoint="http://127.0.0.1:9"))
    for wrong in wrong_options(bench):
        bench.fails(lambda wrong=wrong: link(bench, **wrong))
        bench.fails(lambda wrong=wrong: links.plan("b", "k", **{"endpoint": "eu", "credentials": bench.pair, **wrong}))
    for bad in ("", 7, SURROGATE):
        bench.fails(lambda bad=bad: link(bench, bad))
        bench.fails(lambda bad=bad: links.presign(bad, "key", endpoint="us-south", credentials=bench.pair))


def wrong_options(bench: Bench) -> tuple[dict[str, Any], ...]:
    text = bench.pair.secret_access_key.reveal().decode()
    return (
        {"endpoint": "nowhere"},
        {"endpoint": "ftp://example.com"},
        {"expires": 0},
        {"region": "a/b"},
        {"addressing": "middle"},
        {"query": {"X-Amz-Signature": "a"}},
        {"query": [1]},
        {"headers": {"host": "a"}},
        {"headers": {"x-a": SURROGATE}},
        {"credentials": text},
        {"credentials": Credentials(bench.pair.access_key_id, f"{text} ")},
        {"credentials": Credentials(text, bench.pair.access_key_id)},
    )


@entry("links.parse", "links.ParsedRequest", "links.live_texts")
def parse(bench: Bench) -> None:
    made = link(bench)
    header = sigv4.authorize(Request("GET", "https://example.com/"), bench.pair, region="us-south", now=NOW)
    pastes = (
        *(made.url, f"see {made.url}.", f"curl '{made.url}'", made.url.replace("&", "&amp;"), f"<a href='{made.url}'>"),
        *(made.url.replace("X-Amz-", "x-amz-"), made.url.replace("?", "?\n"), f"fetch('{made.url}')"),
        f"GET / HTTP/1.1\nHost: example.com\nAuthorization: {header.authorization}\n",
        json.dumps({"request": {"method": "GET", "url": made.url, "headers": []}}),
        f"https://host/b/k?AWSAccessKeyId=A&Expires=1&Signature={made.signature}",
    )
    for paste in pastes:
        read = links.parse(paste)
        assert any(made.signature in text for text in links.live_texts(paste)) == (made.signature in paste)
        bench.show(read, read.url, *read.url.query, read.parameters, *read.parameters, read.problems, read.marks)
    bench.fails(lambda: links.parse(7))  # type: ignore[arg-type]


@entry("links.verify", "links.Verification")
def verify(bench: Bench) -> None:
    made = link(bench)
    example = Credentials("EXAMPLE", "example", example=True)
    bench.show(links.verify(made, bench.pair, now=NOW), links.verify(made.url, bench.pair, now=NOW, method="PUT"))
    bench.show(links.verify(made.url, bench.pair, now=NOW + timedelta(days=9)))
    bench.show(links.verify(made.url.replace("us-south", "eu-de"), bench.pair, now=NOW))
    bench.show(links.verify(made.url, Credentials(bench.pair.access_key_id, "another"), now=NOW))
    # A live link is checked against the published keys of the sandbox, and stays a live link.
    bench.show(links.verify(made.url, example, now=NOW))
    bench.show(links.verify(made.url, bench.pair, now=NOW, headers={"x-amz-meta-a": made.signature}))
    bench.fails(lambda: links.verify(made, bench.pair, now=NAIVE))
    bench.fails(lambda: links.verify(made.url, bench.pair, now=NAIVE))
    bench.fails(lambda: links.verify(made.url, bench.pair, method=SURROGATE, now=NOW))
    bench.fails(lambda: links.verify(made.url, None, now=NOW))  # type: ignore[arg-type]
    bench.fails(lambda: links.verify(f"https://h/?Signature={made.signature}&Expires=1", bench.pair, now=NOW))


@entry("links.compare", "links.Comparison")
def compare(bench: Bench) -> None:
    made, other = link(bench), link(bench, "c", expires=60)
    sides = (made, other, links.verify(made, bench.pair, now=NOW), links.parse(other.url), made.computation)
    for left in sides:
        for right in sides:
            found = links.compare(left, right)
            bench.show(found, found.stages, *(stage.first for stage in found.stages))
            bench.show(*(stage.a + stage.b for stage in found.stages))
    bench.fails(lambda: links.compare(made, made.url))  # type: ignore[arg-type]


@entry("links.snippets", "links.Snippet")
def copy_as(bench: Bench) -> None:
    for made in (link(bench), link(bench, method="PUT", headers={"x-amz-meta-a": "b"}), link(bench, None)):
        found = links.snippets(made)
        bench.show(found, *found)
        for snippet in found:
            bench.keep(f"code: {snippet.id}", f"{snippet.note} {snippet.unavailable}")
            (bench.keep_live if snippet.contains_live_url else bench.keep)(f"text: {snippet.id}", snippet.text)
    bench.fails(lambda: links.snippets(made.url))  # type: ignore[arg-type]


@entry("links.read_error", "links.StoreError")
def read_error(bench: Bench) -> None:
    made = link(bench)
    body = f"<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message><Signature>{made.signature}</Signature>"
    for form in (f"{body}<StringToSign>{made.canonical_request.text.replace('&', '')}</StringToSign></Error>", body):
        bench.show(links.read_error(form))
    bench.fails(lambda: links.read_error(7))  # type: ignore[arg-type]


@entry("links.Presigner", "links.presign_many")
def many(bench: Bench) -> None:
    options: dict[str, Any] = {"endpoint": "us-south", "credentials": bench.pair, "now": NOW}
    presigner = Presigner("my-bucket", **options)
    urls = [*presigner.urls(["a", "b/ü"]), presigner.url("c"), *presign_many("my-bucket", ["d"], **options)]
    bench.live(*urls)
    bench.show(presigner, presigner.at(NOW), presigner.urls(["a"]), presigner._templates()(()))
    bench.fails(lambda: list(presigner.urls(["a", ""])))
    bench.fails(lambda: list(presigner.urls(["a", SURROGATE])))
    bench.fails(lambda: list(presigner.urls(interrupted())))
    bench.fails(lambda: presigner.url("a", {"X-Amz-Signature": "b"}))
    bench.fails(lambda: presigner.urls("a"))
    bench.fails(lambda: presigner.at(NAIVE))
    bench.fails(lambda: Presigner("my-bucket", **{**options, "endpoint": "nowhere"}))
    bench.fails(lambda: list(presign_many("my-bucket", [7], **options)))  # type: ignore[list-item]


def interrupted() -> Any:
    yield "a"
    raise RuntimeError("the source of keys failed")


@entry("links.write_links", "display.save_link_page")
def write(bench: Bench) -> None:
    presigner = Presigner("my-bucket", endpoint="us-south", credentials=bench.pair, now=NOW)
    bench.live(*presigner.urls(["a", "b"]))
    for name, writer in (("a.csv", write_links), ("a.jsonl", write_links), ("a.html", save_link_page)):
        path = bench.links_folder / name
        writer(presigner, ["a", "b"], path, progress=False)
        bench.fails(lambda writer=writer, path=path: writer(presigner, ["a", ""], path, progress=False))
        for other in wrong_pairs(bench):
            bench.fails(lambda writer=writer, path=path, other=other: writer(other, ["a"], path))
        bench.fails(lambda writer=writer, path=path: writer(presigner, interrupted(), path, progress=False))
        writer(presigner, ["a", "b"], path, progress=False)
        bench.fails(lambda writer=writer, path=path: writer(presigner, ["x"], path, resume=True, progress=False))


@entry("links.presign_post", "links.PostForm", "display.form_page", "display.upload_page", "display.form_tree")
def post(bench: Bench) -> None:
    options: dict[str, Any] = {"endpoint": "us-south", "credentials": bench.pair, "now": NOW}
    form = presign_post(
        "my-bucket", "in/${filename}", conditions=[["starts-with", "$Content-Type", "image/"]], **options
    )
    bench.show(form, form.document, form.encoded, *form.stages, *form.derivation, *form.document.parts)
    bench.keep_live("the page that sends a form", display.form_page(form))
    bench.keep_live("the page that uploads", display.upload_page(link(bench, method="PUT")))
    bench.fails(lambda: display.upload_page(link(bench)))
    bench.fails(lambda: display.upload_page(link(bench, "a/../b", method="PUT")))
    bench.fails(lambda: presign_post("my-bucket", "k", conditions=[["eq"]], **options))
    bench.fails(lambda: presign_post("my-bucket", "k", fields={"policy": "a"}, **options))
    bench.fails(lambda: presign_post("my-bucket", "k", **{**options, "expires": 10**12}))
    bench.fails(lambda: presign_post("my-bucket", "k", **{**options, "now": NAIVE}))


# --- why a link fails ----------------------------------------------------------------------------------------------


@entry("diagnosis.diagnose", "diagnosis.Diagnosis", "diagnosis.Finding")
def diagnosis(bench: Bench) -> None:
    made = link(bench)
    options: dict[str, Any] = {"now": NOW, "budget": 0.05, "progress": False}
    for url in damaged(made):
        show_diagnosis(bench, diagnose(url, credentials=bench.pair, **options))
    for pair in (None, Credentials("EXAMPLE", "example", example=True)):
        show_diagnosis(bench, diagnose(made.url, credentials=pair, **options))
    answer = {"status": 403, "headers": {"x-a": made.url}, "body": error_of(made)}
    show_diagnosis(bench, diagnose(made, credentials=bench.pair, response=answer, **options))
    show_diagnosis(bench, diagnose(error_of(made), credentials=bench.pair, **options))
    bench.fails(lambda: diagnose(made.url, credentials=bench.pair, now=NAIVE))
    bench.fails(lambda: diagnose(made.url, credentials=bench.pair, provider="nobody"))
    bench.fails(lambda: diagnose(made.url, credentials=bench.pair, budget="long"))  # type: ignore[arg-type]
    show_diagnosis(bench, diagnose(OSError(f"403 for {made.url}"), credentials=bench.pair, **options))
    bench.fails(lambda: diagnose([made.url], credentials=bench.pair))


@entry("diagnosis.diagnose_many", "diagnosis.DiagnosisTable", "diagnosis.CauseRow")
def many_diagnoses(bench: Bench) -> None:
    made = link(bench)
    urls = list(damaged(made))
    (log := bench.links_folder / "access.log").write_text("\n".join(urls), encoding="utf-8")
    for evidence in (urls, log, f"{made.url}\nHTTP/1.1 403 Forbidden\n\n{error_of(made)}"):
        table = diagnose_many(evidence, credentials=bench.pair, now=NOW, budget=0.5, progress=False)
        bench.show(table, *table.rows)
        for row in table.rows:
            show_diagnosis(bench, row.example)
    bench.fails(lambda: diagnose_many(str(log), credentials=bench.pair))
    bench.fails(lambda: diagnose_many(urls, credentials=bench.pair, now=NAIVE))
    bench.fails(lambda: diagnose_many(7, credentials=bench.pair))  # type: ignore[arg-type]


def show_diagnosis(bench: Bench, found: Diagnosis) -> None:
    bench.show(found, *found.findings, *found.superseded)
    bench.keep("the report", found.report())
    for finding in (*found.findings, *found.superseded):
        texts = (finding.title, finding.explanation, finding.evidence, finding.fix)
        bench.keep(f"the finding {finding.id}", "\n".join(texts))
        if finding.repaired_url:
            bench.live(finding.repaired_url)
    assert all(isinstance(finding, Finding) for finding in found.findings)


def damaged(made: Signed) -> tuple[str, ...]:
    """A live link in every way in which a link arrives: its signature still works, once it is mended."""
    url, query = made.url, made.url.partition("?")[2]
    return (
        url,
        url.replace("my-bucket", "your-bucket"),
        url.replace("&", "&amp;"),
        url.replace("&", "%26").replace("=", "%3D"),
        url.replace("%", "%25"),
        url.replace("?", "%3F"),
        url.replace("?X", "/X"),
        url.replace("X-Amz-", "x-amz-"),
        url.replace("X-Amz-Signature=", "X-Amz-Signature= "),
        url.replace("X-Amz-Signature=", "Signature="),
        url.replace("X-Amz-Signature=", "X-Goog-Signature="),
        url.replace("X-Amz-Signature=", "X-Amz-Signature=\n"),
        url.replace("X-Amz-Signature", "X%2DAmz%2DSignature"),
        f"{url[:-32]}\n{url[-32:]}",
        f"{url}&{query}",
        f"{url}%0A",
        f"{url}'",
        f"{url}{made.signature}",
        f"{url[:-1]}",
        f"{url}/trailing",
        url.upper(),
        f"https://proxy.example.com/?to={url}",
        f"curl -X PUT -H 'x-amz-meta-a: b' '{url}'",
        f"curl {url}",
        f"?{query}",
        query,
        f"[click]({url})",
        f"Authorization: {made.signature}",
    )


def error_of(made: Signed) -> str:
    canonical = made.canonical_request.text.replace("&", "&amp;")
    return (
        f"<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message><SignatureProvided>{made.signature}"
        f"</SignatureProvided><StringToSign>{made.string_to_sign.text}</StringToSign><CanonicalRequest>{canonical}"
        f"</CanonicalRequest><CanonicalRequestBytes>{made.canonical_request.text.encode().hex(' ')}"
        "</CanonicalRequestBytes></Error>"
    )


# --- sending -------------------------------------------------------------------------------------------------------


@entry("transfer.send", "transfer.Answer", "transfer.Sent")
def sending(bench: Bench) -> None:
    made = link(bench, endpoint=bench.store)
    put = link(bench, endpoint=bench.store, method="PUT", headers={"x-amz-meta-a": "b"})
    header = sigv4.authorize(Request("GET", f"{bench.store}/a"), bench.pair, region="us-south", now=NOW)
    for answer in (send(made), send(put, b"data"), send(made.url), send(header)):
        bench.show(answer, answer.sent, answer.error)
    bench.fails(lambda: send(made.url, b"data"))
    bench.fails(lambda: send(made.url, method="NO METHOD"))
    bench.fails(lambda: send(made.url, headers={"a": "b\n"}))
    bench.fails(lambda: send(made.url, headers=[made.url]))  # type: ignore[list-item]
    bench.fails(lambda: send(made.url, timeout=0))
    bench.fails(lambda: send(made.url, to="/no/such/folder/file"))
    for broken in (f"{made.url}\n", f" {made.url}", made.url[4:], made.url.replace("://", "://user:password@")):
        bench.fails(lambda broken=broken: send(broken))
    bench.fails(lambda: send(made.url.encode()))  # type: ignore[arg-type]
    bench.fails(lambda: send(put, iter([b"a"])))
    bench.fails(lambda: send(put, failing(), headers={"Content-Length": "9"}))
    closed = link(bench, endpoint="http://127.0.0.1:9")
    bench.fails(lambda: send(closed))
    bench.fails(lambda: send(closed.url))


def failing() -> Any:
    yield b"a"
    raise RuntimeError("the source of the data failed")


@entry("uploads.plan_upload", "uploads.UploadPlan", "uploads.send_parts", "uploads.upload", "uploads.abort_upload")
def uploading(bench: Bench) -> None:
    file = bench.folder / "data.bin"
    file.write_bytes(b"0123456789" * 10)
    place: dict[str, Any] = {"endpoint": bench.box, "credentials": BOX, "now": NOW}
    bench.watch.keys.add(BOX.secret_access_key.reveal())
    plan = uploads.plan_upload("demo-bucket", "up.bin", 100, **place)
    bench.live(*plan.part_urls, plan.complete_url, plan.abort_url, plan.parts_url, plan.object_url)
    bench.show(plan, uploads.send_parts(file, plan, progress=False))
    bench.show(uploads.upload(file, "demo-bucket", "whole.bin", progress=False, **place))
    bench.fails(lambda: uploads.send_parts(file, plan, progress=False))  # it is over
    bench.fails(lambda: uploads.send_parts(file, plan, workers=0))
    bench.fails(lambda: uploads.UploadPlan.from_json(plan.to_json()[:-9]))
    bench.fails(lambda: uploads.plan_upload("no-such-bucket", "k", 100, **place))
    refused = {**place, "endpoint": bench.store, "credentials": bench.pair}
    bench.fails(lambda: uploads.plan_upload("demo-bucket", "k", 100, **refused))
    bench.fails(lambda: uploads.upload(file, "demo-bucket", "k", progress=False, journal=bench.folder / "j", **refused))
    uploads.abort_upload(uploads.plan_upload("demo-bucket", "k", 100, **place))
    bench.fails(lambda: uploads.abort_upload(bench.folder / "none", credentials=bench.pair))


@entry("transfer.list_objects")
def listing(bench: Bench) -> None:
    bench.show(*transfer.list_objects("demo-bucket", endpoint=bench.box, credentials=BOX, now=NOW))
    for store in (bench.store, "http://127.0.0.1:9"):
        listed = transfer.list_objects("demo-bucket", endpoint=store, credentials=bench.pair, now=NOW)
        bench.fails(partial(list, listed))


@entry("transfer.allow_page", "transfer.PageRules")
def allowing(bench: Bench) -> None:
    page: dict[str, Any] = {"origin": "https://app.example.com", "apply": True, "now": NOW}
    bench.show(transfer.allow_page("demo-bucket", endpoint=bench.box, credentials=BOX, **page))
    for store in (bench.store, "http://127.0.0.1:9"):
        bench.fails(partial(transfer.allow_page, "demo-bucket", endpoint=store, credentials=bench.pair, **page))
    bench.fails(lambda: transfer.allow_page("demo-bucket", link(bench).url))


@entry("uploads.send_form")
def form_sending(bench: Bench) -> None:
    form = presign_post("demo-bucket", "k", endpoint=bench.store, credentials=bench.pair, now=NOW)
    answer = uploads.send_form(form, b"data")
    bench.show(answer, answer.sent)
    bench.fails(lambda: uploads.send_form(form, b"data", fields=[7]))  # type: ignore[list-item]
    closed = presign_post("b", "k", endpoint="http://127.0.0.1:9", credentials=bench.pair, now=NOW)
    bench.fails(lambda: uploads.send_form(closed, b"data"))


# --- what people see -----------------------------------------------------------------------------------------------


@entry(
    "display.to_html",
    "display.to_text",
    "display.save_html",
    "display.tree_of",
    "display.to_message",
    "display.Node",
)
def displaying(bench: Bench) -> None:
    made = link(bench, headers={"content-type": "text/plain"}, query={"versionId": "1"})
    bench.show(made, display.tree_of(made), *walk(display.tree_of(made)))
    bench.keep("text", display.to_text(made))
    bench.keep("the message to the page", repr(display.to_message(display.tree_of(made))))
    for show in (display.to_html, display.to_text, display.tree_of):
        bench.fails(lambda show=show: show(made.url))
        bench.fails(lambda show=show: show(bench.pair))
    bench.fails(lambda: display.save_html(made, bench.folder / "no" / "folder.html"))


@entry("display.signed_tree", "display.answer_tree", "display.beside_tree", "display.masked", "display.copy_as")
@entry("display.with_causes")
def trees(bench: Bench) -> None:
    made = link(bench, endpoint=bench.store)
    changed = links.verify(made.url.replace("my-bucket", "b"), bench.pair, now=NOW)
    answer = send(made)
    bench.show(display.signed_tree(made), display.answer_tree(answer), display.beside_tree(made, changed))
    why = display.tree_of(diagnose(made.url, credentials=bench.pair, response=answer, now=NOW, progress=False))
    bench.show(
        display.with_causes(display.answer_tree(answer), why),
        display.copy_as(made),
        display.answer_tree(answer, hide=made.live_texts),
        display.masked(made.result.parts, False),
    )


@entry("widgets.StageView")
def stage_view(bench: Bench) -> None:
    made = link(bench)
    view = StageView(made)
    bench.show(view)
    for other in (made.url, [made.url], *wrong_pairs(bench)):
        bench.fails(lambda other=other: StageView(other))
        bench.fails(lambda other=other: view.show(other))
    with mock.patch.object(view, "send") as sent:
        for message in ({"copy": "url"}, {"copy": "string_to_sign"}, {"reveal": True}, {"copy": "nothing"}):
            view._receive(view, message, [])
        assert made.url in str(sent.call_args_list)
    bench.show(view)
    bench.fails(lambda: StageView(made, tree=7))
    bench.fails(lambda: StageView(made, stale=made))


@entry("widgets.PresignForm")
def presign_form(bench: Bench) -> None:
    form = PresignForm(credentials=bench.pair, endpoint=bench.store, bucket="my-bucket", key="k", now=NOW)
    bench.show(form, form.panel, form.stages, form.pair.secret)
    for message in (
        {"url": "copy"},
        {"send": True},
        {"server": True},
        {"server": True, "edited": form.signed.url[:-1]},
        {"share": True},
        {"preset": 1},
        {"share": True},
    ):
        form.panel._receive(form.panel, message, [])
        bench.show(form, form.panel)
        bench.keep("share", form.share())
    for field, value in (
        ("expires", "never"),
        ("endpoint", "ftp://x"),
        ("bucket", "a/b"),
        ("endpoint", "http://127.0.0.1:9"),
    ):
        form.fields[field].value = value
        bench.show(form)
        form.panel._receive(form.panel, {"send": True}, [])
    bench.fails(lambda: PresignForm(credentials=bench.pair, keys="a"))
    for other in wrong_pairs(bench):
        bench.fails(lambda other=other: PresignForm(credentials=other))
    bench.fails(lambda: PresignForm(credentials=bench.pair, method="PATCH"))


@entry("widgets.SecretField")
def secret_field(bench: Bench) -> None:
    field = SecretField()
    bench.show(field)
    field._receive(field, {"secret": bench.pair.secret_access_key.reveal().decode()}, [])
    assert field.secret == bench.pair.secret_access_key
    bench.show(field)
    field.on_change(lambda: 1 / 0)
    bench.fails(lambda: field._receive(field, {"secret": bench.pair.secret_access_key.reveal().decode()}, []))
    bench.fails(lambda: setattr(field, "has_secret", "yes"))


@entry("widgets.UrlInspector")
def url_inspector(bench: Bench) -> None:
    made = link(bench, endpoint=bench.store)
    patched = mock.patch("cosnb.widgets.url_inspector.BUDGET_SECONDS", 0.05)
    with patched:
        inspect_links(bench, made)


def inspect_links(bench: Bench, made: Signed) -> None:
    inspector = UrlInspector(made.url, credentials=bench.pair, now=NOW)
    bench.show(inspector, inspector.panel, inspector.panel.pasted, inspector.diagnosis)
    inspector.panel._receive(inspector.panel, {"inspect": {"text": made.url, "headers": "a: b"}, "send": True}, [])
    bench.show(inspector, inspector.panel)
    inspector.panel._receive(inspector.panel, {"form": True}, [])
    for paste in (made.url[:-4], made.url.replace("my-bucket", "b"), error_of(made), f"curl '{made.url}'"):
        inspector.inspect(paste)
        inspector.panel._receive(inspector.panel, {"use": 0}, [])
        bench.show(inspector)
    for paste in (made.url.replace("?", "%3F"), made.url.replace("?X", "/X")):
        inspector.inspect(paste)
        inspector.panel._receive(inspector.panel, {"inspect": {"text": paste}, "form": True}, [])
    inspector.close()
    # It opens on the sandbox, whose keys are published; what is pasted is a live link all the same.
    opened = UrlInspector(made.url, now=NOW)
    bench.show(opened)
    bench.fails(lambda: UrlInspector(made.url, credentials=bench.pair, now=NAIVE))


@entry("teach.check")
def teaching(bench: Bench) -> None:
    made = link(bench)
    for stage in ("canonical_request", "signature", "kSigning", "url"):
        bench.fails(lambda stage=stage: teach.check(stage, "answer", of=made))
    bench.fails(lambda: teach.check("nothing", made.derivation[-1].output))


# --- other ways in -------------------------------------------------------------------------------------------------


@entry("magics.presign_magic")
def magic(bench: Bench) -> None:
    with mock.patch.dict("os.environ", environment(bench.pair, bench)):
        bench.show(magics.presign_magic("my-bucket key --endpoint us-south"))
        assert magics.presign_magic("my-bucket key --endpoint nowhere") is None
    with mock.patch.dict(
        "os.environ", {**environment(bench.pair, bench), "AWS_ACCESS_KEY_ID": f"{bench.pair.access_key_id} "}
    ):
        magics.presign_magic("my-bucket key --endpoint us-south")


@entry("magics.sigv4_magic")
def stages(bench: Bench) -> None:
    made = link(bench, headers={"x-amz-meta-a": "b"})
    request = sigv4.Request("GET", "https://my-bucket.s3.eu-de.cloud-object-storage.appdomain.cloud/a")
    headers = sigv4.authorize(request, bench.pair, region="eu-de", now=NOW).headers
    raw = "".join(f"\n{name}: {value}" for name, value in headers.items())
    host = "my-bucket.s3.eu-de.cloud-object-storage.appdomain.cloud"
    bench.show(
        magics.sigv4_magic("--header 'x-amz-meta-a: b'", made.url),
        magics.sigv4_magic("", made.canonical_request.text),
        magics.sigv4_magic("", made.canonical_request.text.replace("GET", "PUT").replace("/a", "/%2B")),
        magics.sigv4_magic("", f"GET /a HTTP/1.1\nHost: {host}{raw}\n\n"),
    )
    magics.sigv4_magic("", made.url)
    magics.sigv4_magic("--header 'x-amz-meta-a: \udcff'", made.url)
    with mock.patch("builtins.print") as printed:
        assert cli.main(["stages", made.url, "--header", "x-amz-meta-a: b"]) == 0
        assert cli.main(["stages", made.url, "--header", "x-amz-meta-a: b", "--html"]) == 0
        bench.keep("cosnb stages", str(printed.call_args_list))


@entry("cli.main")
def command_line(bench: Bench) -> None:
    """What it prints is the live link; the test looks at the rest."""
    with mock.patch.dict("os.environ", environment(bench.pair, bench)), mock.patch("builtins.print") as printed:
        assert cli.main(["presign", "my-bucket", "key", "--endpoint", "us-south", "--stages"]) == 0
        *warned, stages, url = (str(call.args[0]) for call in printed.call_args_list)
        assert url.startswith("https://")
        bench.keep("cosnb presign --stages", "\n".join([*warned, stages]))
        assert cli.main(["presign", "my-bucket", "key", "--endpoint", "nowhere"]) == 2
        bench.keep("cosnb presign", str(printed.call_args))


def key_of(thing: object, name: str) -> str:
    """The floor that a public name lives on, and the name: ``"links.presign"``."""
    return f"{getattr(thing, '__module__', '').split('.')[1]}.{name}"


assert cosnb.__all__
