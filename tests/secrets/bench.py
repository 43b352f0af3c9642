"""A bench on which an entry point is tried with canary keys: whatever it shows, says, logs or writes is kept."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import ipywidgets
from canaries import Watch, shown, told

from cosnb import InputError
from cosnb.display import Node, save_html, to_html, to_message, to_text, tree_of
from cosnb.sigv4 import Credentials


def walk(node: Node) -> Iterator[Node]:
    """A node and all below it, in reading order."""
    yield node
    for child in node.children:
        yield from walk(child)


# What a saved output is styled with; it holds nothing that was given.
STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)


class Kept(NamedTuple):
    """What came out, and where. A text that is a live link by its purpose may hold a signature, and no key."""

    where: str
    text: str
    is_link: bool = False


class Bench:
    """One pair of canary keys, and everything that came out while it was used.

    Attributes:
        pair: the canary.
        folder: where an entry point may write; its files are read at the end. links_folder: for files of links.
        store: the URL of a server that answers with all it received, as a store does that computed another signature.
        box: the URL of the sandbox.
    """

    def __init__(self, pair: Credentials, folder: Path, *, store: str, box: str) -> None:
        # Its own object: with the very same credentials, a link would be made from a key derived past the watch.
        self.pair, self.store, self.box = replace(pair), store, box
        self.folder, self.links_folder = folder / "shown", folder / "links"
        self.folder.mkdir()
        self.links_folder.mkdir()
        self.watch = Watch(self.pair)
        self.kept: list[Kept] = []

    def keep(self, where: str, text: str) -> None:
        self.kept.append(Kept(where, text))

    def keep_live(self, where: str, text: str) -> None:
        self.kept.append(Kept(where, text, is_link=True))

    def live(self, *urls: str) -> None:
        """Note the signatures of links that were made past the watch."""
        for url in urls:
            self.watch.texts.update(re.findall(r"Signature=([0-9a-f]{64})", url))

    def show(self, *things: object) -> None:
        """Show each in every way: to Python, and, if it has one, by its display."""
        for thing in things:
            name = type(thing).__name__
            self.keep(f"repr of {name}", shown(thing))
            self._displays(name, thing)
            self._bundle(name, thing)

    def _displays(self, name: str, thing: object) -> None:
        try:
            tree = tree_of(thing)
        except InputError:
            return
        if not (page := self.folder / f"{name}.html").exists():
            save_html(thing, page)
        html = STYLE.sub("", to_html(tree))
        self.keep(f"display of {name}", "\n".join((html, to_text(tree), json.dumps(to_message(tree)))))

    def _bundle(self, name: str, thing: Any) -> None:
        for method in ("_repr_mimebundle_", "_repr_html_"):
            if hasattr(thing, method):
                self.keep(f"{method} of {name}", STYLE.sub("", repr(getattr(thing, method)())))

    def fails(self, call: Callable[[], object]) -> None:
        """The call must raise; what the error tells is kept."""
        try:
            call()
        except Exception as error:
            self.keep(f"{type(error).__name__}: {error}", told(error))
        else:
            raise AssertionError("it did not fail")

    @contextmanager
    def working(self) -> Iterator[Bench]:
        """Watch, keep every warning, and at the end the state of every widget and the text of every file."""
        before = set(ipywidgets.widgets.widget._instances)
        with self.watch.watching(), warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield self
            widgets = {key: one for key, one in ipywidgets.widgets.widget._instances.items() if key not in before}
            for widget in widgets.values():
                self.keep(f"state of {type(widget).__name__}", json.dumps(widget.get_state(), default=str))
            for widget in widgets.values():
                widget.close()
        self.kept += [Kept("warning", f"{item.message!r} {item.message}") for item in caught]
        for folder, keep in ((self.folder, self.keep), (self.links_folder, self.keep_live)):
            for path in filter(Path.is_file, folder.rglob("*")):
                keep(f"file {path.name}", path.read_bytes().decode("utf-8", "replace"))

    @property
    def leaks(self) -> list[str]:
        """What is secret and came out all the same, and where."""
        keys, live = list(self.watch.forms_of_keys()), list(self.watch.forms_of_texts())
        forms = {True: keys, False: [*keys, *live]}
        texts = {one.text: one for one in reversed(self.kept)}.values()
        return [f"{form} in {one.where}" for one in texts for form in forms[one.is_link] if form in one.text]
