"""A signed request as six cards: canonical request, scope, string to sign, key derivation, signature, URL."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from ..links.reading.meanings import meaning_of
from ..sigv4 import Part, Signed, Stage, uri_decode
from ..sigv4.live import is_live_name
from ..sigv4.parts import NEWLINE, Parts, join
from ..sigv4.signed import Computation
from ..sigv4.url import Param, Url
from ..visible import MASK
from . import cards
from .derivation import derivation_commands, derivation_steps, inside_hmac, sha256_command, signature_command
from .style import label
from .tree import Content, Node, box, dump, fold, line, node, tr, view


def signed_tree(signed: Signed, *, reveal: bool | None = None) -> Node:
    """Everything about one signing. Secrets are masked unless ``reveal``, which defaults to ``signed.example``."""
    shown = signed.example if reveal is None else reveal
    query, headers = Url.parse(signed.url).query, ("host", *signed.headers)
    return view(
        f"Signing stages of {signed.method}",
        _head(signed, shown),
        _legend(signed),
        *computation_cards(signed.computation, shown=shown, query=query, headers=headers),
        _result_card(signed, shown),
    )


def computation_cards(
    computation: Computation, *, shown: bool, query: Iterable[Param], headers: Iterable[str] = ()
) -> Iterator[Node]:
    """The five cards from the canonical request to the signature.

    Args:
        query, headers: the parameters and the names of the headers in the order in which they are sent; a client sends
            the host first (RFC 9110 section 7.2).
    """
    canonical, scope, to_sign, made = computation.stages
    yield canonical_card(canonical, shown, query, headers)
    yield stage_card(2, scope, shown, _labelled(cards.SCOPE_LINES, _split(scope, Part("/"))))
    proof = _terminal("The hash in a terminal", sha256_command(canonical)) if shown or not _secret(canonical) else None
    yield stage_card(3, to_sign, shown, _labelled(cards.STRING_LINES, _split(to_sign, NEWLINE)), proof)
    # To walk along the flow, step by step.
    back = node("play", "◀ Back", data_step="-1", aria_label="The step before")
    on = node("play", "Step ▶", data_step="1", aria_label="The next step")
    yield node(
        "card",
        card_head(4, "derivation"),
        node("rule", cards.RULES["derivation"]),
        derivation_steps(computation.derivation, shown=shown),
        node("player", back, on, node("unseen", role="status")),
        inside_hmac(computation.derivation[-1]) if shown else None,
        _terminal("The four outputs in a terminal", derivation_commands(computation.derivation)),
        data_stage="derivation",
    )
    hashed = line("HMAC-SHA256(kSigning, string to sign)", masked(made.parts, shown))
    yield stage_card(5, made, shown, hashed, _terminal("The signature in a terminal", signature_command(to_sign)))


def _head(signed: Signed, shown: bool) -> Node:
    where = signed.url.partition("?")[0]
    blanks = node("blanks", "Show spaces and line ends", aria_pressed="false")
    reveal = None if shown else node("reveal", "Reveal", aria_label="Show the masked values in this page")
    return node("heading", node("title", f"{signed.method} {uri_decode(where)}"), _lifetime(signed), blanks, reveal)


def _lifetime(signed: Signed) -> Node:
    if signed.expires_at is None:
        return node("meta", f"signed {signed.signed_at:%Y-%m-%d %H:%M:%S} UTC")
    end = ", the end of the session" if signed.ends_with_session else ""
    until, made = (f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in (signed.expires_at, signed.signed_at))
    said = f"works until {signed.expires_at:%Y-%m-%d %H:%M:%S} UTC{end}"
    return node("countdown", said, datetime=until, data_signed=made)


def _legend(signed: Signed) -> Node:
    """Every input once, in the order in which it first enters the signature."""
    sources = dict.fromkeys(part.source for stage in signed.stages for part in stage.parts if part.source)
    chips = [node("chip", Part(label(source), source)) for source in sources]
    return node("legend", chips, role="group", aria_label="Inputs")


def canonical_card(stage: Stage, shown: bool = False, query: Iterable[Param] = (), headers: Iterable[str] = ()) -> Node:
    method, uri, parameters, *lines, end, names, payload = _split(stage, NEWLINE)
    by_query, by_header = cards.query_order(query), cards.header_order(headers, (one[0].text[:-1] for one in lines))
    names_of = ["canonical headers", *[""] * len(lines)]
    sorted_lines = cards.marked([masked(one, shown) for one in lines], by_header)
    return stage_card(
        1,
        stage,
        shown,
        node("rule", cards.sorting_rule(by_query, by_header)),
        line("HTTP method", masked(method, shown)),
        line("canonical URI", masked(uri, shown)),
        line("canonical query", cards.marked([masked(one, shown) for one in _rows(parameters)], by_query)),
        _labelled(names_of, sorted_lines),
        line("end of headers", masked(end, shown)),
        line("signed headers", masked(names, shown)),
        line("payload hash", masked(payload, shown)),
        cards.encoding_table(stage),
    )


def _rows(parts: Iterable[Part]) -> Iterator[list[Part]]:
    """A query string, one parameter a row, each with the ``&`` or ``?`` that stands before it."""
    found: list[Part] = []
    for part in parts:
        if part in (Part("&"), Part("?")) and found:
            yield found
            found = []
        found.append(part)
    if found:
        yield found


def _result_card(signed: Signed, shown: bool) -> Node:
    if signed.authorization:
        return stage_card(6, signed.result, shown, line("Authorization", masked(signed.result.parts, shown)))
    address, *query = _rows(signed.result.parts)
    headers = [(Part(f"{name}: "), _header(name, value)) for name, value in signed.headers.items()]
    to_send = [line("must be sent", masked(header, shown)) for header in headers]
    parameters = line("parameters", [node("row", masked(one, shown)) for one in query])
    said = line("address", masked(address, shown)), parameters, to_send, _parameters(query)
    return stage_card(6, signed.result, shown, *said)


def _header(name: str, value: str) -> Part:
    """The value of a header; its source is named where it is a secret."""
    return Part(value, f"header:{name.lower()}" if is_live_name(name) else None)


def _parameters(query: list[list[Part]]) -> Node:
    """What each of the URL's parameters, which stand above with their values, means."""
    rows = [
        tr(node("code", name), meaning_of(uri_decode(name.text), uri_decode(join(rest[1:]))))
        for _, name, *rest in query  # with "=" and a value, or as ?acl without both
    ]
    return fold("What each parameter means", node("table", *rows))


