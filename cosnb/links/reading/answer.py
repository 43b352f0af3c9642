"""Read a store's error out of the body of its answer, in every form that stores use.

    AWS, R2, Swift      Code, Message, CanonicalRequest, StringToSign, and both again as bytes in hex
    IBM COS             Code, Message, Resource, RequestId, httpStatusCode
    MinIO, MiniStack    Code, Message, Resource, RequestId, …
    Ceph                Code, RequestId, HostId, and no Message
    AWS's other services   ErrorResponse around Error, or JSON, with both texts inside the message

The body is hostile: no entity is expanded, no document type is accepted, and nothing large is read. In any other text a
refusal is found by the words of a client, an SDK or a log.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple

from .wrapped import MARKERS

LIMIT = 1024 * 1024

_CODES = ("code", "__type", "errorcode")
_MESSAGES = ("message", "errormessage", "error_description")
# What API Gateway, SQS and others write into the message instead of elements of their own.
_IN_MESSAGE = {
    "CanonicalRequest": "The Canonical String for this request should have been",
    "StringToSign": "The String-to-Sign should have been",
}


@dataclass(frozen=True, slots=True, repr=False)
class StoreError:
    """What a store says went wrong.

    Attributes:
        code: the error code, such as ``"SignatureDoesNotMatch"``; empty where the store gave none.
        message: the store's own words; empty where it gave none, as Ceph does.
        fields: every other element, by its name without a namespace.
        canonical_request, string_to_sign: what the store computed, where it says so. Taken from the elements that
            give them as bytes, if it sends those: line ends do not survive every way that a text is copied.
    """

    code: str
    message: str
    fields: Mapping[str, str]
    canonical_request: str | None
    string_to_sign: str | None

    def __repr__(self) -> str:
        # The other parts can hold a signature or a token that still works.
        return f"StoreError({self.code!r}, {self.message.partition(chr(10))[0][:200]!r})"


def read_error(body: bytes | str) -> StoreError | None:
    """The error in the body of an answer.

    Args:
        body: the body as it came, or its text as somebody pasted it.

    Returns:
        The error, or None if this is no store's error: HTML of a proxy, another document, garbage, a document with a
        document type or entities, or more than 1 MiB. Never raises on what it reads.
    """
    if len(body) > LIMIT:
        return None
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
    text = text.strip("\ufeff \t\r\n")
    if text.startswith("{"):
        return _from_json(text)
    # A pasted error often has a line of a log in front of it.
    begins = [at for at in (text.find("<?xml"), text.find("<Error")) if at > 0]
    document = text if text.startswith("<") or not begins else text[min(begins) : text.rfind(">") + 1]
    leaves = leaves_of(document, "Error", "ErrorResponse", "Response")
    return error_of(leaves) if leaves.keys() & {"Code", "Message"} else None


def error_of(elements: dict[str, str]) -> StoreError:
    """The error that the elements of a document make."""
    fields = dict(elements)
    return _made(fields.pop("Code", ""), fields.pop("Message", ""), fields)


def leaves_of(document: str | bytes, *roots: str) -> dict[str, str]:
    """The elements that hold no others, the first of each name; none if it is no XML, or its root is none of those named."""
    root = read_xml(document)
    if root is None or (roots and local_name(root) not in roots):
        return {}
    leaves: dict[str, str] = {}
    for element in root.iter():
        if len(element) == 0:
            leaves.setdefault(local_name(element), element.text or "")
    return leaves


def read_xml(document: str | bytes) -> Any:
    """The root of a document; None where it is no XML, or has a document type."""
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(document, forbid_dtd=True)
    except Exception:  # the parser has errors of its own, and raises others on lone surrogates and depth
        return None


def local_name(element: Any) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _from_json(text: str) -> StoreError | None:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    inner = document.get("error") or document.get("errors")
    inner = next(iter(inner), None) if isinstance(inner, list) else inner
    named = {str(name): value for name, value in (inner if isinstance(inner, dict) else document).items()}
    texts = {name: str(value) for name, value in named.items() if isinstance(value, str | int | float)}
    code = next((texts.pop(name) for name in list(texts) if name.lower() in _CODES), "")
    message = next((texts.pop(name) for name in list(texts) if name.lower() in _MESSAGES), "")
    if not (code or message):
        return None
    # AWS writes a type as "namespace#Code", and sometimes an address behind a colon.
    return _made(code.rpartition("#")[2].partition(":")[0], message, texts)


def _made(code: str, message: str, fields: dict[str, str]) -> StoreError:
    computed = [_computed(name, fields) or _in_message(name, message) for name in _IN_MESSAGE]
    return StoreError(code.strip(), message.strip(), MappingProxyType(fields), *computed)


def _computed(name: str, fields: dict[str, str]) -> str | None:
    """The text of an element: from its bytes, in hex of any case and grouping, else as it stands."""
    text = fields.pop(name, None)
    try:
        text = bytes.fromhex("".join(fields[f"{name}Bytes"].split())).decode()
        del fields[f"{name}Bytes"]
    except (KeyError, ValueError):
        pass
    return text or None


def _in_message(name: str, message: str) -> str | None:
    """The text between the first and the last quote behind the words that introduce it."""
    told = message.partition(_IN_MESSAGE[name])[2].partition(_IN_MESSAGE["StringToSign"])[0]
    first, last = told.find("'"), told.rfind("'")
    return told[first + 1 : last] if 0 <= first < last else None


# Sentences that stores say, what tells the code that goes with each, and what clients write in front of a store's code:
# botocore, the SDKs for Go, those for JavaScript, MinIO's. Each begins with a letter, by which it is found quickly.
_KNOWN = json.loads(files(__package__).joinpath("answer.json").read_text("utf-8"))
_SIGN = re.compile("|".join((*_KNOWN["signs"], *_KNOWN["sentences"])))
_CODE = re.compile(_KNOWN["code"])
# A code right in front of the words that go with it, as JavaScript prints an error (ryanto/next-s3-upload#87).
_NAMED = re.compile(r"\b((?:[A-Z][a-z]+){2,6})(?<!Error)(?<!Exception): ?\Z")
_LINE = re.compile(r"[^\r\n]{0,2000}")
# What they write around a status: requests, urllib, axios, aws-sdk-go, curl, wget, a browser's console, an access log.
_STATUS = re.compile("|".join(_KNOWN["statuses"]), re.MULTILINE)
_FAILED = re.compile(r"[45](?<!\w.)\d\d(?!\w)")  # what each of these holds, looked for first


def code_of(message: str) -> str:
    """The code of an answer that has only words; the empty text where they are none that are known."""
    return next((code for words, code in _KNOWN["codes"] if re.search(words, message)), "")


class Refusal(NamedTuple):
    """What is said of a refusal, and where it stands in the text. Of the code and the status one may be missing."""

    place: int
    code: str = ""
    words: str = ""
    status: int | None = None


def refusal_in(text: str) -> Refusal | None:
    """The first refusal that a text tells of, by a store's code if there is one, else by a status; or None."""
    told = text.rfind("The request signature", 0, max(0, text.find("The Canonical String for this request")))
    for sign in _SIGN.finditer(text, max(0, told)):
        if not sign[0][-1].isalpha():
            if said := _CODE.match(text, sign.end()):
                return Refusal(sign.start(), said[1], said[2].strip(" \"'}"))
        elif line := _LINE.match(text, sign.start()):
            is_policy = sign[0].endswith("policy")
            words = line[0].removeprefix(f"{sign[0]}:" if is_policy else "").strip(" \"'}")
            named = _NAMED.search(text, max(0, sign.start() - 60), sign.start())
            code = named[1] if named else code_of(line[0])
            return Refusal(sign.start(), "CORS policy" if is_policy else code, words)
    first = other = None
    for match in _STATUS.finditer(text) if _FAILED.search(text) else ():
        status = match["status"] or match["named"] or match["thrown"] or match["garage"] or match["logged"]
        if first is None and _is_of_a_link(text, match):
            first = Refusal(match.start(), "", match["words"] or "", int(status))
        other = other or (None if match["logged"] else Refusal(match.start(), status=int(status)))
    # A status beside another address counts where the text holds no signed link at all.
    return first or (None if MARKERS.search(text) else other)


def _is_of_a_link(text: str, match: re.Match[str]) -> bool:
    """Whether a status may be that of a signed link: not where its line names another address, or is another request's."""
    line = text[max(0, match.start() - 4_000) : match.start()].rpartition("\n")[2]
    line += text[match.start() : match.end() + 4_000].partition("\n")[0]
    is_signed = "ignature" in line and MARKERS.search(line) is not None
    # A log may leave the query of the link out.
    named = re.search(r"https?://[^\s\"'<>?]{1,2000}", line)
    near = text[max(0, match.start() - 4_000) : match.end() + 4_000]
    is_signed = is_signed or bool(named and f"{named[0]}?" in near)
    return is_signed or not (match["logged"] or "://" in line)
