"""A presigned POST sent from Python is what a browser would send."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from faulty_store import Store

from cosnb.errors import InputError
from cosnb.links import presign
from cosnb.links.forms.form import PostForm
from cosnb.links.forms.posting import presign_post
from cosnb.sandbox import Sandbox
from cosnb.sigv4 import Credentials
from cosnb.transfer import send
from cosnb.uploads import send_form


@pytest.fixture
def form(box: Sandbox) -> PostForm:
    return presign_post(
        box.bucket,
        "in/${filename}",
        conditions=[["content-length-range", 1, 1_000_000], ["starts-with", "$Content-Type", "text/"]],
        fields={"success_action_status": "201", "x-amz-meta-note": "ü"},
        credentials=box.credentials,
        now=box.now,
    )


def _stored(box: Sandbox, key: str) -> bytes:
    return send(presign(box.bucket, key, credentials=box.credentials, now=box.now)).body


@pytest.mark.parametrize(
    "as_given",
    [lambda path: path, str, lambda path: path.read_bytes(), lambda path: io.BytesIO(path.read_bytes())],
)
def test_a_file_arrives_as_it_is(form: PostForm, box: Sandbox, tmp_path: Path, as_given: Any):
    path = tmp_path / "a b ü.txt"
    path.write_bytes(bytes(range(256)) * 1000 + b"\r\n--boundary--\r\n")
    answer = send_form(form, as_given(path), filename="f", fields={"Content-Type": "text/plain"})
    assert answer.status == 201
    assert _stored(box, "in/f") == path.read_bytes()


def test_the_name_of_a_path_is_its_filename(form: PostForm, box: Sandbox, tmp_path: Path):
    (tmp_path / "a b ü.txt").write_bytes(b"1")
    assert send_form(form, tmp_path / "a b ü.txt", fields={"Content-Type": "text/plain"}).ok
    # It is sent as UTF-8, as browsers do; the sandbox's store reads it as Latin-1.
    assert _stored(box, "in/" + "a b ü.txt".encode().decode("latin-1")) == b"1"


def test_a_filename_cannot_break_out_of_its_quotes(form: PostForm, box: Sandbox):
    name = 'x"\r\nContent-Disposition: form-data; name="key"\r\n\r\nother'
    assert send_form(form, b"1", filename=name, fields={"content-type": "text/plain"}).ok
    assert _stored(box, "in/" + name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")) == b"1"


def test_a_field_that_is_missing_is_named(form: PostForm):
    with pytest.raises(InputError, match="asks for Content-Type") as caught:
        send_form(form, b"1")
    assert caught.value.field == "fields"


def test_a_field_of_the_form_that_is_replaced_is_sent_once(store: Store, credentials: Credentials):
    def keep(handler: Any) -> None:
        handler.take()
        seen.append(handler.body)
        handler.reply(204)

    seen: list[bytes] = []
    store.trouble["POST", "object"] = [keep]
    given = {"acl": "private", "x-a": "1"}
    form = presign_post("b", "k", fields=given, endpoint=store.endpoint, credentials=credentials)
    send_form(form, b"data", fields={"ACL": "public"})
    names = re.findall(rb'name="([^"]+)"', seen[0])
    assert names.count(b"ACL") + names.count(b"acl") == 1
    assert names[-1] == b"file"
    assert seen[0].endswith(b"\r\n\r\ndata\r\n--" + seen[0].split(b"\r\n")[0][2:] + b"--\r\n")


def test_a_refusal_is_an_answer(form: PostForm):
    answer = send_form(form, b"", fields={"Content-Type": "text/plain"})
    assert (answer.status, answer.error and answer.error.code) == (400, "EntityTooSmall")
