"""What a diagnosis says: findings, each with how sure it is."""

import platform
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from .. import __version__
from ..links import ParsedRequest
from ..links.reading.pasted import CUT
from ..links.redaction import Hider
from ..notices import advise
from ..results import Undecided
from ..visible import MASK, visible

if TYPE_CHECKING:
    from .reply import Reply

Certainty = Literal["proven", "certain", "likely", "possible"]
CERTAINTIES: tuple[Certainty, ...] = ("proven", "certain", "likely", "possible")

# The pieces that a signature covers, and what else a cause can be about.
Covered = Literal["method", "path", "query", "headers", "payload", "scope", "string_to_sign", "derivation", "signature"]
Stage = Literal["url", Covered, "time", "credentials", "permission", "network", "transfer"]


@dataclass(frozen=True, slots=True, repr=False)
class Finding:
    """One cause, or one thing worth knowing.

    Attributes:
        id: short and stable, such as ``"expired"``.
        certainty: ``"proven"`` (a recomputed signature equals the one in the URL), ``"certain"`` (it stands in the URL,
            the request or the answer, and the source of the rule is known), ``"likely"`` or ``"possible"``.
        stage: where in the making of the signature it sits (``"method"``, ``"path"``, ``"query"``, ``"headers"`` and
            ``"payload"`` are the pieces of the canonical request), or ``"url"``, ``"time"``, ``"credentials"``,
            ``"permission"``, ``"network"`` or ``"transfer"``.
        title: the cause in one line.
        explanation: why it matters, in plain words.
        evidence: what shows it, one thing a line; never a secret, a token or a signature.
        fix: what to do.
        repaired_url: a URL without this fault, or None; where the certainty is ``"proven"``, one that was recomputed and
            holds by itself, whatever else was wrong. It is a live credential, so no repr shows it.
    """

    id: str
    certainty: Certainty
    stage: Stage
    title: str
    explanation: str
    evidence: str = ""
    fix: str = ""
    repaired_url: str | None = None

    def __repr__(self) -> str:
        return f"Finding({self.id!r}, {self.certainty}, {self.stage}: {visible(self.title, 300)})"


@dataclass(frozen=True, slots=True, repr=False)
class Diagnosis(Undecided):
    """Why a signed request fails, as far as it can be told. It is neither true nor false: ask :attr:`findings`.

    Attributes:
        findings: the most certain first; empty where nothing wrong was found.
        request: the request as it was read, with the method, the headers and the body that it was sent with.
        checked: what was checked, and against what, one sentence each.
        tried: how many hypotheses were recomputed and compared with the signature.
        superseded: findings that another one explains, so that they are no causes of their own.
        complete: False where the search for proof ended early: its budget was used up, or it was interrupted.
        interrupted: True where it was.
        reply: the store's answer as it was read, or None.
        live_texts: what of all that was given works as a credential: whoever shows the diagnosis hides these.
    """

    ask = ".findings, which is empty where nothing wrong was found"

    findings: tuple[Finding, ...]
    request: ParsedRequest
    checked: tuple[str, ...]
    tried: int = 0
    superseded: tuple[Finding, ...] = field(default=())
    complete: bool = True
    live_texts: tuple[str, ...] = ()
    interrupted: bool = False
    reply: "Reply | None" = None

    @property
    def set_aside(self) -> tuple[Finding, ...]:
        """What :attr:`superseded` was called in version 0.1."""
        advise("Diagnosis.set_aside is now Diagnosis.superseded; the next version has only that.", DeprecationWarning)
        return self.superseded

    @property
    def summary(self) -> str:
        """The first cause in one line, or that nothing wrong was found."""
        if not self.findings:
            where = " in the beginning of it, which is all that was read" if CUT in self.request.marks else ""
            return f"Nothing wrong found{where}."
        first = self.findings[0]
        if first.certainty == "possible":
            return f"Nothing wrong found; worth knowing: {first.title}"
        return first.title

    def report(self) -> str:
        """A block of Markdown to post where help is asked for: the request, the answer, the findings and what was checked.

        No signature, token, secret or access key id stands in it. Host, bucket and object key do, because causes lie in
        them, and the store's own words: read it before you post it.
        """
        asked, reply, key_id = self.request, self.reply, self.request.access_key_id
        rows = (
            f"cosnb {__version__}, Python {platform.python_version()}, {platform.system()}",
            f"request: {asked.method or 'any method'} {asked.wire or asked.host}",
            f"headers sent: {', '.join(name for name, _ in asked.headers) or 'none told'}",
            f"answer: {' '.join(filter(None, (str(reply.status or ''), reply.code, reply.message))) if reply else 'none told'}",
            *("", self._repr_mimebundle_()["text/plain"], "", "checked:", *self.checked),
        )
        text = visible(Hider((*self.live_texts, key_id))("\n".join(rows)), 20_000).replace("```", "'''")
        return f"```text\n{text.replace(key_id, MASK) if key_id else text}\n```"

    def __repr__(self) -> str:
        listed = ", ".join(f"{finding.id} ({finding.certainty})" for finding in self.findings) or "nothing wrong found"
        return f"Diagnosis({listed}; {self.tried:,} hypotheses tried)"
