"""What cannot be used is refused by the function that is given it, in words, and is not repeated where it is secret."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from cosnb import (
    Credentials,
    InputError,
    Presigner,
    PresignForm,
    Sandbox,
    UrlInspector,
    compare,
    diagnose,
    parse,
    presign,
    presign_many,
    presign_post,
    save_link_page,
    send,
    snippets,
    upload,
    verify,
    write_links,
)
from cosnb.uploads import abort_upload, plan_upload

PAIR = Credentials("0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677")
NOW = datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
HERE: dict[str, Any] = {"endpoint": "us-south", "credentials": PAIR}
LINK = presign("my-bucket", "k", now=NOW, **HERE)
PRESIGNER = Presigner("my-bucket", now=NOW, **HERE)


# The moment of signing

CLOCKS: dict[str, Callable[[Any], object]] = {
    "presign": lambda now: presign("my-bucket", "k", now=now, **HERE),
    "presign_many": lambda now: presign_many("my-bucket", ["k"], now=now, **HERE),
    "presign_post": lambda now: presign_post("my-bucket", "k", now=now, **HERE),
    "Presigner": lambda now: Presigner("my-bucket", now=now, **HERE),
    "Presigner.at": lambda now: PRESIGNER.at(now),
    "verify": lambda now: verify(LINK, PAIR, now=now),
    "diagnose": lambda now: diagnose(LINK.url, now=now),
    "write_links": lambda now: write_links(PRESIGNER, ["k"], "links.csv", now=now),
    "write_links to Parquet": lambda now: write_links(PRESIGNER, ["k"], "links.parquet", now=now),
    "save_link_page": lambda now: save_link_page(PRESIGNER, ["k"], "links.html", now=now),
    "plan_upload": lambda now: plan_upload("my-bucket", "k", 1, now=now, **HERE),
    "upload": lambda now: upload(__file__, "my-bucket", "k", now=now, **HERE),
    "Sandbox": lambda now: Sandbox(0, now=now),
    "PresignForm": lambda now: PresignForm(now=now),
    "UrlInspector": lambda now: UrlInspector(now=now),
}
NO_MOMENTS = ("2026-01-01", "", date(2026, 1, 1), 5, 0, datetime(2026, 1, 1), datetime(999, 1, 1, tzinfo=timezone.utc))


@pytest.mark.parametrize("now", NO_MOMENTS, ids=repr)
@pytest.mark.parametrize("name", CLOCKS)
def test_what_is_no_moment_is_refused_before_anything_is_done(
    name: str, now: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"^now: .*\.") as caught:
        CLOCKS[name](now)
    assert caught.value.remedy
    assert not list(tmp_path.iterdir())


# Checking and comparing


def holds_nothing_live(error: InputError) -> bool:
    """Neither the error nor its value has a signature, a secret or a whole URL in it."""
    shown = f"{error!r} {error} {error.value!r}"
    secret = PAIR.secret_access_key.reveal().decode()
    return not any(text in shown for text in (LINK.signature, secret, LINK.url))


VERIFIED: dict[str, tuple[str, Callable[[], object]]] = {
    "nothing": ("request", lambda: verify(None, PAIR)),  # type: ignore[arg-type]
    "a number": ("request", lambda: verify(5, PAIR)),  # type: ignore[arg-type]
    "bytes": ("request", lambda: verify(LINK.url.encode(), PAIR)),  # type: ignore[arg-type]
    "swapped": ("request", lambda: verify(PAIR, LINK.url)),  # type: ignore[arg-type]
    "no keys": ("credentials", lambda: verify(LINK.url, None)),  # type: ignore[arg-type]
    "keys as a number": ("credentials", lambda: verify(LINK.url, 3)),  # type: ignore[arg-type]
    "a method that is a number": ("method", lambda: verify(LINK, PAIR, method=5)),  # type: ignore[arg-type]
    "a method that is empty": ("method", lambda: verify(LINK, PAIR, method="")),
    "a method that is two words": ("method", lambda: verify(LINK, PAIR, method="GET it")),
    "a method that is a URL": ("method", lambda: verify(LINK, PAIR, method=LINK.url)),
    "headers as text": ("headers", lambda: verify(LINK, PAIR, headers="a")),  # type: ignore[arg-type]
    "no headers": ("headers", lambda: verify(LINK, PAIR, headers=None)),  # type: ignore[arg-type]
    "a header of a number": ("headers", lambda: verify(LINK, PAIR, headers={"a": 1})),  # type: ignore[dict-item]
    "a header that is no pair": ("headers", lambda: verify(LINK, PAIR, headers=[("a",)])),  # type: ignore[list-item]
    "a body that is a number": ("body", lambda: verify(LINK, PAIR, body=5)),  # type: ignore[arg-type]
    "a body without a UTF-8 form": ("body", lambda: verify(LINK, PAIR, body="\ud800")),
}


@pytest.mark.parametrize("what", VERIFIED)
def test_verify_names_what_cannot_be_checked(what: str) -> None:
    field, check = VERIFIED[what]
    with pytest.raises(InputError) as caught:
        check()
    assert caught.value.field == field
    assert caught.value.remedy
    assert holds_nothing_live(caught.value)


@pytest.mark.parametrize(
    "pair", [(None, None), (LINK.url, LINK.url), (LINK, LINK.url), (LINK, PAIR), (parse(LINK.url), 5)], ids=str
)
def test_compare_says_what_can_be_compared(pair: tuple[Any, Any]) -> None:
    with pytest.raises(InputError, match=r"^[ab]: .* presign\(…\) or verify\(url, credentials\)") as caught:
        compare(*pair)
    assert caught.value.field == ("b" if pair[0] is LINK or pair[1] == 5 else "a")
    assert holds_nothing_live(caught.value)


def test_results_of_verify_are_compared() -> None:
    assert compare(verify(LINK.url, PAIR, now=NOW), verify(LINK.url, PAIR, now=NOW)).equal


# Other arguments of another type


OTHERS: dict[str, tuple[str, Callable[[], object]]] = {
    "no headers to send": ("headers", lambda: send(LINK, headers=None)),  # type: ignore[arg-type]
    "a header of a number to send": ("headers", lambda: send(LINK, headers={"a": 1})),  # type: ignore[dict-item]
    "a URL as the method to send": ("method", lambda: send(LINK, method=LINK.url)),
    "a URL as the method to sign": ("method", lambda: presign("my-bucket", "k", method=LINK.url, **HERE)),
    "code of a number": ("signed", lambda: snippets(5)),  # type: ignore[arg-type]
    "code of a URL": ("signed", lambda: snippets(LINK.url)),  # type: ignore[arg-type]
    "a form with a number for keys": ("credentials", lambda: PresignForm(credentials=7)),  # type: ignore[arg-type]
    "an inspector with a number for keys": ("credentials", lambda: UrlInspector(credentials=0)),  # type: ignore[arg-type]
    "an inspector of a number": ("text", lambda: UrlInspector(5)),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("what", OTHERS)
def test_an_argument_of_another_type_is_named(what: str) -> None:
    field, use = OTHERS[what]
    with pytest.raises(InputError) as caught:
        use()
    assert (caught.value.field, bool(caught.value.remedy)) == (field, True)
    assert holds_nothing_live(caught.value)


# Files


FILES: dict[str, tuple[str, Callable[[], object]]] = {
    "send to a number": ("to", lambda: send(LINK, to=5)),  # type: ignore[arg-type]
    "send to no name": ("to", lambda: send(LINK, to="")),
    "upload nothing": ("path", lambda: upload(None, "my-bucket", "k", **HERE)),  # type: ignore[arg-type]
    "upload a number": ("path", lambda: upload(5, "my-bucket", "k", **HERE)),  # type: ignore[arg-type]
    "no workers": ("workers", lambda: upload(__file__, "my-bucket", "k", workers=0, **HERE)),
    "many workers": ("workers", lambda: upload(__file__, "my-bucket", "k", workers=33, **HERE)),
    "a worker that is true": ("workers", lambda: upload(__file__, "my-bucket", "k", workers=True, **HERE)),
    "workers in words": ("workers", lambda: upload(__file__, "my-bucket", "k", workers="4", **HERE)),
    "a journal of a number": ("journal", lambda: upload(__file__, "my-bucket", "k", journal=5, **HERE)),  # type: ignore[arg-type]
    "give nothing up": ("what", lambda: abort_upload(None)),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_is_named_before_anything_is_sent(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cosnb.transfer.sending._exchange", lambda *_: pytest.fail("it was sent"))
    field, use = FILES[what]
    with pytest.raises(InputError) as caught:
        use()
    assert (caught.value.field, bool(caught.value.remedy)) == (field, True)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: presign("b", "k", expires_in=60), "presign() has no argument 'expires_in': write expires=3600"),
        (lambda: presign("b", "k", ExpiresIn=60), "presign() has no argument 'ExpiresIn': write expires=3600"),
        (lambda: presign("b", "k", endpoint_url="x"), "'endpoint_url': write endpoint=\"https://…\""),
        (lambda: presign("b", "k", adressing="path"), "'adressing': write addressing="),
        (
            lambda: presign_many("b", ["k"], region_name="x"),
            "presign_many() has no argument 'region_name': write region=",
        ),
        (lambda: upload("f", "b", "k", aws_access_key_id="x"), "write credentials=Credentials(access_key_id,"),
        (lambda: Presigner("b", http_method="PUT"), "Presigner() has no argument 'http_method': write method="),
        (lambda: send(LINK, body=b"1"), "send() has no argument 'body': write data="),
        (lambda: presign("b", "k", quite_another=1), "presign() got an unexpected keyword argument 'quite_another'"),
    ],
)
def test_the_word_of_another_tool_says_what_to_write(call: Callable[[], object], message: str) -> None:
    with pytest.raises(TypeError) as caught:
        call()
    assert message in str(caught.value)


def test_the_error_of_such_a_word_holds_no_argument() -> None:
    with pytest.raises(TypeError) as caught:
        presign("b", "k", aws_secret_access_key="never-shown")  # type: ignore[call-arg]
    frames = [frame for frame, _ in traceback.walk_tb(caught.value.__traceback__)][1:]
    assert "never-shown" not in repr([frame.f_locals for frame in frames]) + repr(caught.value.__context__)
