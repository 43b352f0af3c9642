"""A diagnosis: what is wrong, how sure that is, the evidence, the fix, and the repaired URL."""

import re

from ..diagnosis import CauseRow, Diagnosis, DiagnosisTable, Finding
from ..links import ParsedRequest, parse
from ..links.checking.differences import ends
from ..links.redaction import Hider
from ..sigv4 import Part
from ..storage.known_hosts import reach
from ..visible import MASK
from .cards import WORDS
from .stages import masked
from .tree import Node, box, fold, hidden, line, node, tr, view

_ROWS = 100
_PLACES = 5


def diagnosis_tree(diagnosis: Diagnosis, *, reveal: bool | None = None) -> Node:
    """Every finding, the most certain first, and what the request says. Live values are masked unless ``reveal``."""
    tree = _diagnosis(diagnosis, bool(reveal))
    return tree if reveal else hidden(tree, Hider(diagnosis.live_texts))


def _diagnosis(diagnosis: Diagnosis, shown: bool) -> Node:
    tried = f"possibilities tried: {diagnosis.tried:,}" if diagnosis.tried else None
    return view(
        "Diagnosis",
        node("heading", node("title", _count(diagnosis)), node("meta", tried) if tried else None),
        node("rule", about) if (about := _about_signature(diagnosis)) else None,
        [finding_card(finding, number, shown) for number, finding in enumerate(diagnosis.findings)],
        request_table(diagnosis.request, shown),
        _list("What was checked", diagnosis.checked),
        _list("Explained by the above", [finding.title for finding in diagnosis.superseded]),
    )


def _count(diagnosis: Diagnosis) -> str:
    causes = [finding for finding in diagnosis.findings if finding.certainty != "possible"]
    if not causes:
        return "Nothing wrong found"
    if all(finding.certainty == "likely" for finding in causes):
        return "One likely cause" if len(causes) == 1 else f"{len(causes)} likely causes"
    return "One cause found" if len(causes) == 1 else f"{len(causes)} causes found, the surest first"


def _about_signature(diagnosis: Diagnosis) -> str | None:
    """Where nothing wrong was found: whether the signature was looked at, which is what a reader takes it to say."""
    if any(finding.certainty != "possible" for finding in diagnosis.findings):
        return None
    return next((note for note in diagnosis.checked if note.startswith("The signature was ")), None)


def finding_card(finding: Finding, number: int, shown: bool) -> Node:
    """One finding as a card."""
    sure = node("status", finding.certainty, title=WORDS["certainties"][finding.certainty])
    return node(
        "finding",
        node("heading", sure, node("title", finding.title), node("meta", finding.stage.replace("_", " "))),
        node("rule", finding.explanation),
        box("preview", "Evidence", _marked(finding.evidence)) if finding.evidence else None,
        line("fix", finding.fix, kind="text") if finding.fix else None,
        _repaired(finding.repaired_url, number, shown) if finding.repaired_url else (),
        data_tone="bad" if finding.certainty in ("proven", "certain") else "advice",
        data_certainty=finding.certainty,
    )


def _repaired(url: str, number: int, shown: bool) -> list[Node]:
    return [
        node("use", "Use the repaired URL", data_use=str(number)),
        node("use", "Copy", data_use=str(number), data_how="copy", aria_label="Copy the repaired URL"),
        line("repaired URL", masked(parse(url).url.parts, shown)),
    ]


_SIDES = re.compile(r"^(signed: )(.*)(\nreceived: )(.*)$", re.MULTILINE)


def _marked(evidence: str) -> list[Part]:
    """Evidence in which what was signed stands above what was received: the pieces that differ are marked."""
    sides = _SIDES.search(evidence)
    if not sides:
        return [Part(evidence)]
    front, back = ends(sides[2], sides[4])
    parts, at = [], 0
    for group in (2, 4):
        start, end = sides.start(group) + front, sides.end(group) - back
        parts += [Part(evidence[at:start]), Part(evidence[start:end], "difference")]
        at = end
    return [part for part in (*parts, Part(evidence[at:])) if part.text]


def request_table(request: ParsedRequest, shown: bool) -> Node:
    """What the request says of itself, parameter by parameter."""
    given = request.parameters
    said = [claim for claim in _claims(request) if claim[1]]
    said += [(p.name, MASK if p.secret and not shown else p.value, p.meaning) for p in given[:_ROWS]]
    rows = [tr(name, [node("code", text), *_meaning(meaning)]) for name, text, meaning in said]
    table = node("table", rows)
    rest = node("rule", f"… {len(given) - _ROWS:,} more parameters") if len(given) > _ROWS else None
    return fold("What the request says", table, rest)


def _meaning(text: str) -> list[Node]:
    return [node("raw", f" · {text}")] if text else []


def _claims(request: ParsedRequest) -> tuple[tuple[str, str, str], ...]:
    when = "%Y-%m-%d %H:%M:%S UTC"
    return (
        ("kind", request.kind, "how it is signed"),
        ("method", request.method or "", ""),
        ("host", request.host, ", ".join(filter(None, (request.known_host.provider.name, reach(request.host))))),
        ("bucket", request.bucket or "", "as host and path imply"),
        ("key", request.key or "", ""),
        ("signed at", request.signed_at.strftime(when) if request.signed_at else "", "by the signer's clock"),
        ("works until", request.expires_at.strftime(when) if request.expires_at else "", ""),
    )


def causes_tree(table: DiagnosisTable, *, reveal: bool | None = None) -> Node:
    """Many links by cause: how many, how sure, what to do, where they stand, and an example of each."""
    links = sum(cause.count for cause in table.rows)
    head = tr("links", "cause", "fix", table.unit, kind="th")
    return view(
        "Causes",
        node("heading", node("title", f"{links:,} link{'s' if links != 1 else ''} by cause")),
        [node("rule", note) for note in table.notes],
        node("table", head, [tr(*_cells(cause)) for cause in table.rows]) if table.rows else None,
        [_example(cause, table.unit, number, bool(reveal)) for number, cause in enumerate(table.rows) if cause.id],
    )


def _cells(cause: CauseRow) -> tuple[str, str, str, str]:
    sure = ", ".join(f"{count:,} {name}" for name, count in cause.certainties.items())
    many = f"{cause.count:,}" if not cause.id else f"{cause.count:,}: {sure}" if len(cause.certainties) > 1 else sure
    fix = cause.example.findings[0].fix if cause.id else ""
    places = ", ".join(map(str, cause.places[:_PLACES])) + (" …" if cause.count > _PLACES else "")
    return many, cause.example.summary, fix, places


def _example(cause: CauseRow, unit: str, number: int, shown: bool) -> Node:
    finding = cause.example.findings[0]
    card = finding_card(finding, number, shown)
    hidden_card = card if shown else hidden(card, Hider(cause.example.live_texts))
    return fold(f"{finding.title}: {unit} {cause.example_place:,}", hidden_card)


def _list(title: str, texts: tuple[str, ...] | list[str]) -> Node | None:
    if not texts:
        return None
    return fold(title, node("list", [node("item", text) for text in texts]))
