"""Canary keys: everything that is computed from them, and every way in which Python and IPython show a thing."""

from __future__ import annotations

import base64
import pprint
import traceback
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from types import TracebackType
from typing import Any
from urllib.parse import quote

import pytest
from IPython.core.ultratb import VerboseTB

from cosnb.links import making, template
from cosnb.sandbox.seeds import ACCESS_KEY_ID, SECRET_ACCESS_KEY
from cosnb.sigv4 import Credentials, Secret, Signed, Url
from cosnb.storage.credential_places import AWS_NAMES, COS_NAMES

NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
NAIVE = datetime(2026, 1, 15, 12)  # without a time zone, which signing refuses

IBM = Credentials("0a1b2c3d4e5f60718293a4b5c6d7e8f9", "ca9a4e00ca9a4e11ca9a4e22ca9a4e33ca9a4e44ca9a4e55")
AWS = Credentials(
    "ASIACANARYCANARY0001", "Canary/Secret+Key/of/forty/characters/00", "IQoJb3JpZ2lu/Canary+Token+of+a+session=="
)
# The sandbox takes this pair, and cosnb does not know that it is published.
BOX = Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY, region="us-south")
PAIRS = {"IBM": IBM, "AWS": AWS}
# A header that is signed, and is a key as well.
CUSTOMER_KEY = "Q2FuYXJ5IGN1c3RvbWVyIGtleSBmb3IgU1NFLUMhISE="


def link_of(pair: Credentials, key: str | None = "a b/ü.txt", **more: Any) -> Signed:
    """A live link; that the keys are temporary is advice that is tested elsewhere."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return making.presign("my-bucket", key, **{"endpoint": "us-south", "credentials": pair, "now": NOW, **more})


def variables(pair: Credentials) -> dict[str, str]:
    """The environment variables in which people keep such a pair."""
    names = AWS_NAMES if pair.session_token else COS_NAMES
    found = dict(zip(names, (pair.access_key_id, pair.secret_access_key.reveal().decode()), strict=True))
    return {**found, "AWS_SESSION_TOKEN": pair.session_token.reveal().decode()} if pair.session_token else found


class Watch:
    """Everything that is computed from canaries while it watches: keys, signatures, tokens. ``found_in`` looks for them."""

    def __init__(self, *pairs: Credentials) -> None:
        self.keys: set[bytes] = set()
        self.texts: set[str] = set()
        for pair in pairs:
            self.keys.add(pair.secret_access_key.reveal())
            if pair.session_token:
                self.texts.add(pair.session_token.reveal().decode())

    def found_in(self, text: str) -> list[str]:
        """What of it stands in a text, in any of the forms in which bytes are written."""
        text = text.replace("<wbr>", "")  # where a long word may be broken
        return [form for form in (*self.forms_of_keys(), *self.forms_of_texts()) if form in text]

    def forms_of_keys(self) -> Iterator[str]:
        """The secret and the keys derived of it."""
        for key in self.keys:
            yield from _forms_of_bytes(key)

    def forms_of_texts(self) -> Iterator[str]:
        """Signatures and the session token."""
        for secret in self.texts:
            yield from (secret[:20], secret[-20:], quote(secret, safe="")[:24], *_forms_of_bytes(secret.encode()))

    @contextmanager
    def watching(self) -> Iterator[Watch]:
        """Note every key and signature that is made of what is already known."""
        hmac, prefixed, signature = Secret.hmac, Secret.prefixed, Secret.signature
        ready, sign = template.Template.__init__, template.Template.url
        live: list[template.Template] = []

        def note(parent: Secret, child: Secret) -> Secret:
            if parent.reveal() in self.keys:
                self.keys.add(child.reveal())
            return child

        def note_signature(key: Secret, message: str) -> str:
            made = signature(key, message)
            if key.reveal() in self.keys:
                self.texts.add(made)
            return made

        def note_ready(cut: template.Template, link: Signed, holes: Sequence[str] = ("key",)) -> None:
            ready(cut, link, holes)
            live.extend([cut] * (not link.example))

        def note_sign(cut: template.Template, *values: str) -> str:
            made = sign(cut, *values)
            if any(one is cut for one in live):
                self.texts.add(made[-64:])
            return made

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Secret, "hmac", lambda key, message: note(key, hmac(key, message)))
            patch.setattr(Secret, "prefixed", lambda key, prefix: note(key, prefixed(key, prefix)))
            patch.setattr(Secret, "signature", note_signature)
            patch.setattr(template.Template, "__init__", note_ready)
            patch.setattr(template.Template, "url", note_sign)
            yield self


def _forms_of_bytes(key: bytes) -> Iterator[str]:
    """The bytes as text, as hex, as a dump of them, as Python and JSON write them, in Base64 and in a URL."""
    yield key.hex()
    yield key.hex().upper()
    yield key[:12].hex(" ")
    yield str(list(key[:12]))[1:-1]
    yield repr(key)[2:-1]
    yield base64.b64encode(key).decode()[:40]
    if key.isascii() and key.decode().isprintable():
        yield key.decode()[:14]
        yield key.decode()[-14:]
        yield quote(key.decode(), safe="")


def shown(thing: object) -> str:
    """Every way in which Python shows an object by itself, and the attributes that it keeps."""
    texts = [repr(thing), repr([thing]), repr({"thing": thing}), pprint.pformat(thing)]
    if not isinstance(thing, str | Url):  # whose text is what it is
        texts += [str(thing), f"{thing}"]
    if hasattr(thing, "__dict__"):
        texts.append(repr(vars(thing)))
    return "\n".join(texts)


def told(error: BaseException) -> str:
    """An error as Python, IPython's ``%xmode Verbose`` and a debugger tell it, with its causes and contexts.

    Of the frames, those from the first of cosnb's on: what stands in a person's own cell is theirs.
    """
    texts = []
    for one in chain_of(error):
        frames = ours(one.__traceback__)
        texts += [repr(one), str(one), repr(one.args), repr(vars(one))]
        texts += traceback.format_exception(one, chain=False)
        texts += locals_of(frames)
        if frames:
            texts.append(VerboseTB(theme_name="nocolor").text(type(one), one, frames))
    return "\n".join(texts)


def locals_of(frames: TracebackType | None) -> Iterator[str]:
    """Every variable of every frame, as a debugger lists them."""
    for frame, _ in traceback.walk_tb(frames):
        yield from (f"{name} = {_repr(value)}" for name, value in frame.f_locals.items())


def _repr(value: object) -> str:
    try:
        return repr(value)
    except Exception as error:  # an object that is only half made
        return repr(error)


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    """An error, what caused it, and what was being handled, even where that is not printed."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            waiting += [one.__cause__, one.__context__]
            yield one


def ours(frames: TracebackType | None) -> TracebackType | None:
    """The frames from the first of cosnb's on."""
    while frames and not str(frames.tb_frame.f_globals.get("__name__", "")).startswith("cosnb"):
        frames = frames.tb_next
    return frames


def joined(texts: Iterable[str]) -> str:
    return "\n".join(texts)
