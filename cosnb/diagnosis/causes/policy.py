"""An upload form and its policy: every field by the conditions on it, and every field by some condition.

Source: "POST policy", Amazon S3 API reference. The conditions are data, so one cause has as many findings as fields break it.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ...links.forms.policy import RANGE, Condition
from ...links.reading.claims import read_policy
from ...sigv4 import Part
from ...sigv4.live import is_live_name
from ...sigv4.parts import join
from ..cause import Cause, Edit, Sight, Was
from ..evidence import Evidence
from ..formatting import shown
from ..lens import Lens, Step
from ..slots import Value, encode
from .rows import causes_of

# No condition is asked for these: the signature and what it signs, and what signed forms before SigV4.
_FREE = frozenset({"x-amz-signature", "policy", "file", "signature", "awsaccesskeyid"})
_MAX = 500


def _unmet(e: Evidence) -> Iterator[Sight]:
    """A field that its condition does not allow."""
    fields = _fields(e)
    for condition in _conditions(e):
        if condition.name in fields and not condition.allows(fields[condition.name]):
            title, wanted = _names(condition)
            given = "not shown" if is_live_name(condition.name) else f"'{shown(fields[condition.name], 120)}'"
            yield Sight("certain", f"the policy: {wanted}\nthe form: {given}", title)


def _absent(e: Evidence) -> Iterator[Sight]:
    """A field that the policy asks for and the form does not have."""
    # The command may fill it from a file; a form that was not sent yet may be filled in later.
    if "field-of-file" in e.request.marks:
        return
    fields = _fields(e)
    for condition in _conditions(e):
        # Where any value is allowed perhaps none is: the page of the rules does not say.
        asks = join(condition.value) or condition.operator == "eq"
        if condition.name not in fields and asks:
            title, wanted = _names(condition)
            yield Sight("certain" if e.is_sent else "possible", f"the policy: {wanted}", title)


def _uncovered(e: Evidence) -> Iterator[Sight]:
    """Fields that the policy does not name."""
    if _given(e) is None:
        return
    named = {condition.name for condition in _conditions(e)} | _FREE
    loose = [name for name in _fields(e) if name not in named | {"bucket"} and not name.startswith("x-ignore-")]
    if loose:
        listed = ", ".join(shown(name, 60) for name in loose[:6])
        yield Sight("certain" if e.provider.id == "aws" else "likely", f"fields without a condition: {listed}", listed)


def _given(e: Evidence) -> list[Any] | None:
    """What the policy holds as its conditions; None where there is no policy to read."""
    if e.request.kind != "post":
        return None
    policy = read_policy(policy_of(e)) or {}
    given = policy.get("conditions")
    return given[:_MAX] if isinstance(given, list) else None


def _fields(e: Evidence) -> dict[str, str]:
    """The fields by lower-case name, as far as a store reads them: nothing after the file."""
    fields: dict[str, str] = {}
    for name, value in e.request.fields:
        fields.setdefault(name.lower(), value)
        if name.lower() == "file":
            break
    # It is in the address; a form may repeat it.
    return fields if "bucket" in fields or not e.request.bucket else {**fields, "bucket": e.request.bucket}


def _conditions(e: Evidence) -> list[Condition]:
    """The conditions of the policy on fields; anything else in it is left to the store."""
    found: list[Condition] = []
    for item in _given(e) or ():
        if isinstance(item, dict):
            found += [Condition("eq", str(name), (Part(str(value)),), pair=True) for name, value in item.items()]
        elif isinstance(item, list) and len(item) == 3 and str(item[0]).lower() in ("eq", "starts-with"):
            operator, field, value = map(str, item)
            found.append(Condition(operator.lower(), field.removeprefix("$"), (Part(value),), pair=False))
    return found


def _names(condition: Condition) -> tuple[str, str]:
    """A condition's field, and what it asks for, in words."""
    value = "not shown" if is_live_name(condition.name) else f"'{shown(join(condition.value), 120)}'"
    return shown(condition.field, 60), f"{'exactly' if condition.operator == 'eq' else 'begins with'} {value}"


def has_range(e: Evidence) -> bool:
    """Whether the policy limits the size of the file, which the form does not tell."""
    return any(isinstance(item, list) and item[:1] == [RANGE] for item in _given(e) or ())


def _version_2(e: Evidence) -> Iterator[Sight]:
    if e.request.kind == "post" and any(name.lower() == "awsaccesskeyid" for name, _ in e.request.fields):
        yield Sight("likely", "the fields AWSAccessKeyId, policy and signature")


def _printed(policy: str, e: Evidence) -> Iterator[Was[str]]:
    """The policy as it was signed, where a program wrote it in quotes, as bytes, or with a line end."""
    bare = re.sub(r"\Ab?(['\"])(.*)\1\Z", r"\2", policy, flags=re.DOTALL)
    yield Was(bare, "as Python prints bytes: b'…'" if policy.startswith("b") else "in quotes")
    # A shell takes the quotes of b'…' away.
    yield Was(policy.removeprefix("b"), "as Python prints bytes: the b of b'…' is in front")
    yield Was(policy.strip(), "with blanks or a line end")
    yield Was("".join(policy.split()), "broken over several lines")
    yield Was(policy + "\n", "without the line end that was signed")


def _as_bytes(e: Evidence) -> Iterator[Sight]:
    if e.request.kind == "post" and re.match(r"b(?:['\"]|eyJ)", policy_of(e)):
        yield Sight("certain", "the policy begins with b'", "as Python prints bytes: b'…'")


def policy_of(e: Evidence) -> str:
    """The policy as the form has it: base64 of a JSON document."""
    return next((value for name, value in e.request.fields if name.lower() == "policy"), "")


class PolicyLens(Lens[str, str]):
    """The policy of a form, which is all that is signed."""

    def get(self, e: Evidence) -> str | None:
        return policy_of(e) if e.request.kind == "post" else None

    def wire(self, e: Evidence, value: str) -> tuple[dict[str, Value], tuple[Edit, ...]]:
        return {"policy": encode(value)}, ()

    def words(self, e: Evidence, values: dict[str, Value], steps: Sequence[Step[str, str]]) -> tuple[str, str]:
        return "the policy, not shown", f"the policy {steps[-1][1].how}"


_cause = causes_of("policy")

POLICY: tuple[Cause[str, str], ...] = (_cause("policy-text", undo=_printed, seen=_as_bytes),)

CAUSES: tuple[Cause[None, None], ...] = (
    _cause("form-v2", seen=_version_2),
    _cause("policy-condition", seen=_unmet),
    _cause("policy-field-missing", seen=_absent),
    _cause("policy-extra-field", seen=_uncovered),
)
