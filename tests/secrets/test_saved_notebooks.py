"""A notebook that was run with real keys, as it is saved and exported: widget state and ``%xmode Verbose`` included.

The same typed into a browser, and saved by JupyterLab, is in ``tests/browser/test_secrets.py``.
"""

from __future__ import annotations

import json
import os
import warnings
from pathlib import Path

import lxml.html
import nbformat
import pytest
from canaries import IBM, NOW, PAIRS, Watch, link_of, variables
from nbclient import NotebookClient
from nbconvert import HTMLExporter, MarkdownExporter

import cosnb
from cosnb import presign_post
from cosnb.sigv4 import Credentials

ROOT = Path(cosnb.__file__).parents[1]

CELLS = [
    """%xmode Verbose
import logging, warnings
from datetime import datetime, timedelta, timezone
logging.basicConfig(level=logging.DEBUG)
logging.getLogger().setLevel(logging.DEBUG)
from cosnb import *
from cosnb import sigv4
from cosnb.display import answer_tree
from cosnb.widgets import url_inspector
url_inspector.BUDGET_SECONDS = 0.1
now = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
link = presign("my-bucket", "a b/ü.txt", endpoint="us-south", now=now)
put = presign("my-bucket", "k", method="PUT", endpoint=STORE, headers={"x-amz-meta-a": "b"}, now=now)""",
    "link",
    "[link, link.computation, link.stages, link.derivation, find_credentials(), put]",
    "print(link, link.canonical_request, link.string_to_sign, find_credentials(), sep='\\n')",
    "StageView(link)",
    """form = PresignForm(endpoint=STORE, bucket="my-bucket", key="k", now=now)
form.fields["credentials"].value = SOURCE
form.panel._receive(form.panel, {"send": True}, [])
form.panel._receive(form.panel, {"server": True, "edited": form.signed.url[:-1]}, [])
form.panel._receive(form.panel, {"url": "copy"}, [])
form.stages._receive(form.stages, {"reveal": True}, [])
form.stages._receive(form.stages, {"copy": "url"}, [])
form""",
    """field = SecretField()
field._receive(field, {"secret": os.environ[SECRET]}, [])
field""",
    "verify(link, find_credentials(), now=now)",
    "verify(link.url, Sandbox(port=0).credentials, now=now)",
    "verify(link.url.replace('us-south', 'eu-de'), find_credentials(), now=now)",
    "compare(link, presign('my-bucket', 'c', endpoint='us-south', now=now))",
    "compare(link, verify(link.url, find_credentials(), now=now))",
    "diagnose(link.url.replace('my-bucket', 'your-bucket'), credentials=find_credentials(), now=now, budget=0.1)",
    "diagnose(link.url.replace('&', '&amp;'), now=now, budget=0.1)",
    "UrlInspector(link.url, credentials=find_credentials(), now=now)",
    """inspector = UrlInspector(link.url, now=now)
inspector""",
    "presign_post('my-bucket', 'k', endpoint='us-south', now=now)",
    "Presigner('my-bucket', endpoint='us-south', now=now)",
    "snippets(link)",
    "send(put, b'data')",
    "answer_tree(send(put, b'data')), send(put, b'data').error, send(put, b'data').sent",
    "%presign my-bucket key --endpoint us-south",
    "%whos",
    # Errors of every kind, told verbosely.
    "presign('my-bucket', 'k', endpoint='nowhere')",
    "presign('my-bucket', 'k', endpoint='us-south', now=datetime(2026, 1, 15))",
    "verify(link, find_credentials(), now=datetime(2026, 1, 15))",
    "send(presign('my-bucket', 'k', endpoint='http://127.0.0.1:9', now=now))",
    "send(put, b'data', timeout=0)",
    "list(presign_many('my-bucket', ['a', ''], endpoint='us-south', now=now))",
    "sigv4.authorize(sigv4.Request('GET', 'https://h/', {'a': '\\udc80'}), find_credentials(), region='r', now=now)",
    "Credentials(find_credentials().access_key_id, find_credentials().secret_access_key, 7)",
    "find_credentials().secret_access_key.hmac('\\udc80')",
    "import pickle; pickle.dumps(find_credentials())",
    "PresignForm(keys='a')",
    "StageView(link, tree=7)",
    "form.fill({'method': 'PATCH'})",
]
FIRST_ERROR = "presign('my-bucket', 'k', endpoint='nowhere')"


