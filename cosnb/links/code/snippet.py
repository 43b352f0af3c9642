"""What is copied: code for one request, and a text as a literal of each language, which is that text and nothing else."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Literal

Group = Literal["sends", "signs"]

TABLE: dict[str, Any] = json.loads(files(__package__).joinpath("clients.json").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Snippet:
    """One way to copy a request as code.

    Attributes:
        id: ``"curl"``, ``"boto3"`` …
        label: its name for people.
        group: ``"sends"`` this very URL, or ``"signs"`` an equivalent one.
        language: ``"text"``, ``"markdown"``, ``"sh"``, ``"powershell"``, ``"python"``, ``"javascript"`` or ``"http"``.
        text: what is copied; empty where it is not offered. Never in the repr, because it may be a live link.
        contains_live_url: the text works as a credential until the URL expires, so it is not to be saved.
        note: what to know before it is run, in sentences; may be empty.
        unavailable: why it is not offered, in one sentence; empty where it is.
    """

    id: str
    label: str
    group: Group
    language: str
    text: str = field(repr=False)
    contains_live_url: bool
    note: str = ""
    unavailable: str = ""

    @property
    def offered(self) -> bool:
        """Whether it is valid for this request."""
        return not self.unavailable


def fill(text: str, values: Mapping[str, str]) -> str:
    """A text with each value instead of its name in «guillemets»."""
    return re.sub(r"«(\w+)»", lambda match: values[match[1]], text)


_MARKUP = re.compile(r"([!#$&()*:<>\[\\\]_`{|}~])")


def sh(text: str) -> str:
    """For sh, bash, zsh, dash and fish: nothing is special between single quotes but the quote itself."""
    return "'" + text.replace("'", "'\\''") + "'"


def powershell(text: str) -> str:
    """For PowerShell: a doubled quote is one, and typographic single quotes are quotes as well.

    Source: about_Quoting_Rules; the tokenizer takes U+2018 to U+201B for single quotes.
    """
    return "'" + re.sub("['‘’‚‛]", r"\g<0>\g<0>", text) + "'"


def python(text: str) -> str:
    """For Python: a string literal in ASCII, in double quotes where it holds none."""
    return ascii(text) if '"' in text else '"' + ascii("'" + text)[2:]


def python_header(value: str) -> str:
    """For Python: a header's value. Clients encode text in ways of their own, so what is not ASCII goes as bytes."""
    return python(value) if value.isascii() else repr(value.encode())


def javascript(value: object) -> str:
    """For JavaScript, in a file or inside HTML: ASCII, so no U+2028, and no ``<``, so no ``</script>``."""
    return json.dumps(value).replace("<", "\\u003c")


def javascript_header(value: str) -> str:
    """For JavaScript: a header's value, one character per byte, as fetch wants it."""
    return javascript(value.encode().decode("latin-1"))


def markdown(text: str) -> str:
    """For Markdown: plain text, no markup. What cannot be seen becomes U+FFFD, so that no text hides another."""
    seen = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return _MARKUP.sub(r"\\\1", seen)
