"""What is uploaded is served as what its name says it is."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Any

import pytest
from faulty_store import PART

from cosnb.errors import InputError, UploadError
from cosnb.links import presign
from cosnb.sandbox import Sandbox
from cosnb.transfer import send
from cosnb.uploads import Uploaded, plan_upload, send_parts, upload
from cosnb.uploads.sizes import with_type


@pytest.mark.parametrize(
    "names, kind",
    [
        (("x.html",), "text/html"),
        (("a/b/X.HTML",), "text/html"),
        (("data", "export.csv"), "text/csv"),
        (("report.pdf", "upload.tmp.bin"), "application/pdf"),
        (("app.js",), "javascript"),
        (("backup.tar.gz",), "application/gzip"),
        (("page.html.gz",), "application/gzip"),
        (("log.bz2",), "application/x-bzip2"),
        (("x.svgz",), "application/gzip"),
        (("old.Z",), "application/octet-stream"),
        (("no ending",), "application/octet-stream"),
        (("x.no-such-ending", ".bashrc"), "application/octet-stream"),
        (("data:text/html,x",), "application/octet-stream"),
        (("a:b.png",), "image/png"),
        (("folder.html/",), "application/octet-stream"),
        (("ü/ä b.json",), "application/json"),
    ],
)
def test_the_ending_of_a_name_says_what_it_is(names: tuple[str, ...], kind: str):
    ((name, value),) = with_type((), *names)
    assert name == "Content-Type"
    assert value.endswith(kind)


@pytest.mark.parametrize("headers", [{"content-type": "a/b"}, [("x-amz-meta-a", "1"), ("CONTENT-TYPE", "a/b")]])
def test_a_type_that_is_given_stays(headers: Any):
    assert with_type(headers, "x.html") == tuple(dict(headers).items())


def test_what_the_system_says_counts_only_where_python_knows_nothing(monkeypatch: pytest.MonkeyPatch):
    mimetypes.init()
    monkeypatch.setitem(mimetypes._db.types_map[True], ".csv", "application/vnd.ms-excel")
    monkeypatch.setitem(mimetypes._db.types_map[True], ".cosnb", "application/x-cosnb")
    assert with_type((), "a.csv")[0][1] == "text/csv"
    assert with_type((), "a.cosnb")[0][1] == "application/x-cosnb"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "x.html"
    path.write_bytes(b"<h1>".ljust(PART) + b"Hello")
    return path


def _given(box: Sandbox, **options: Any) -> dict[str, Any]:
    return {"credentials": box.credentials, "now": box.now, "part_size": PART, **options}


def _upload(box: Sandbox, path: Path, key: str, **options: Any) -> Uploaded:
    return upload(path, box.bucket, key, progress=False, **_given(box, **options))


def _served(box: Sandbox, key: str) -> str:
    return send(presign(box.bucket, key, method="HEAD", credentials=box.credentials, now=box.now)).headers[
        "content-type"
    ]


@pytest.mark.parametrize(
    "key, headers, kind",
    [
        ("x.html", {}, "text/html"),
        ("pages/x", {}, "text/html"),
        ("x.txt", {}, "text/plain"),
        ("x.html", {"content-type": "text/html; charset=utf-8"}, "text/html; charset=utf-8"),
    ],
)
def test_the_store_serves_it_as_that_and_the_result_says_so(
    box: Sandbox, page: Path, key: str, headers: dict[str, str], kind: str
):
    assert _upload(box, page, key, headers=headers).content_type == kind
    assert _served(box, key) == kind


def test_what_has_no_known_ending_is_bytes(box: Sandbox, tmp_path: Path):
    (tmp_path / "data").write_bytes(b"1")
    assert _upload(box, tmp_path / "data", "data").content_type == "application/octet-stream"
    assert _served(box, "data") == "application/octet-stream"


def test_what_goes_on_is_what_it_began_as(box: Sandbox, page: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_args: Any) -> None:
        raise UploadError("no")

    with monkeypatch.context() as patch:
        patch.setattr("cosnb.uploads.sender.PartSender.complete", refuse)
        with pytest.raises(UploadError):
            _upload(box, page, "on", headers={"Content-Type": "text/css"})
    done = _upload(box, page, "on")
    assert (done.resumed, done.content_type, _served(box, "on")) == (2, "text/css", "text/css")


def test_a_plan_says_it_and_whoever_sends_the_parts_is_told(box: Sandbox, page: Path):
    plan = plan_upload(box.bucket, "plan.html", page.stat().st_size, **_given(box))
    again = plan_upload(box.bucket, "plan.html", page.stat().st_size, upload_id=plan.upload_id, **_given(box))
    assert (plan.content_type, again.content_type) == ("text/html", "")
    assert send_parts(page, plan, progress=False).content_type == _served(box, "plan.html") == "text/html"


@pytest.mark.parametrize("headers", [5, {"a": 1}, ["x"]])
def test_headers_that_are_none_are_refused(box: Sandbox, page: Path, headers: Any):
    with pytest.raises(InputError) as caught:
        _upload(box, page, "x", headers=headers)
    assert caught.value.field == "headers"
