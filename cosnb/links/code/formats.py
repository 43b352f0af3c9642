"""The formats of code to copy: one file of the folder ``formats`` each.

A file begins with a JSON object of what its client is. Behind it stand its programs, each below a line ``--- task``:
``download``, ``upload``, ``call`` (every other request, and each that has no program of its own) and ``post`` (a form).
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from .snippet import Group, fill, javascript, javascript_header, powershell, python, python_header, sh

_STRINGS: Mapping[str, tuple[Callable[[str], str], Callable[[str], str]]] = {
    "": (str, str),
    "python": (python, python_header),
    "javascript": (javascript, javascript_header),
    "sh": (sh, sh),
    "powershell": (powershell, powershell),
}


class CodeFormat(NamedTuple):
    """How one client's code is written.

    Attributes:
        rank: where it stands among the others, in ascending order.
        client: what really sends; its id if empty. ``name``: that client in a sentence.
        changes: what the client changes in a URL before it sends it, by the ids of ``quirks`` in ``clients.json``.
        needs, post_needs: what has to be there to run it; to run what sends a form.
        saves: a download becomes a file. ``upload_note``: where the file comes from.
        strings: the language whose literals it uses; empty: texts stand as they are.
        row, between, with_headers: how one header is written, what stands between two, and the values of the programs
            that there are only if headers must be sent.
    """

    id: str
    programs: Mapping[str, str]
    rank: int
    label: str
    language: str
    group: Group = "sends"
    client: str = ""
    name: str = ""
    changes: tuple[str, ...] = ()
    needs: str = ""
    post_needs: str = ""
    saves: bool = False
    upload_note: str = "Uploads the file «file» of the current directory."
    strings: str = ""
    row: str = ""
    between: str = ", "
    with_headers: Mapping[str, str] = {}

    @property
    def literals(self) -> tuple[Callable[[str], str], Callable[[str], str]]:
        """How the language writes a text, and how the value of a header."""
        return _STRINGS[self.strings]

    def write(self, task: str = "call", **values: str) -> str:
        """The program for a task, with its values."""
        return fill(self.programs.get(task, self.programs["call"]), values)


@cache
def all_formats() -> tuple[CodeFormat, ...]:
    """All formats, in their order."""
    folder = files(__package__).joinpath("formats")
    found = (_read(file.name.removesuffix(".txt"), file.read_text("utf-8")) for file in folder.iterdir())
    return tuple(sorted(found, key=lambda one: one.rank))


def _read(name: str, text: str) -> CodeFormat:
    head, *tasks = re.split(r"^--- (\w+)\n", text, flags=re.MULTILINE)
    programs = dict(zip(tasks[::2], (task.rstrip("\n") for task in tasks[1::2]), strict=True))
    return CodeFormat(name, programs, **json.loads(head))
