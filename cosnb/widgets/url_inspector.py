"""The URL inspector: paste a link that fails, and read why."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from .. import storage
from ..diagnosis import Diagnosis, DiagnosisTable, diagnose, diagnose_many
from ..display import Node, to_message, tree_of
from ..errors import CosnbError, CredentialsError
from ..links import parse
from ..links.redaction import Hider
from ..scrub_frames import scrub_frames
from ..sigv4 import Credentials, utc
from ..sigv4.live import secret_for_id
from ..transfer import send
from ..visible import MASK
from .credential_fields import GIVEN, SANDBOX, TYPED, CredentialChooser
from .fields import named
from .form_box import FormBox, Notes, Remark, close_all
from .inspector_panel import InspectorPanel, Pasted
from .pair_rows import is_secret
from .presign_form import PresignForm
from .send_panel import BUDGET_SECONDS

# Seconds for several links.
_LONG = 2 * BUDGET_SECONDS
_SIGNATURE = re.compile(r"Signature(?:=|%3D)([\w%+/]{20,88})", re.IGNORECASE)
# Headers that every request has of its own.
_OF_THE_REQUEST = frozenset(("host", "content-length", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token"))


class UrlInspector(FormBox):
    """Paste a URL, a curl command or a HAR entry, and what the store answered; findings appear as you type.

    Of several links, such as a log or a mail, a table says what is wrong with how many.

    With credentials it searches for proof: it signs again under each hypothesis until one gives the signature in the
    URL. Nothing leaves this machine unless Send is pressed, and nothing pasted is in what is saved.

    Args:
        text: what to inspect first: a text; a request, such as a ``Signed``; an ``Answer`` of :func:`cosnb.send`, or a
            ``Diagnosis``. The method, the headers, the body and the answer come along.
        credentials: the key pair that signed; None uses what is chosen in the inspector, and until somebody chooses
            the sandbox's pair for links of the sandbox alone.
        now: a fixed moment, for lessons; None reads the clock.
    """

    @scrub_frames
    def __init__(self, text: Any = "", *, credentials: Credentials | None = None, now: datetime | None = None) -> None:
        self._now = None if now is None else utc(now)
        self.diagnosis: Diagnosis | None = None
        self.table: DiagnosisTable | None = None
        self._example = False
        self.pair = CredentialChooser(credentials, now, changed=self._look)
        self.pair.chooser.value = GIVEN if credentials else SANDBOX if _has_sandbox(self.pair) else TYPED
        self._is_chosen = credentials is not None
        self.notes = Notes()
        self.panel = InspectorPanel(self._asked)
        self._above = [named("credentials", self.pair.chooser), self.pair.typed, self.notes, self.panel]
        self._below: tuple[Notes, PresignForm] | tuple[()] = ()
        super().__init__(self._above, self.pair.chooser.layout)
        self.pair.chooser.observe(self._choose, "value")
        self.inspect(text)

    @scrub_frames
    def inspect(self, text: object, *, method: str | None = None, answer: str | None = None) -> Diagnosis | None:
        """Look at a text, or what else the inspector takes, as if it had been pasted; returns the diagnosis, None for an empty text.

        Raises:
            InputError: it is nothing that can be inspected.
        """
        pasted = Pasted.of(text)
        self.panel.pasted = pasted._replace(method=method or pasted.method, answer=answer or pasted.answer)
        self.panel.send({"fill": self.panel.pasted.boxes})
        self._look()
        return self.diagnosis

    def _asked(self, pasted: Pasted, wanted: str) -> None:
        problem = ""
        if wanted == "send":
            problem = self._deliver(pasted)
        elif wanted == "form":
            self._open_form(pasted)
        elif wanted.startswith(("paste ", "copy ")):
            self._use(*wanted.split())
            return
        self._look()
        self.panel.send({"done": True, "problem": problem})

    def _choose(self, _change: object) -> None:
        self._is_chosen = True
        self._look()

    def _look(self) -> None:
        pasted, credentials = self.panel.pasted, self._credentials()
        self.diagnosis = self.table = None
        if not pasted.text.strip():
            self.panel.tree, self.panel.ready = [], False
            return
        how: dict[str, Any] = {"credentials": credentials, "now": self._now, "progress": False}
        if len({*_SIGNATURE.findall(pasted.text)}) > 1:
            self.table = diagnose_many(pasted.text, budget=_LONG, **how)
            self.panel.tree, self.panel.ready = to_message(tree_of(self.table)), False
            self._repaint()
            return
        sent: dict[str, Any] = {"method": pasted.method, "headers": pasted.headers, "body": pasted.body}
        self.diagnosis = diagnose(pasted.text, response=pasted.answer, budget=BUDGET_SECONDS, **sent, **how)
        # The sandbox's keys say nothing of a link that somebody pasted.
        known = credentials.access_key_id if credentials and credentials.example else None
        self._example = self.diagnosis.request.access_key_id == known
        self.panel.tree = to_message(tree_of(self.diagnosis, reveal=self._example))
        self.panel.ready = bool(self.diagnosis.request.url.host)
        self._repaint()

    def _credentials(self) -> Credentials | None:
        """The chosen pair; without one the search for proof is left out, and the field says so."""
        try:
            credentials = self.pair.load()
        except CredentialsError as error:
            self._say(f"No proof without credentials: {error.problem} {error.remedy}", "advice")
            return None
        if not self._is_chosen and not self._is_of_the_sandbox(credentials):
            self._say("No proof: choose the key pair that signed the link. The sandbox's did not.", "advice")
            return None
        key_id = credentials.access_key_id
        self._say(MASK if secret_for_id(key_id) else key_id, "hint")
        return credentials

    def _say(self, text: str, tone: str) -> None:
        self.notes.say({"credentials": Remark(text, tone)})

    def _is_of_the_sandbox(self, credentials: Credentials) -> bool:
        """Whether what was pasted has to do with the sandbox, whose pair is there before anybody chose one."""
        text = self.panel.pasted.text.lower()
        host = self.pair.sandbox.endpoint.partition("://")[2].lower()
        return not text.strip() or credentials.access_key_id.lower() in text or host in text

    def _deliver(self, pasted: Pasted) -> str:
        request = parse(pasted.text)
        method = pasted.method or request.method or "GET"
        body = request.body if pasted.body is None else pasted.body
        data = None if method in ("GET", "HEAD") else body
        try:
            answer = send(str(request.url), data, method=method, headers=pasted.headers or request.headers)
        except CosnbError as error:
            if getattr(error, "field", "") == "data":
                danger = f"an empty {method} can replace a good object"
                return f"Nothing was sent: what was pasted has no body, and {danger}."
            return str(error)
        self.panel.pasted = answered = pasted._replace(answer=answer)
        self.panel.send({"fill": {"answer": answered.told}})
        return ""

    def _use(self, how: str, number: str) -> None:
        # Of several links one finding each can be repaired.
        rows = [row.example.findings[:1] for row in self.table.rows] if self.table is not None else []
        found = rows or [(finding,) for finding in (self.diagnosis.findings if self.diagnosis is not None else ())]
        if url := next((finding.repaired_url for row in found[int(number) :][:1] for finding in row), None):
            self.panel.reply({how: url})

    def _open_form(self, pasted: Pasted) -> None:
        """A form filled with what the link asks for, below the inspector, and what does not fit into it."""
        request = parse(pasted.text)
        fields = {
            "endpoint": f"{request.url.scheme}://{''.join(part.text for part in request.url.signed_host)}",
            "bucket": request.bucket or "",
            "key": request.key or "",
            "region": request.region,
            "expires": str(request.expires or 3600),
        }
        # Where the link is damaged its signature may stand in the key, and the form's fields are saved.
        hide = Hider(request.live_texts)
        form = PresignForm(now=self._now)
        method = pasted.method or request.method or "GET"
        methods = form.fields["method"].options
        if method in methods:
            fields["method"] = method
        sent = [(name.lower(), value) for name, value in pasted.headers or request.headers]
        stored = (name for name, _ in sent if name.startswith(("content-", "x-amz-")))
        wanted = [name for name in dict.fromkeys((*request.signed_headers, *stored)) if name not in _OF_THE_REQUEST]
        headers = _rows(pair for pair in sent if pair[0] in wanted)
        given = (one for one in request.parameters if one.name.lower() not in storage.SIGNING_PARAMS)
        query = _rows((one.name, one.value) for one in given)
        form.fill({**{name: hide(text) for name, text in fields.items()}, "headers": headers, "query": query})
        note = Notes()
        left_out = _left_out(method, methods, (name for name in wanted if name not in dict(headers)))
        note.say({"": Remark(hide(left_out), "advice")})
        old, self._below = self._below, (note, form)
        self.children = [*self._above, *self._below]
        for one in old:
            close_all(one)
        self.panel.reply({"form": True})

    def __repr__(self) -> str:
        return f"UrlInspector({self.diagnosis!r})"

    def picture(self) -> Node | None:
        if self.table is not None:
            return tree_of(self.table)
        return tree_of(self.diagnosis, reveal=self._example) if self.diagnosis is not None else None


def _left_out(method: str, taken: Iterable[str], names: Iterable[str]) -> str:
    """What of a request the form does not take over, in words; empty where it takes all."""
    said = [f"The form signs no {method}: choose a method."] if method not in taken else []
    if listed := ", ".join(names):
        said.append(
            f"The form's link is signed without {listed}: what was pasted has no value for it that can be saved."
        )
    return " ".join(said)


def _rows(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs that rows of a form may hold, which are saved."""
    return [pair for pair in pairs if not is_secret([[*pair]])]


def _has_sandbox(pair: CredentialChooser) -> bool:
    try:
        return bool(pair.sandbox)
    except CosnbError:
        return False
