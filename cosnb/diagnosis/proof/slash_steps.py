"""Slashes of a path that were lost: something made one of two."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .path_steps import KEEP, Step

# How many slashes are doubled in turn.
_SLASHES = 24


def slash_steps(path: str, *, in_path: bool) -> Iterator[Step]:
    """One of two slashes was lost: each slash doubled in turn, the first ones first.

    Args:
        in_path: the bucket stands in the path, so a key that begins with a slash has it behind the bucket.
    """
    places = [match.start() for match in re.finditer("/", path)][:_SLASHES]
    for number, place in enumerate(places):
        head, tail = path[:place], path[place:]
        if tail.startswith("//"):
            continue
        begins = number == 1 if in_path else number == 0
        where = "behind the bucket" if begins and in_path else "at the beginning" if number == 0 else "inside the key"
        yield Step(
            "path-slash-lost",
            f"two slashes {where}",
            lambda p, head=head, tail=tail: f"{head}/{tail}" if p == head + tail else p,  # type: ignore[misc]
            "The key begins with a slash, and one of two slashes was lost on the way."
            if begins
            else "Something made one slash of two on the way; in a key both count.",
            KEEP,
            number < 2,
        )
