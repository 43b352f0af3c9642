"""Hypotheses about the path: what a signer may have signed in place of what the URL has now."""

from __future__ import annotations

from collections.abc import Iterator

from ...sigv4.encoding import reencode
from .hypotheses import Change, Edit, Option
from .path_steps import SAME, SIGNER, WIRE, Step
from .slash_steps import slash_steps
from .subject import Subject, line

# A path longer than any key (1,024 bytes, each as %XX, and a bucket) is not worth a search.
MAX_PATH = 4_000


def path_hypotheses(subject: Subject) -> Iterator[Option]:
    """Every single change of the path, then every two that meet in it."""
    path = subject.path
    if len(path) > MAX_PATH:
        return
    in_path = subject.request.known_host.bucket is None
    wire = [*WIRE, *slash_steps(path, in_path=in_path), *_bucket_steps(subject)]
    first = [(step, changed) for step in wire if (changed := step.apply(path)) != path]
    # The likelier explanation of the same bytes comes first.
    for likely in (True, False):
        for step, changed in first:
            if step.likely is likely:
                yield _option(subject, changed, None, (step,))
        for step in SIGNER:
            if step.likely is likely:
                yield _option(subject, path, step, (step,))
    for step, changed in first:
        for other in wire:
            if other.name != step.name and (twice := other.apply(changed)) not in (changed, path):
                yield _option(subject, twice, None, (step, other))
        for other in SIGNER:
            yield _option(subject, changed, other, (step, other))


def _bucket_steps(subject: Subject) -> Iterator[Step]:
    in_host = subject.request.known_host.bucket
    bucket = in_host or subject.path[1:].partition("/")[0]
    if bucket:
        why = "The bucket was put into the path a second time, or the host was made to hold it after signing."
        yield Step("bucket-doubled", "the path with the bucket in front", lambda p: f"/{bucket}{p}", why, SAME, True)


def _option(subject: Subject, wire: str, signer: Step | None, steps: tuple[Step, ...]) -> Option:
    canonical = signer.apply(wire) if signer else reencode(wire, keep_slash=True)
    changes = tuple(
        Change(
            step.name,
            "path",
            f"The URL was signed with {step.signed}",
            canonical,
            _instead(subject.path, canonical),
            step.why,
            step.fix,
        )
        for step in steps
    )
    edit = Edit("path", _meant(subject, [step for step in steps if step is not signer]))
    return Option({"path": line(canonical)}, changes, (edit,), likely=all(step.likely for step in steps))


def _instead(path: str, canonical: str) -> str:
    """What is there instead: the path of the URL, or what a store makes of it where that was signed as it stands."""
    return path if path != canonical else f"{reencode(path, keep_slash=True)}, as a store signs this path"


def _meant(subject: Subject, steps: list[Step]) -> str:
    """The path as it was on the wire.

    A URL has its bucket in the host or in the path, so where only the signer left it out or doubled it, the URL is right:
    with what was signed it would name another object. A proxy in front of a store of one's own may add a prefix, though.
    """
    host, path = subject.request.known_host, subject.path
    needed = host.bucket is None and host.provider.id != "custom"
    for step in steps:
        if step.name != "bucket-doubled" and not (needed and step.name == "bucket-missing"):
            path = step.apply(path)
    return path