def run(pair: Credentials, folder: Path, store: str) -> nbformat.NotebookNode:
    """Run the cells in a kernel that finds the pair in its environment."""
    source = "aws-environment" if pair.session_token else "cos-hmac"
    secret = next(name for name in variables(pair) if "SECRET" in name)
    given = f"import os; STORE, SOURCE, SECRET = {store!r}, {source!r}, {secret!r}"
    # A token makes more to leak: the pair without one is tried where it could make a difference.
    cells = CELLS if pair.session_token else [*CELLS[:8], *CELLS[CELLS.index(FIRST_ERROR) :]]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in (given, *cells)])
    environment = {**os.environ, **variables(pair), "PYTHONPATH": str(ROOT), "IPYTHONDIR": str(folder)}
    client = NotebookClient(book, kernel_name="python3", timeout=60, allow_errors=True, store_widget_state=True)
    client.execute(cwd=str(folder), env=environment)
    return book


@pytest.fixture(scope="module", params=PAIRS)
def saved(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, echo: str):
    """The notebook, and what must not be in it: the keys, and all that can be made of them at that moment."""
    pair = PAIRS[request.param]
    with pytest.MonkeyPatch.context() as patch, Watch(pair).watching() as watch:
        patch.setenv("PYTHONWARNINGS", "ignore")
        for key, more in (("a b/ü.txt", {}), ("c", {}), ("k", {"endpoint": echo}), ("key", {})):
            link_of(pair, key, **more)
        link_of(pair, "k", method="PUT", endpoint=echo, headers={"x-amz-meta-a": "b"})
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            presign_post("my-bucket", "k", endpoint="us-south", credentials=pair, now=NOW)
        yield run(pair, tmp_path_factory.mktemp("book"), echo), watch


def outputs(book: nbformat.NotebookNode, source: str) -> str:
    cell = next(cell for cell in book.cells if cell.source == source)
    return json.dumps(cell.outputs)


def test_every_cell_ran_and_the_last_ones_failed_as_they_should(saved) -> None:
    book, _ = saved
    for cell in book.cells[1:]:
        failed = any(output.output_type == "error" for output in cell.outputs)
        assert failed == (CELLS.index(cell.source) >= CELLS.index(FIRST_ERROR)), (cell.source, cell.outputs)


def test_the_saved_notebook_holds_nothing_live(saved) -> None:
    book, watch = saved
    assert len(watch.texts) >= 5
    for cell in book.cells:
        assert watch.found_in(json.dumps(cell.outputs, ensure_ascii=False)) == [], cell.source
    assert watch.found_in(nbformat.writes(book)) == []


def test_the_saved_widget_state_holds_nothing_live(saved) -> None:
    book, watch = saved
    state = book.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
    names = {one["state"].get("_anywidget_id", one["model_name"]) for one in state.values()}
    assert {"cosnb.widgets.stage_view.StageView", "cosnb.widgets.credential_fields.SecretField"} <= names
    for one in state.values():
        assert watch.found_in(json.dumps(one, ensure_ascii=False)) == [], one["model_name"]


def test_what_is_shown_is_shown_masked(saved) -> None:
    book, _ = saved
    ran = {cell.source for cell in book.cells}
    for cell in {"link", "StageView(link)", "send(put, b'data')", "verify(link, find_credentials(), now=now)"} & ran:
        assert "\\u2022" in outputs(book, cell), cell


@pytest.mark.parametrize(
    "exporter, with_state", [(HTMLExporter, True), (HTMLExporter, False), (MarkdownExporter, True)]
)
def test_no_export_holds_anything_live(saved, exporter: type, with_state: bool) -> None:
    book, watch = saved
    copied = nbformat.reads(nbformat.writes(book), as_version=4)
    if not with_state:
        del copied.metadata["widgets"]
    text, _ = exporter().from_notebook_node(copied)
    assert watch.found_in(text) == []
    if exporter is HTMLExporter:
        plain = lxml.html.document_fromstring(text).text_content()
        assert "Canonical request" in plain
        assert watch.found_in(plain) == []


def test_a_leak_would_be_found_in_the_file() -> None:
    cell = nbformat.v4.new_code_cell("import os; os.environ['COS_HMAC_SECRET_ACCESS_KEY']")
    book = nbformat.v4.new_notebook(cells=[cell])
    NotebookClient(book, kernel_name="python3").execute(env={**os.environ, **variables(IBM)})
    assert Watch(IBM).found_in(nbformat.writes(book))
