"""A store's answer: the status, what it means, and what went over the wire."""

from collections.abc import Iterable
from dataclasses import replace

from ..links import ParsedRequest
from ..links.reading.claims import claimed
from ..links.redaction import Hider
from ..sigv4 import Url
from ..transfer import Answer, Sent
from ..visible import visible
from .cards import WORDS
from .tree import Node, box, fold, hidden, line, node, view


def answer_tree(
    answer: Answer, hide: Iterable[str] | None = None, *, key: str = "", reveal: bool | None = None
) -> Node:
    """What came back, and what was sent.

    Args:
        hide: texts that must not be shown, such as a live signature; wherever they stand, dots stand instead. None
            hides what works as a credential, unless it was signed with published examples.
        key: of the object that the request was for; what has happened to it is said.
        reveal: hide nothing.
    """
    live = answer.live_texts if hide is None else hide
    return hidden(_answer(answer, key), Hider(() if reveal else live))


def with_causes(tree: Node, diagnosis: Node) -> Node:
    """A refused answer with the causes below its first sentences; what went over the wire is closed below them."""
    (card,) = tree.children
    said = tuple(child for child in card.children if child.kind in ("heading", "rule"))
    wire = [child for child in card.children if child not in said]
    below = fold("What the store answered, and what was sent", wire)
    return replace(tree, children=(replace(card, children=said), *diagnosis.children, below))


def _answer(answer: Answer, key: str) -> Node:
    error, signed = answer.error, _is_signed(answer.sent)
    accepted = "The store accepted the signature" if signed else "The request carried no signature"
    # The same codes mean something else where nothing was signed.
    meanings = WORDS["answers"] if signed else {**WORDS["answers"], **WORDS["unsigned"]}
    done = _done(answer, visible(key)) if key and answer.ok else ""
    sent = answer.sent
    request = "\n".join([f"{sent.method} {sent.target}", *(f"{name}: {value}" for name, value in sent.headers)])
    received = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    title = error.code if error else done or accepted if answer.ok else "No reason given"
    card = node(
        "answer",
        node("heading", node("status", f"{answer.status} {answer.reason}"), node("title", title)),
        node("rule", f"{accepted}.") if done else None,
        node("rule", meanings[error.code]) if error and error.code in meanings else None,
        [line(name, value) for name, value in _facts(answer)],
        box("preview", "The body", answer.preview) if answer.preview else None,
        fold("The request on the wire", box("command", "The request", request)),
        fold("The answer's headers", box("command", "The headers", received)),
        data_tone="good" if answer.ok else "bad",
    )
    return view(f"The store's answer: {answer.status}", card)


def _done(answer: Answer, key: str) -> str:
    """What has happened to an object, as far as a store tells it."""
    stored = next((value for name, value in answer.sent.headers if name.lower() == "content-length"), "0")
    return {
        "PUT": f"{int(stored):,} bytes stored as {key}",
        "GET": f"{answer.size:,} bytes read from {key}",
        "HEAD": f"{key} is there, with {answer.size:,} bytes",
        "DELETE": f"{key} is deleted, or was not there: stores tell both alike",
    }.get(answer.sent.method, "")


def _is_signed(sent: Sent) -> bool:
    """Whether a signature was sent: in the query, in the Authorization header, or in the fields of a form."""
    if claimed(ParsedRequest("unsigned", "", Url.parse(f"http://store{sent.target}"), headers=sent.headers)).signature:
        return True
    types = (value for name, value in sent.headers if name.lower() == "content-type")
    return sent.method == "POST" and any(value.lower().startswith("multipart/form-data") for value in types)


def _facts(answer: Answer) -> Iterable[tuple[str, str]]:
    if answer.error:
        yield "message", answer.error.message
    for name in ("content-type", "content-length", "etag", "location"):
        if name in answer.headers:
            yield name, answer.headers[name]
