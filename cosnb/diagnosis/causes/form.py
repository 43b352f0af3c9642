"""Is the signed URL whole, and is each parameter of the signature what it should be?"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from ...links.forms.policy import FILENAME
from ...links.reading.meanings import REQUIRED, SIGNING, V2
from ..cause import Cause, Sight
from ..evidence import Evidence
from ..formatting import shown
from .rows import causes_of, data_of

_SHOWN = 12  # characters of a signature: with fewer in front of "…", the rest was left out on purpose
_KNOWN: dict[str, list[str]] = data_of("form")
_UNSET = frozenset(_KNOWN["unset"])
_TEMPLATE = re.compile("|".join(_KNOWN["templates"]))
_BRACES = re.compile("|".join((*_KNOWN["templates"], *_KNOWN["variables"])), re.IGNORECASE)
_TORN = re.compile("|".join(_KNOWN["torn"]))
# How people blot out what they do not want to show in public, and how they write what stands for a name of theirs.
_BLOT = re.compile("|".join(_KNOWN["blots"]), re.IGNORECASE)
_STAND_IN = re.compile("|".join(_KNOWN["stand_ins"]))


def is_blotted(text: str, e: Evidence) -> bool:
    """Whether a value was made unreadable by whoever posted it; where a store has answered, no template was left in it.

    A store that compared signatures was sent one, so where there is none it was taken out (minio/minio#14759).
    """
    text = unquote(text[:2_000])
    is_out = not text and e.mismatch and not e.request.signature
    return bool(is_out or _BLOT.search(text) or (e.reply and _STAND_IN.search(text)))


def _blotted(e: Evidence) -> Iterator[Sight]:
    """What cannot be looked at, because somebody took it out of the text."""
    request = e.request
    pieces = {"signature": request.signature, "access key id": request.access_key_id, "bucket": request.bucket or "-"}
    cut = "signature" if any(_cut_signature(e)) else ""
    names = [name for name, text in pieces.items() if name != cut and is_blotted(text, e)]
    if names and request.kind != "unsigned":
        yield Sight(evidence="\n".join(f"{name}: {shown(pieces[name], 60)}" for name in names), how=" and ".join(names))


def _absent(e: Evidence) -> tuple[str, list[str], list[str]]:
    """What the lack of parameters is, by the id of its cause; those that are there; those that are missing."""
    names = {field.name for field in e.fields}
    wanted = REQUIRED if e.is_v4 else V2 if e.request.kind == "query-v2" else ()
    missing = [name for name in wanted if name not in names]
    present = [name for name in wanted if name in names]
    if not missing:
        return "", present, missing
    if present == ["X-Amz-Algorithm"] and e.fields[-1].name == "X-Amz-Algorithm":
        return "shell-truncated", present, missing
    # What is there is the beginning of the order in which SDKs write.
    in_order = bool(present) and list(REQUIRED[: len(present)]) == present
    ends_early = in_order and e.fields[-1].name.startswith("X-")
    is_cut = e.is_v4 and "X-Amz-Signature" in missing and ends_early
    return "truncated" if is_cut else "missing-parameter", present, missing


def _lacks(wanted: str, e: Evidence) -> Iterator[Sight]:
    what, present, missing = _absent(e)
    if what == wanted:
        told = f"present: {', '.join(present) or 'none'}\nmissing: {', '.join(missing)}"
        yield Sight("certain", told, " and ".join(missing))


def _unquoted(e: Evidence) -> Iterator[Sight]:
    """A command that shows the URL without quotes, or what a shell says of the pieces that it took for commands (mirror/wget#24)."""
    torn = _TORN.search(e.pasted.text[:200_000])
    if torn or "shell-unquoted" in e.pasted.marks:
        yield Sight("certain", shown(torn[0]) if torn else f"the command runs {e.pasted.source} with an unquoted URL")


def _cut_signature(e: Evidence) -> Iterator[Sight]:
    text = e.request.signature
    there = text or "X-Amz-Signature" in {field.name for field in e.fields}
    hidden = is_blotted(text, e) and (e.reply or len(text) < _SHOWN)
    if e.is_v4 and there and re.fullmatch(r"[0-9a-f]{0,63}(?:…|\.{3})?", text) and not hidden:
        yield Sight("certain", f"the signature has {len(text.rstrip('….'))} digits of 64")


def _odd_signature(e: Evidence) -> Iterator[Sight]:
    text = e.request.signature
    whole = re.fullmatch(r"[0-9a-f]{64}", text) or is_blotted(text, e)
    if e.is_v4 and text and not whole and not next(_cut_signature(e), None):
        odd = len(re.sub("[0-9a-f]", "", text))
        fix = "Write the HMAC's 32 bytes as hex." if len(text) in (43, 44) else ""
        told = f", {odd} of them not lower-case hex digits" if odd else ", not 64"
        yield Sight("certain", f"{len(text)} characters{told}", fix=fix)


def _twice(e: Evidence) -> Iterator[Sight]:
    for name in (*SIGNING, *(V2 if e.request.kind == "query-v2" else ())):
        values = [field.value for field in e.fields if field.name == name]
        if len(values) > 1:
            same = "the values are the same" if len(set(values)) == 1 else "the values differ"
            yield Sight("certain", same, f"{name}, {len(values)} times")
            return


def _other_algorithm(e: Evidence) -> Iterator[Sight]:
    value = e.value("X-Amz-Algorithm")
    if e.is_v4 and value not in (None, "AWS4-HMAC-SHA256") and not (value or "").startswith("AWS4-ECDSA"):
        yield Sight("certain", f"X-Amz-Algorithm={shown(value or '', 60)}", f"'{shown(value or '', 40)}'")


def _placeholders(e: Evidence) -> Iterator[Sight]:
    """A word that is where a value belongs: a variable that nobody set."""
    request = e.request
    if not request.wire or request.url.scheme == "s3":
        return  # a shell sets the variables of a command's argument
    places = {
        "host": request.host if _TEMPLATE.search(request.host) or re.search(r"\{\w+\}", request.host) else "",
        "bucket": request.bucket or "",
        "access key id": request.access_key_id,
        # IBM COS documents that its region can be any text.
        "region": "" if e.is_ibm else request.region,
        "date": request.date,
        "session token": request.session_token,
        "expiry": e.value("X-Amz-Expires") or "",
        "signature": request.signature,
    }
    found = {
        name: value
        for name, value in places.items()
        if value.strip().lower() in _UNSET or (_BRACES.search(value[:2_000]) and not is_blotted(value, e))
    }
    key = (request.key or "")[:2_000]
    if request.kind == "post":
        # In a form it stands for the name of the file that is sent.
        key = key.replace(FILENAME, "")
    if _TEMPLATE.search(key) and key != FILENAME and not found and not is_blotted(key, e):
        found["object key"] = key
    if any(label in ("undefined", "null", "none", "nan") for label in request.host.split(".")):
        found["host"] = request.host
    if found:
        evidence = "\n".join(f"{name}: {shown(value, 60)}" for name, value in found.items())
        yield Sight("likely" if set(found) == {"object key"} else "certain", evidence, next(iter(found)))


_cause = causes_of("form")

CAUSES: tuple[Cause[str, None], ...] = (
    _cause("shell-unquoted", seen=_unquoted),
    _cause("shell-truncated", do=lambda url: url.partition("&")[0], seen=lambda e: _lacks("shell-truncated", e)),
    _cause("truncated", do=lambda url: url[:-10], seen=lambda e: (*_lacks("truncated", e), *_cut_signature(e))),
    _cause("missing-parameter", seen=lambda e: _lacks("missing-parameter", e)),
    _cause("signature-malformed", seen=_odd_signature),
    _cause("signature-edited", do=lambda url: re.sub("(?<=Signature=).", lambda match: "10"[match[0] == "1"], url)),
    _cause("duplicate-parameter", seen=_twice),
    _cause("algorithm", seen=_other_algorithm),
    _cause("placeholder", seen=_placeholders),
    _cause("blotted", seen=_blotted),
)
