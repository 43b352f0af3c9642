"""Rules about a form and its policy: every field by the conditions on it, and every field by some condition.

Source: "POST policy", Amazon S3 API reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...links.forms.policy import RANGE, Condition
from ...links.reading.claims import read_policy
from ...sigv4 import Part
from ...sigv4.live import is_live_name
from ...sigv4.parts import join
from ..evidence import Evidence
from ..finding import Finding
from ..showing import shown

_AGAIN = "Send what the policy allows, or make a new form."
# No condition is asked for these: the signature and what it signs, and what signed forms before SigV4.
_FREE = frozenset({"x-amz-signature", "policy", "file", "signature", "awsaccesskeyid"})
_MAX = 500


def unmet(e: Evidence) -> Iterator[Finding]:
    """A field that its condition does not allow, or that the policy asks for and the form does not have."""
    fields = _fields(e)
    for condition in _conditions(e):
        if condition.name not in fields:
            yield from _absent(e, condition)
        elif not condition.allows(fields[condition.name]):
            title, wanted = _names(condition)
            given = "not shown" if _hides(condition.name) else f"'{shown(fields[condition.name], 120)}'"
            yield Finding(
                f"policy-condition:{condition.name[:60]}",
                "certain",
                "permission",
                f"The policy of the form does not allow its {title}",
                "A store holds each field against the policy that was signed, and answers AccessDenied where one is not met.",
                f"the policy: {wanted}\nthe form: {given}",
                _AGAIN,
            )


def _absent(e: Evidence, condition: Condition) -> Iterator[Finding]:
    # Any value is allowed, so perhaps none is: the page of the rules does not say.
    if not join(condition.value) and condition.operator != "eq":
        return
    # The command may fill it from a file; a form that was not sent yet may be filled in later.
    if "field-of-file" in e.request.marks:
        return
    title, wanted = _names(condition)
    yield Finding(
        f"policy-condition:{condition.name[:60]}",
        "certain" if e.is_sent else "possible",
        "permission",
        f"The policy of the form asks for the field {title}, and the form does not have it",
        "A store refuses a form that does not meet every condition of its policy.",
        f"the policy: {wanted}",
        f"Put the field {title} into the form, in front of the file.",
    )


def uncovered(e: Evidence) -> Iterator[Finding]:
    """Fields that the policy does not name."""
    if _given(e) is None:
        return
    named = {condition.name for condition in _conditions(e)} | _FREE
    loose = [name for name in _fields(e) if name not in named | {"bucket"} and not name.startswith("x-ignore-")]
    if not loose:
        return
    listed = ", ".join(shown(name, 60) for name in loose[:6])
    yield Finding(
        "policy-extra-field",
        "certain" if e.provider.id == "aws" else "likely",
        "permission",
        f"The form has {'a field' if len(loose) == 1 else 'fields'} that its policy does not name: {listed}",
        "Every field but the signature, the policy, the file and those that begin with x-ignore- takes a condition.",
        f"fields without a condition: {listed}",
        "Leave it out, or make a new form with a condition for it.",
    )


def _given(e: Evidence) -> list[Any] | None:
    """What the policy holds as its conditions; None where there is no policy to read."""
    if e.request.kind != "post":
        return None
    policy = read_policy(next((value for name, value in e.request.fields if name.lower() == "policy"), "")) or {}
    given = policy.get("conditions")
    return given[:_MAX] if isinstance(given, list) else None


def _fields(e: Evidence) -> dict[str, str]:
    """The fields by lower-case name, as far as a store reads them: what stands behind the file it does not."""
    fields: dict[str, str] = {}
    for name, value in e.request.fields:
        fields.setdefault(name.lower(), value)
        if name.lower() == "file":
            break
    # It stands in the address; a form may repeat it.
    return fields if "bucket" in fields or not e.request.bucket else {**fields, "bucket": e.request.bucket}


def _conditions(e: Evidence) -> list[Condition]:
    """The conditions of the policy on fields; what is no condition is left to the store."""
    found: list[Condition] = []
    for item in _given(e) or ():
        if isinstance(item, dict):
            found += [_about("eq", str(name), value, pair=True) for name, value in item.items()]
        elif isinstance(item, list) and len(item) == 3 and str(item[0]).lower() in ("eq", "starts-with"):
            found.append(_about(str(item[0]).lower(), str(item[1]).removeprefix("$"), item[2], pair=False))
    return found


def _about(operator: str, field: str, value: object, *, pair: bool) -> Condition:
    return Condition(operator, field, (Part(str(value)),), pair=pair)


def _names(condition: Condition) -> tuple[str, str]:
    """A condition's field, and what it asks for, in words."""
    value = "not shown" if _hides(condition.name) else f"'{shown(join(condition.value), 120)}'"
    return shown(condition.field, 60), f"{'exactly' if condition.operator == 'eq' else 'begins with'} {value}"


def _hides(name: str) -> bool:
    return is_live_name(name)


def has_range(e: Evidence) -> bool:
    """Whether the policy limits the size of the file, which the form does not tell."""
    return any(isinstance(item, list) and item[:1] == [RANGE] for item in _given(e) or ())


RULES = (unmet, uncovered)
