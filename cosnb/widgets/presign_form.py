"""The form: every input of a presigned URL, the stages below it, and Send."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import datetime
from functools import partial
from importlib.resources import files
from typing import Any

import ipywidgets as w

from .. import diagnosis, display, links, sigv4, storage
from ..errors import CosnbError, InputError
from ..scrub_frames import scrub_frames
from ..storage.input_errors import refused
from ..visible import visible
from .credential_fields import GIVEN, SANDBOX, TYPED, CredentialChooser
from .fields import ADDRESSING, endpoint_labels, endpoint_typed, explained, in_words, inputs, meant, named, shown
from .form_box import FormBox, History, Notes, Remark, Values
from .last_edit import LastEdit
from .pair_rows import PairRows, is_secret
from .send_panel import SendPanel
from .stage_view import StageView

_LIVE = "What was given holds a signature or a token. It would be saved with the notebook, so it was not taken."
_PLACE = ("endpoint", "bucket", "key")
# So many of the last links are listed, each by so many characters at most.
_LISTED, _LONGEST = 5, 60
# Common requests to begin with. They say nothing of where the object is, or whose key signs.
PRESETS: list[dict[str, Any]] = json.loads(files(__package__).joinpath("presets.json").read_text("utf-8"))
# Errors name a parameter; a form shows them at the field it came from.
_AT = dict.fromkeys(("access_key_id", "secret_access_key", "session_token", "source"), "credentials")


class PresignForm(FormBox):
    """Presign a URL by filling in a form; stages and URL change with every keystroke.

    It opens on the sandbox, filled so that Send works at first sight. A secret is typed into a :class:`SecretField`
    and is in nothing that is saved.

    Args:
        credentials: a key pair to use; None opens on the sandbox.
        now: a fixed moment of signing, for lessons; None reads the clock at every edit.
        **fields: first values of the fields: bucket, key, method, endpoint, region, expires, addressing, download_as;
            query and headers as :func:`cosnb.presign` takes them.
    """

    @scrub_frames
    def __init__(
        self, *, credentials: sigv4.Credentials | None = None, now: datetime | None = None, **fields: Any
    ) -> None:
        self._now = None if now is None else sigv4.utc(now)
        self._quiet = False
        # JupyterLab has a kernel hear of a widget's messages in several threads, where it can.
        self._lock = threading.RLock()
        self._used: Values = {}
        self._endpoints = endpoint_labels()
        credentials = None if credentials is None else storage.check_key_pair(credentials)
        self.pair = CredentialChooser(credentials, now, changed=self._typed)
        layout = self.pair.chooser.layout
        self.fields = {"credentials": self.pair.chooser, **inputs(self.pair.chooser)}
        self.rows = {name: PairRows(name, layout=layout) for name in ("query", "headers")}
        self.notes = Notes(layout=layout, help={name: explained(name) for name in (*self.fields, *self.rows)})
        self._said: dict[str, tuple[str, Remark]] = {}
        self.stages = StageView(layout=layout, has_rail=True)
        self._last_edit = LastEdit()
        self._history = History(self._values, self.fill)
        self.panel = SendPanel(self._act, self._settle, self.share, layout=layout)
        self.panel.presets = [one["name"] for one in PRESETS]
        self._recent: list[Values] = []
        self.panel.now = self._now
        grid = w.Box([named(name, field) for name, field in self.fields.items()], layout=layout)
        self.fields |= self.rows
        self._blank = self._values()
        rows = [self.rows["headers"], self.rows["query"]]
        grid.add_class("cosnb-fields")
        self.stages.add_class("cosnb-stages")
        left = w.VBox([grid, self.pair.typed, *rows, self.panel, self.notes], layout=layout)
        super().__init__([left, self.stages], layout)
        for name, field in self.fields.items():
            field.observe(partial(self._edited, name), "value")
        self.fill({**self._opening(given=credentials), **fields})

    @property
    def signed(self) -> sigv4.Signed | None:
        """The last link that could be signed, or None."""
        return self.panel.signed

    def why(self) -> diagnosis.Diagnosis | None:
        """Why the store refused what was sent last; None where it did not, or where nothing was sent."""
        return self.panel.diagnosis

    def share(self) -> str:
        """One line of Python that opens the same form elsewhere: all that it does not open with itself, and no secret."""
        values = self._values()
        # With another pair than the sandbox's it opens there on the sandbox, so the place is always named.
        opened = self._opening(given=None) if values.pop("credentials") == SANDBOX else dict.fromkeys(_PLACE)
        fields = {**self._blank, **opened}
        told = {name: value for name, value in values.items() if value != fields[name]}
        told |= {name: [(key, text) for key, text in told[name] if key or text] for name in self.rows if name in told}
        return f"from cosnb import PresignForm; PresignForm({', '.join(f'{name}={value!r}' for name, value in told.items())})"

    def _opening(self, *, given: sigv4.Credentials | None) -> dict[str, str]:
        """First values: the pair that was given, else the sandbox, else a pair to type."""
        if given:
            return {"credentials": GIVEN, "endpoint": given.endpoint or ""}
        try:
            box = self.pair.sandbox
        except CosnbError:
            return {"credentials": TYPED}
        return {"credentials": SANDBOX, "endpoint": box.endpoint, "bucket": box.bucket, "key": "hello.txt"}

    def _typed(self) -> None:
        """A key pair is no value of a field, and no step of the history."""
        self._history.end()
        self._update()

    def _edited(self, name: str, change: Any) -> None:
        if self._quiet:
            return
        if is_secret(change["new"]) if name in self.rows else links.live_texts(change["new"]):
            self._give_back(name, change["old"])
            return
        # What is chosen from a list is a step of its own, and so is a row more or less.
        is_row = name in self.rows and len(change["new"]) != len(change["old"])
        is_step = is_row or isinstance(self.fields[name], w.Dropdown)
        self._history.record(None if is_step else name)
        self._update()

    def _give_back(self, name: str, before: Any) -> None:
        """A field is saved with the notebook, so a live link that is pasted there does not stay."""
        self._quiet = True
        try:
            self.fields[name].value = before
        finally:
            self._quiet = False
        said = f"{_LIVE} Give the {name} alone; a link can be pasted into UrlInspector."
        self.notes.say({name: Remark(said, "error")})

    def _values(self) -> Values:
        return {name: field.value for name, field in self.fields.items()}

    def fill(self, values: Values) -> None:
        """Set several fields as one edit.

        Raises:
            InputError: a field is unknown, or cannot hold the value.
        """
        self._quiet = True
        try:
            for name, value in values.items():
                self._set(name, value)
        finally:
            self._quiet = False
        self._history.record(None)
        self._update()

    def _set(self, name: str, value: Any) -> None:
        if name in self.rows:
            self.rows[name].value = self.rows[name].read(value)
            return
        value = str(value)
        if name not in self.fields:
            raise InputError(name, "it is no field of the form.", f"There are {', '.join(self.fields)}.", value=value)
        field = self.fields[name]
        allowed = [value for _, value in field.options] if name == "credentials" else getattr(field, "options", ())
        if isinstance(field, w.Dropdown) and value not in allowed:
            raise refused(name, value, "is no choice.", f"There are {', '.join(allowed)}.")
        if links.live_texts(value):
            raise InputError(name, _LIVE, f"Give the {name} alone.")
        field.value = value

    def _settle(self, page: dict[str, str]) -> sigv4.Signed | None:
        """The link for what the page's fields show, for a press of a button can overtake the keystrokes before it.

        None where it cannot be signed, or where another edit came in between: a kernel may hear of several at once.
        """
        with self._lock:
            self._history.end()
            if "access_key_id" in page:
                self.pair.key_id.value = page["access_key_id"]
            ahead = {name: field for name, field in self.fields.items() if page.get(name, shown(field)) != shown(field)}
            if ahead:
                self.fill({name: meant(field, page[name]) for name, field in ahead.items()})
            took = all(self._used[name] == meant(field, page[name]) for name, field in ahead.items())
            if not took or not self.panel.ready:
                return None
            self._list([self._used, *(one for one in self._recent if one != self._used)])
            return self.signed

    def _list(self, recent: list[Values]) -> None:
        """The requests of the last links that were used: what their fields held, which is no secret."""
        self._recent = recent[:_LISTED]
        texts = (f"{one['method']} {one['bucket']}/{one['key']}" for one in self._recent)
        self.panel.recent = [visible(text, _LONGEST) for text in texts]

    def _act(self, asked: Values) -> None:
        """Go back or on in the history, to a preset, or to one of the last requests; any other number clears their list."""
        number, preset = asked.get("recent"), asked.get("preset")
        if "history" in asked:
            self._history.travel(asked["history"] if asked["history"] in (0, 1) else -1)
        elif isinstance(preset, int) and 0 <= preset < len(PRESETS):
            self.fill(PRESETS[preset]["fields"])
        elif isinstance(number, int) and 0 <= number < len(self._recent):
            self.fill(self._recent[number])
        else:
            self._list([])

    def _plan(self, value: Values) -> links.Plan:
        """What the fields hold is what presign() takes under their names; an empty field that may be empty is none."""
        pairs = {name: self.rows[name].check(value["method"]) for name in ("headers", "query")}
        empty = dict.fromkeys(name for name, text in value.items() if not text and name not in ("bucket", "expires"))
        endpoint, addressing = endpoint_typed(value["endpoint"], self._endpoints), ADDRESSING[value["addressing"]]
        place = {"endpoint": endpoint, "addressing": addressing, "credentials": self.pair.load()}
        return links.plan(**{**value, **empty, **place, **pairs}, now=self._now)

    def _update(self) -> None:
        """Sign what the fields hold now; where that cannot be done, say why at the field, and grey the last result."""
        with self._lock:
            self.panel.can_undo, self.panel.can_redo = self._history.can_undo, self._history.can_redo
            self._used = self._values()
            try:
                ready = self._plan(self._used)
            except InputError as error:
                self._refuse(error)
                return
            self._advise(ready)
            signed = ready.sign(self._now)
            fields = {field.description: in_words(field) for field in self.fields.values()}
            self.stages.show(signed, self._last_edit.told(self._history.edits, fields, ready, signed))
            self.panel.offer(signed, ready.credentials, local=ready.endpoint.is_loopback, key=self._used["key"])
            self._repaint()

    def _advise(self, ready: links.Plan) -> None:
        """Beside each field: what may not work, else what an open field was taken to mean."""
        place = f"{ready.endpoint.provider.name}, {ready.endpoint.network}"
        named = storage.bucket_advice(self._used["bucket"], ready.endpoint)
        words = storage.format_duration(ready.expires)
        advice: dict[str, str] = {}
        for field, text in (*ready.advice, *named):
            advice[field] = f"{advice[field]} {text}" if field in advice else text
        hints = {
            "credentials": ready.credentials.access_key_id,
            "endpoint": "on the kernel's machine" if ready.endpoint.is_loopback else place,
            "key": "" if self.fields["key"].value else "no key: the link is for the bucket itself",
            "region": "" if self.fields["region"].value else f"signs for {ready.region or 'no region'}",
            "expires": words if self.fields["expires"].value.isdigit() else f"{ready.expires} s",
            "addressing": ready.addressing if self.fields["addressing"].value == "automatic" else "",
        }
        for name, field in self.fields.items():
            said = " · ".join(filter(None, (hints.get(name), advice.get(name))))
            self._said[name] = (field.value, Remark(said, "advice" if name in advice else "hint"))
        self.notes.say({name: said for name, (_, said) in self._said.items()})

    def _refuse(self, error: InputError) -> None:
        at = _AT.get(error.field, error.field)
        # What was said of another field still holds while that field is as it was.
        held = {name: said for name, (value, said) in self._said.items() if value == self.fields[name].value}
        wrong = Remark(f"{error.problem} {error.remedy}".strip(), "error")
        self.notes.say({**dict.fromkeys(self.fields, Remark()), **held, at: wrong})
        self.stages.stale = True
        self.panel.ready = False

    def __repr__(self) -> str:
        return f"PresignForm({self.signed!r})"

    def picture(self) -> display.Node | None:
        """The fields, and the last stages."""
        tree = self.stages.picture()
        if not tree:
            return None
        said = ((field.description, in_words(field)) for field in self.fields.values())
        fields = [display.line(name, text, kind="text") for name, text in said if text]
        hint = display.node("rule", "This is a picture of a form: run the cell to use it.")
        return replace(tree, children=(tree.children[0], hint, *fields, *tree.children[1:]))
