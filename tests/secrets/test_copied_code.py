"""Code that is copied from the page never holds a key, whatever is signed. ``tests/links/test_code.py`` has the rest."""

from __future__ import annotations

import pytest
from bench import walk
from canaries import AWS, CUSTOMER_KEY, IBM, PAIRS, Watch, link_of

from cosnb import StageView, snippets
from cosnb.display import to_text, tree_of
from cosnb.display.derivation import derivation_commands
from cosnb.sigv4 import Credentials, Signed

SSE_C = "x-amz-server-side-encryption-customer"
REQUESTS = {
    "a download": {},
    "an upload": {"method": "PUT", "headers": {"content-type": "text/plain"}},
    "a version": {"query": {"versionId": "1"}},
    "a bucket": {"key": None, "method": "HEAD"},
    "a customer's key": {"headers": {f"{SSE_C}-algorithm": "AES256", f"{SSE_C}-key": CUSTOMER_KEY}},
    "another store": {"endpoint": "https://minio.example.com:9000"},
    "a virtual host": {"addressing": "virtual", "endpoint": "eu-central-1"},
}


@pytest.fixture(params=[(pair, what) for pair in PAIRS for what in REQUESTS], ids=lambda param: " ".join(param))
def watched(request: pytest.FixtureRequest) -> tuple[Credentials, Signed, Watch]:
    pair, options = PAIRS[request.param[0]], dict(REQUESTS[request.param[1]])
    with Watch(pair).watching() as watch:
        return pair, link_of(pair, options.pop("key", "a b.txt"), **options), watch


def test_no_code_holds_a_key(watched: tuple[Credentials, Signed, Watch]) -> None:
    _, signed, watch = watched
    found = snippets(signed)
    assert sum(snippet.offered for snippet in found) >= 4
    for snippet in found:
        text = f"{snippet.text} {snippet.note} {snippet.unavailable}"
        assert not [form for form in watch.forms_of_keys() if form in text], snippet.id


def test_code_that_signs_anew_holds_nothing_live_and_no_key_id(watched: tuple[Credentials, Signed, Watch]) -> None:
    pair, signed, watch = watched
    for snippet in (one for one in snippets(signed) if not one.contains_live_url):
        assert not watch.found_in(snippet.text), snippet.id
        assert pair.access_key_id not in snippet.text
        assert CUSTOMER_KEY not in snippet.text


def test_only_what_says_so_is_live(watched: tuple[Credentials, Signed, Watch]) -> None:
    _, signed, _ = watched
    for snippet in snippets(signed):
        assert snippet.contains_live_url == (signed.signature in snippet.text), snippet.id


def test_the_terminal_commands_of_the_cards_hold_no_key(watched: tuple[Credentials, Signed, Watch]) -> None:
    _, signed, watch = watched
    for reveal in (False, True):
        commands = "\n".join(node.text for node in walk(tree_of(signed, reveal=reveal)) if node.kind == "command")
        assert "$SECRET_ACCESS_KEY" in commands
        assert not [form for form in watch.forms_of_keys() if form in commands]


def test_what_the_page_gets_to_copy_holds_no_key(watched: tuple[Credentials, Signed, Watch]) -> None:
    _, signed, watch = watched
    view = StageView(signed)
    sent: list[object] = []
    view.send = sent.append
    for name in [stage.name for stage in signed.stages] + [f"snippet:{one.id}" for one in snippets(signed)]:
        view._receive(view, {"copy": name}, [])
    assert len(sent) >= 8
    assert not [form for form in watch.forms_of_keys() if form in str(sent)]
    assert signed.signature in str(sent)
    view.close()


def test_a_page_that_reveals_shows_derived_keys_and_never_the_secret() -> None:
    for pair in (IBM, AWS):
        signed = link_of(pair)
        text = to_text(tree_of(signed, reveal=True))
        assert signed.derivation[0].output.reveal().hex() in text
        secret = pair.secret_access_key.reveal()
        assert not [form for form in (secret.decode()[:14], secret.hex(), secret[:12].hex(" ")) if form in text]


def test_the_commands_take_the_secret_from_a_variable() -> None:
    assert derivation_commands(link_of(IBM).derivation).count("AWS4$SECRET_ACCESS_KEY") == 1
