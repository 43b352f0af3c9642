"""*All causes*: the catalogue of the diagnosis, sorted by the piece of the request that each is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from cosnb.diagnosis.cause import AnyCause
from cosnb.diagnosis.causes import CAUSES, RENAMED
from cosnb.diagnosis.finding import Stage

from .markdown import code, plain, table

TITLES = {
    "url": "The URL as a text",
    "method": "The method",
    "path": "The path",
    "query": "The query",
    "headers": "Headers",
    "payload": "The body",
    "scope": "The scope: day, region, service",
    "string_to_sign": "The string to sign",
    "derivation": "The signing key",
    "signature": "The signature",
    "time": "Time",
    "credentials": "Credentials",
    "permission": "Permission",
    "network": "The way to the store, and the store itself",
    "transfer": "The transfer",
}
SIDES = {
    "signer": "where the link is signed",
    "url": "in the link, after it was signed",
    "way": "between the link and the store",
    "store": "at the store",
}
HEAD = """# All causes

Every cause that `diagnose` can name, by the piece of the request that it is about. The page is made of the catalogue that the
diagnosis itself uses, so it cannot lag behind it. In a terminal, `cosnb causes` lists the same and `cosnb causes expired`
prints one. An ellipsis (…) stands for what was found in the request at hand.

*Seen in the request* means that no keys are needed. *Provable with the keys* means that cosnb can sign again with that
cause undone: where it arrives at the signature in the link, the cause is proven.
"""


def pages() -> dict[str, str]:
    """The one page."""
    by_stage = [(stage, [one for one in CAUSES if one.stage == stage]) for stage in get_args(Stage)]
    total = sum(len(found) for _, found in by_stage)
    index = table(
        ["About", "Causes"],
        ([f"[{TITLES[stage]}](#about-{stage})", str(len(found))] for stage, found in by_stage if found),
    )
    blocks = [HEAD, f"There are {total}.\n", index]
    for stage, found in by_stage:
        blocks += [f"(about-{stage})=\n## {TITLES[stage]}", *map(_cause, found)] if found else []
    return {"reference/causes.md": "\n\n".join(blocks) + "\n"}


def _cause(one: AnyCause) -> str:
    title, why, fix = (plain(text.replace("{how}", "…")) for text in (one.title, one.why, one.fix))
    former = sorted(old for old, now in RENAMED.items() if now == one.id)
    facts = [f"Id: {code(one.id)}", f"Happens {SIDES[one.side]}", f"Found: {'; '.join(_found(one))}"]
    facts += [f"In 0.1: {', '.join(map(code, former))}"] if former else []
    said = "\n".join(f"- {fact}" for fact in facts)
    return f"(cause-{one.id})=\n### {title.removesuffix(': …')}\n\n{why}\n\n**What to do.** {fix}\n\n{said}"


def _found(one: AnyCause) -> Iterator[str]:
    is_url = one.stage == "url" and not one.answers
    if one.seen or is_url:
        yield "seen in the request"
    if one.undo or one.sign:
        yield "provable with the keys"
    codes = dict.fromkeys(name for answer in one.answers for name in answer.codes)
    if codes:
        yield f"in the store's answer ({', '.join(map(code, codes))})"
    elif one.answers:
        yield "in the words of the answer"
    if not (one.seen or one.undo or one.sign or one.answers or is_url):
        yield "by comparing with what the store or a log repeats, or because nothing else is left"
