"""The store's side: what it would decide, and the stages as it computes them."""

from __future__ import annotations

from ..links import Verification, compare
from ..sigv4 import Signed
from ..sigv4.secrets import MASK
from .comparison import comparison_tree
from .stages import computation_cards
from .tree import Node, node


def verification_tree(verification: Verification, *, reveal: bool | None = None) -> Node:
    """The decision, the claimed signature beside the computed one, and the cards of the computation."""
    shown = verification.example if reveal is None else reveal
    accepted = verification.accepted
    verdict = "A store would accept this" if accepted else f"A store would refuse this: {verification.code}"
    return node(
        "view",
        node(
            "answer",
            node("heading", node("status", "accepted" if accepted else "refused"), node("title", verdict)),
            None if accepted else node("rule", verification.message or ""),
            _signatures(verification, shown),
            data_tone="good" if accepted else "bad",
        ),
        computation_cards(
            verification.computed, shown=shown, example=verification.example, query=verification.claimed.url.query
        )
        if verification.computed
        else None,
        role="group",
        aria_label="What a store computes",
    )


def beside_tree(signed: Signed, verification: Verification, *, reveal: bool | None = None) -> Node:
    """What the client signed beside what the store computes from what it received, stage by stage."""
    shown = verification.example if reveal is None else reveal
    verdict = verification_tree(verification, reveal=shown).children[0]
    comparison = comparison_tree(compare(signed, verification), reveal=shown)
    label = "The client's side and the store's side"
    return node("view", verdict, comparison.children, role="group", aria_label=label)


def _signatures(verification: Verification, shown: bool) -> list[Node]:
    """The claimed signature is as live as the computed one, where they are equal."""
    computed = verification.computed.signature if verification.computed else "could not be computed"
    rows = (("signature in the URL", verification.claimed.signature), ("signature computed", computed))
    return [node("line", node("label", name), node("code", text if shown else MASK)) for name, text in rows]