def stage_card(number: int, stage: Stage, shown: bool, *content: Content | Iterable[Content]) -> Node:
    head = card_head(number, stage.name, f"{len(stage.text.encode())} bytes")
    rule = node("rule", cards.RULES[stage.name])
    return node("card", head, rule, *content, _bytes(stage, shown), data_stage=stage.name)


def card_head(number: int, name: str, size: str | None = None) -> Node:
    title = cards.TITLES[name]
    named = node("number", str(number), aria_hidden="true"), node("title", title)
    if size is None:
        return node("heading", named)
    copy = node("copy", "Copy", data_copy=name, aria_label=f"Copy {title.lower()}")
    return node("heading", named, node("meta", size), copy)


def _labelled(names: Iterable[str], values: Iterable[Content | Parts]) -> list[Node]:
    return [line(name, value) for name, value in zip(names, values, strict=False)]


def masked(parts: Iterable[Part], shown: bool) -> list[Part]:
    """The parts with everything that works as a credential replaced by dots, unless it may be shown."""
    return [Part(MASK, p.source) if p.is_live and not shown else p for p in parts]


def _split(stage: Stage, separator: Part) -> list[Parts]:
    """The parts of a stage between its separators."""
    cuts = [-1, *(i for i, part in enumerate(stage.parts) if part == separator), len(stage.parts)]
    return [stage.parts[a + 1 : b] for a, b in pairwise(cuts)]


def _secret(stage: Stage) -> bool:
    return any(part.is_live for part in stage.parts)


def _bytes(stage: Stage, shown: bool) -> Node | None:
    """A hex dump; left out where it would spell out a secret."""
    if _secret(stage) and not shown:
        return None
    return fold("Bytes", dump(stage.parts))


def _terminal(what: str, command: str) -> Node:
    return fold(what, box("command", what, command))
