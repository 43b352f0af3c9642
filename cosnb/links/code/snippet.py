"""What is copied."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Group = Literal["sends", "signs"]


@dataclass(frozen=True, slots=True)
class Snippet:
    """One way to copy a request as code.

    Attributes:
        id: ``"curl"``, ``"boto3"`` …
        label: its name for people.
        group: ``"sends"`` this very URL, or ``"signs"`` an equivalent one.
        language: ``"text"``, ``"markdown"``, ``"sh"``, ``"powershell"``, ``"python"`` or ``"javascript"``.
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
