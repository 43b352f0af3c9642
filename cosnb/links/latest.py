"""The link that was made last, kept for the next one: in a loop, that is another key in the same second.

What the two share is not made twice, so the second takes an eighth of the time. With the link stays its signing key, so
it is kept no longer than the credentials it was made with: they are held weakly, and when they go it goes with them.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable
from typing import NamedTuple

from ..sigv4 import Credentials, Signed
from ..storage import Advice
from .resigning import Resigner

Settings = tuple[object, ...]


class Latest(NamedTuple):
    """A link, ready to be signed for another key.

    credentials: who signed it, held weakly.
    settings: all that it was asked for, but the key.
    advice: what the settings call for, whatever the key is.
    """

    credentials: weakref.ref[Credentials]
    settings: Settings
    advice: tuple[Advice, ...]
    resigner: Resigner


_latest: Latest | None = None


def latest(credentials: Credentials | None, settings: Settings) -> Latest | None:
    """The link made last, if it was made with these very credentials, and asked for in the same way."""
    kept = _latest
    return kept if kept and kept.credentials() is credentials and kept.settings == settings else None


def keep(credentials: Credentials, settings: Settings, advice: Iterable[Advice], link: Signed) -> None:
    """Keep a link that has a key, instead of the one before."""
    global _latest
    others = tuple(one for one in advice if one.field != "key")
    _latest = Latest(weakref.ref(credentials, _drop), settings, others, Resigner.of(link))


def _drop(gone: weakref.ref[Credentials]) -> None:
    global _latest
    if _latest and _latest.credentials is gone:
        _latest = None
