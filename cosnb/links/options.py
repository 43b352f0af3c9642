"""The options of a presigned link: the rows of ``options.json``, which every way in reads.

``presign()`` has them as parameters. The words of ``cosnb presign`` and ``%presign`` and the labels of the form are made
of them, and a test holds those, and what is written about them, against the table.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple


class LinkOption(NamedTuple):
    """One option; its name is the parameter of :func:`cosnb.presign`.

    help: what it is, for a list of options.
    goes: where it goes in the link.
    receiver: what whoever uses the link must do for it; empty where that is nothing.
    word: in a command; empty where it cannot be given there. also: the words that other tools have for it.
    value: how a value is written behind the word, where that is not plain text; ``NAME…`` can be given again and again.
    label: of its field in the form; empty where it has none.
    hint: what stands in that field while it is empty.
    choices: of names and values the common names, each with what it means for whoever uses the link.
    """

    help: str
    goes: str
    receiver: str = ""
    word: str = ""
    also: str = ""
    value: str = ""
    label: str = ""
    hint: str = ""
    choices: Mapping[str, str] = MappingProxyType({})


_ROWS = json.loads(Path(__file__).with_name("options.json").read_text("utf-8"))
OPTIONS = {name: LinkOption(**row) for name, row in _ROWS.items()}
