"""Send an upload form from Python, as a browser does."""

import os
import secrets
from collections.abc import Mapping
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from urllib3.fields import format_multipart_header_param as parameter

from ..errors import InputError
from ..links.forms.form import PostForm
from ..scrub_frames import scrub_frames
from ..storage import Pairs, check_pairs
from ..transfer import Answer, send
from ..transfer.bodies import prepare
from .parts import Timeout


@scrub_frames
def send_form(
    form: PostForm,
    file: str | os.PathLike[str] | bytes | BinaryIO,
    *,
    filename: str | None = None,
    fields: Pairs = (),
    timeout: Timeout = (5, 60),
    trust_env: bool = False,
    progress: bool | None = None,
) -> Answer:
    """Send a presigned POST with a file, as multipart/form-data.

    Args:
        form: the form, from :func:`cosnb.presign_post`.
        file: a path, bytes, or a binary file, read in pieces from its position on.
        filename: the name that ``${filename}`` stands for; None takes the path's, or ``"file"``.
        fields: fields that the policy leaves to the sender, such as ``{"Content-Type": "image/png"}``.
        timeout, trust_env, progress: as in :func:`cosnb.send`.

    Returns:
        The store's answer: 204, or what the field ``success_action_status`` asks for.

    Raises:
        InputError: a value cannot be used, or the policy asks for a field that is missing.
        SendError: no answer came back.

    Source: "Browser-based uploads using POST", Amazon S3 API reference: the file is the last field.
    """
    added = dict(check_pairs("fields", fields))
    names = {name.lower() for name in added}
    if missing := [name for name in form.required_fields if name.lower() not in names]:
        raise InputError("fields", f"the policy asks for {', '.join(missing)}.", f"Give {{{missing[0]!r}: …}}.")
    boundary = secrets.token_hex(24)  # nobody can have written it into the file
    data = Path(file) if isinstance(file, str | os.PathLike) else file
    kept = {name: value for name, value in form.fields.items() if name.lower() not in names}
    head = _head({**kept, **added}, filename or (data.name if isinstance(data, Path) else "file"), boundary)
    tail = f"\r\n--{boundary}--\r\n".encode()
    way: dict[str, Any] = {"timeout": timeout, "trust_env": trust_env, "progress": progress}
    with ExitStack() as opened:
        body = prepare(data, None, opened)
        size = len(head) + len(body) + len(tail)
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Content-Length": str(size)}
        return send(form.url, chain((head,), body, (tail,)), method="POST", headers=headers, **way)


def _head(fields: Mapping[str, str], filename: str, boundary: str) -> bytes:
    """Everything up to the first byte of the file."""
    begin = f"--{boundary}\r\nContent-Disposition: form-data; "
    rows = [f"{begin}{parameter('name', name)}\r\n\r\n{value}\r\n" for name, value in fields.items()]
    last = f'{begin}name="file"; {parameter("filename", filename)}\r\n\r\n'
    return "".join((*rows, last)).encode("utf-8", "surrogateescape")
