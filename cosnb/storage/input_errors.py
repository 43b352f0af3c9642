"""What is said of an input: advice on what may not work, and the error about a value that cannot be used.

A refused value is repeated where that helps, and not where it may be a live link or a key gone astray.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from ..errors import InputError
from ..notices import advise
from ..sigv4.live import secret_for_id


class Advice(NamedTuple):
    """Something that may not work: the field it belongs to, and a sentence that says why."""

    field: str
    text: str


def warn_of(advice: Iterable[Advice]) -> None:
    """A warning for each piece of advice, at the caller's line."""
    for one in advice:
        advise(f"{one.field}: {one.text}")


LONGEST = 39  # characters; a secret of AWS has 40, one of IBM 48, a signature 64

# Behind these names stands what works as a credential; a secret stands alone.
_ASSIGNED = re.compile(r"(?:signature|security-token|\bsig)(?:=|%3D)", re.IGNORECASE)


def may_be_live(text: str) -> bool:
    """Whether a text may be a presigned link, a part of one, or a secret key."""
    return bool(_ASSIGNED.search(text) or secret_for_id(plain := text.strip()) == plain)


def refused(
    field: str, value: object, problem: str, remedy: str, *, longest: int = LONGEST, url: bool = False
) -> InputError:
    """The error about a value that cannot be used. Where it is not repeated, its kind and length stand there."""
    text = value if isinstance(value, str) else repr(value)
    if len(text) <= longest and not may_be_live(text) and (url or "://" not in text):
        return InputError(field, f"{value!r} {problem}", remedy, value=value)
    kind = "a URL" if "://" in text else f"a text of {len(text):,} characters"
    return InputError(field, f"{kind if isinstance(value, str) else f'a {type(value).__name__}'} {problem}", remedy)
