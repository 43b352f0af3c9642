"""The policy of an upload form: what the sender of the form may put in its fields, as a JSON text built of parts.

    {"acl": "public-read"}                     exactly this value
    ["eq", "$acl", "public-read"]              the same
    ["starts-with", "$Content-Type", "image/"] any value that begins so; "" allows every value
    ["content-length-range", 1, 1048576]       how many bytes the file may have

Source of the rules: "POST policy", Amazon S3 API reference.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ...errors import InputError
from ...sigv4 import Part, Stage
from ...sigv4.live import is_live_name
from ...sigv4.parts import Parts, join
from ...storage import check_pairs
from ...storage.checks import SIGNING_PARAMS, Pairs, encodable

FILENAME = "${filename}"
RANGE = "content-length-range"

# A list such as ["eq", "$acl", "private"], or a mapping of one name to its one value.
ConditionLike = Mapping[str, str] | list[object] | tuple[object, ...]

_FORMS = 'Write {"acl": "private"}, ["starts-with", "$Content-Type", "image/"] or ["content-length-range", 1, 1048576].'
_NAME = re.compile(r"[!#-~]+")
_NAMES = "Use a name such as 'acl', 'Content-Type' or 'x-amz-meta-author'."
# The signature fills these in, and the file is not a field of the policy.
_RESERVED = SIGNING_PARAMS - {"x-amz-expires", "x-amz-signedheaders"} | {"policy", "file"}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a policy.

    Attributes:
        operator: ``"eq"``, ``"starts-with"`` or ``"content-length-range"``.
        field: the form field it is about, as it was written, without ``$``; empty for a range.
        value: the text it is compared with, as parts; none for a range.
        sizes: the least and the most bytes of the file, or None.
        pair: written as ``{"acl": "private"}`` rather than as a list.
    """

    operator: str
    field: str = ""
    value: Parts = ()
    sizes: tuple[int, int] | None = None
    pair: bool = False

    @property
    def name(self) -> str:
        """The field's name in the one case that stores compare."""
        return self.field.lower()

    def allows(self, given: str) -> bool:
        """Whether a field with this value passes; what ``${filename}`` will stand for is not yet known."""
        wanted = join(self.value)
        known, later, _ = given.partition(FILENAME)
        if later and wanted.startswith(known):
            return True
        return given == wanted if self.operator == "eq" else given.startswith(wanted)

    @property
    def parts(self) -> Parts:
        """Its JSON, in the spacing of Python's own ``json``, which makes it equal to that of the SDKs for Python."""
        if self.sizes:
            low, high = (Part(str(size), f"field:{RANGE}") for size in self.sizes)
            return Part(f'["{RANGE}", '), low, Part(", "), high, Part("]")
        value = (Part('"'), *(Part(json.dumps(p.text)[1:-1], p.source, p.text) for p in self.value), Part('"'))
        if self.pair:
            return Part(f"{{{json.dumps(self.field)}: "), *value, Part("}")
        return Part(f'["{self.operator}", {json.dumps("$" + self.field)}, '), *value, Part("]")


def exact(field: str, *value: Part) -> Condition:
    """The condition that a field has one value, in the form every SDK writes it."""
    return Condition("eq", field, value, pair=True)


def read_conditions(given: Iterable[ConditionLike]) -> tuple[Condition, ...]:
    """Conditions as a person writes them, checked. Raises InputError if one of them is none; the message says which."""
    if isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable):
        raise InputError("conditions", f"a {type(given).__name__} is not a list of conditions.", _FORMS)
    return tuple(_read(f"condition {number}", item) for number, item in enumerate(given, 1))


