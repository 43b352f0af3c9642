"""Where a secret's bytes are taken out of it: a handful of places, each with its reason, and nobody adds one in passing."""

from __future__ import annotations

import ast
import hmac
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import cosnb
from cosnb.sigv4 import Secret

PACKAGE = Path(cosnb.__file__).parent

REVEALED = {
    "sigv4/signing.py token_part": "a session token goes to the store in the open, as text in the URL or a header",
    "storage/credential_checks.py _text": "white space, quotes and keys of a wrong kind are found by looking at the text",
    "display/derivation.py _bytes": "keys of published examples, and of a page whose owner asked, are shown",
    "cli.py _sandbox": "the sandbox's secret is a published example, and other tools need it",
    "diagnosis/slots.py revealed": "the search for proof signs with changed secrets; what is shown is searched for them",
}
# One way only: what comes out leads back to no key.
SIGNED = {
    "sigv4/signing.py compute": "the signature of a request",
    "links/template.py sign": "that of a link with other keys and times",
    "links/forms/form.py sign_policy": "that of an upload form",
    "teach/mistakes.py _of_signature": "what a learner's mistake would have made of the published example",
    "widgets/credential_fields.py fingerprint": "two pastes are compared by six digits of it, salted",
}
STATES = {
    "links/template.py __init__": "a million links are signed from two states of a hash that hold the key",
    "diagnosis/search/core.py signer": "so are the hypotheses of the search, under the keys that it tries",
}


def places(name: str, *, called: bool) -> set[str]:
    """The functions of the package that mention an attribute, or call it."""
    found = set()
    for path, tree in trees().items():
        found |= {f"{path} {where}" for where in _mentions(tree, name, called)}
    return found


@cache
def trees() -> dict[str, ast.Module]:
    return {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}


def _mentions(tree: ast.AST, name: str, called: bool, where: str = "the module") -> Iterator[str]:
    for child in ast.iter_child_nodes(tree):
        inside = child.name if isinstance(child, ast.FunctionDef | ast.ClassDef) else where
        target = child.func if called and isinstance(child, ast.Call) else child
        if isinstance(target, ast.Attribute) and target.attr == name and (called is (target is not child)):
            yield inside
        if isinstance(child, ast.Call) and _by_name(child, name):
            yield inside
        yield from _mentions(child, name, called, inside)


def _by_name(call: ast.Call, name: str) -> bool:
    """``getattr(secret, "reveal")`` and its like."""
    function = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    texts = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
    return function in ("getattr", "attrgetter", "methodcaller", "__getattribute__") and name in texts


def test_the_places_where_a_secret_is_revealed_are_these():
    assert places("reveal", called=False) == set(REVEALED)


def test_they_can_be_counted_on_one_hand():
    assert len(REVEALED) <= 5


def test_the_places_where_a_secret_signs_are_these():
    assert places("signature", called=True) == set(SIGNED)
    assert places("hmac_states", called=False) == set(STATES)


def test_nobody_passes_by_the_methods():
    assert places("_Secret__value", called=False) == set()
    assert {where.partition(" ")[0] for where in places("__value", called=False)} == {"sigv4/secrets.py"}


@pytest.mark.parametrize(
    "code",
    [
        "def f(s): return s.reveal()",
        "def f(s): return map(Secret.reveal, s)",
        "def f(s): return getattr(s, 'reveal')()",
        "def f(s):\n  def g(): pass\n  return lambda: s.a.reveal",
    ],
)
def test_a_place_would_be_seen(code):
    assert set(_mentions(ast.parse(code), "reveal", called=False)) == {"f"}


@pytest.mark.parametrize("length", [0, 1, 32, 63, 64, 65, 200])
@pytest.mark.parametrize("message", ["", "a", "ü" * 100])
def test_every_method_is_the_hmac_of_the_standard_library(length, message):
    key = bytes(range(length))
    wanted = hmac.digest(key, message.encode(), "sha256")
    inner, outer = Secret(key).hmac_states()
    inner.update(message.encode())
    outer.update(inner.digest())
    assert (outer.digest(), Secret(key).signature(message), Secret(key).hmac(message).reveal()) == (
        wanted,
        wanted.hex(),
        wanted,
    )
