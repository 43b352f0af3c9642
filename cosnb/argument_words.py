"""What to write for an argument that a function does not have, because people know it by the word of another tool."""

import re
from collections.abc import Callable
from difflib import get_close_matches
from inspect import signature
from typing import Any


def what_to_write(function: Callable[..., Any], error: BaseException) -> str:
    """The message for a call with such an argument; empty where the error is another one, or nothing is known."""
    found = re.search(r"unexpected keyword argument '(\w+)'", str(error)) if isinstance(error, TypeError) else None
    if not found or (error.__traceback__ and error.__traceback__.tb_next):
        return ""  # raised inside of it
    import json  # a call that is right needs neither
    from pathlib import Path

    names = list(signature(function).parameters)
    # The words of boto3, the AWS CLI and the SDKs of MinIO and JavaScript, without case and underscores.
    words = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    here = next((here for here, known in words.items() if found[1].replace("_", "").lower() in known), "")
    if here.partition("=")[0] not in names:
        here = "".join(f"{name}=" for name in get_close_matches(found[1], names, 1))
    name = function.__qualname__.removesuffix(".__init__")
    return f"{name}() has no argument {found[1]!r}: write {here}" if here else ""