def _read(which: str, item: object) -> Condition:
    if isinstance(item, Mapping):
        if len(item) != 1:
            raise _wrong(which, f"has {len(item)} pairs.", "Write each pair as a condition of its own.")
        ((field, value),) = item.items()
        return _about(which, "eq", _text(which, "field", field), _text(which, field, value), pair=True)
    if not isinstance(item, list | tuple) or len(item) != 3:
        raise _wrong(which, "is neither a pair nor a list of three.", _FORMS)
    operator, first, second = item
    if operator == RANGE:
        low, high = _size(which, first), _size(which, second)
        if high < low:
            raise _wrong(which, f"allows {low} to {high} bytes, which no file has.", "Give the smaller number first.")
        return Condition(RANGE, sizes=(low, high))
    if operator not in ("eq", "starts-with"):
        raise _wrong(which, f"has the operator {operator!r}.", f"Use 'eq', 'starts-with' or '{RANGE}'.")
    field = _text(which, "field", first)
    if not field.startswith("$"):
        raise _wrong(which, f"names its field {field!r}.", f"Put a dollar in front: '${field}'.")
    return _about(which, str(operator), field[1:], _text(which, field, second), pair=False)


def _about(which: str, operator: str, field: str, value: str, *, pair: bool) -> Condition:
    name = field.lower()
    if pair and name.startswith("$"):
        raise _wrong(which, f"names its field {field!r}.", "In a pair, leave the dollar out.")
    if not _NAME.fullmatch(name):
        raise _wrong(which, f"is about {field!r}, which is not the name of a field.", _NAMES)
    if name in _RESERVED:
        raise _wrong(which, f"is about {field!r}, which the signature sets itself.", "Leave it out.")
    return Condition(operator, field, (Part(value, source_of(name)),), pair=pair)


def source_of(name: str) -> str:
    """The source that a field's value has in the stages."""
    # A field x-amz-… does what the header of that name does, so what is secret there is secret here.
    return name if name in ("bucket", "key") else f"{'header' if is_live_name(name) else 'field'}:{name}"


def _size(which: str, size: object) -> int:
    if isinstance(size, int) and not isinstance(size, bool) and size >= 0:
        return size
    raise _wrong(which, f"has the size {size!r}.", f'Give whole bytes, such as ["{RANGE}", 1, 1048576].')


def _text(which: str, what: object, value: object) -> str:
    """Values may be a customer's key, so only their names are shown."""
    if not isinstance(value, str):
        raise _wrong(which, f"has a {type(value).__name__} as the value of {what!r}.", "Give it as a str.")
    return encodable("conditions", value, shown=f"the value of {what!r} in {which}")


def check_fields(given: Pairs) -> dict[str, str]:
    """The fields that a form is given, in their order. Raises InputError for one that it cannot have."""
    fields: dict[str, str] = {}
    for name, value in check_pairs("fields", given):
        if not _NAME.fullmatch(name):
            raise InputError("fields", f"{name!r} is not the name of a field.", _NAMES, value=name)
        if name.lower() in _RESERVED | {"key", "bucket"}:
            raise InputError("fields", f"{name!r} is filled in by the form itself.", "Leave it out.", value=name)
        if name.lower() in map(str.lower, fields):
            raise InputError("fields", f"{name!r} is given twice.", "Give every field once.", value=name)
        fields[name] = value
    return fields


def check_possible(conditions: Iterable[Condition], values: Mapping[str, str]) -> None:
    """Every filled in field against every condition on it. Raises InputError if no form could pass."""
    known = {name.lower(): value for name, value in values.items()}
    for number, condition in enumerate(conditions, 1):
        if condition.name in known and not condition.allows(known[condition.name]):
            field = condition.field
            problem = f"('{condition.operator}' on '{field}') is not met by this form's own '{field}'."
            raise _wrong(f"condition {number}", problem, "Change one of the two: the store would refuse every file.")


def document_of(expires_at: datetime, conditions: Iterable[Condition]) -> Stage:
    """The policy as the text that is encoded and signed."""
    begin = Part('{"expiration": "'), Part(f"{expires_at:%Y-%m-%dT%H:%M:%SZ}", "expires"), Part('", "conditions": [')
    listed = [part for condition in conditions for part in (Part(", "), *condition.parts)]
    return Stage("policy", (*begin, *listed[1:], Part("]}")))


def _wrong(which: str, problem: str, remedy: str) -> InputError:
    return InputError("conditions", f"{which} {problem}", remedy, value=which)
