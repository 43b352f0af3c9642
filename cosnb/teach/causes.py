"""What can happen to a good link: each cause breaks one, says how it is seen, and what mends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from ..links import presign
from ..sandbox import Sandbox
from ..sandbox.seeds import SECRET_ACCESS_KEY
from ..sigv4 import Credentials, Signed

KEY = "notes/to do list.txt"
EXPIRES = 600
NO_MATCH = "SignatureDoesNotMatch"


class Broken(NamedTuple):
    """A request that fails: its URL, and how it is sent."""

    url: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause of a refusal.

    Attributes:
        name: how a guess names it.
        label: what happened, in a few words.
        answer: the code that the sandbox's store answers with.
        seen: where a reader sees it.
        why: why the store refuses.
        mend: what to do.
        make: makes the broken request.
    """

    name: str
    label: str
    answer: str
    seen: str
    why: str
    mend: str
    make: Callable[[Sandbox, datetime], Broken]


def _link(box: Sandbox, now: datetime, **more: Any) -> Signed:
    """A good link, but for what is said otherwise."""
    place = {"endpoint": box.endpoint, "region": box.region, "credentials": box.credentials}
    given: dict[str, Any] = {**place, "expires": EXPIRES, "now": now, **more}
    return presign(box.bucket, KEY, **given)


def _changed(old: str, new: str) -> Callable[[Sandbox, datetime], Broken]:
    """A good link with another text in one place."""
    return lambda box, now: Broken(_link(box, now).url.replace(old, new, 1))


def _signed_with(**more: Any) -> Callable[[Sandbox, datetime], Broken]:
    """A link that was signed with one other input."""
    return lambda box, now: Broken(_link(box, now, **more).url)


def _signed_later(**shift: float) -> Callable[[Sandbox, datetime], Broken]:
    return lambda box, now: Broken(_link(box, now + timedelta(**shift)).url)


def _method(box: Sandbox, now: datetime) -> Broken:
    return Broken(_link(box, now, method="PUT").url)


def _header(box: Sandbox, now: datetime) -> Broken:
    return Broken(_link(box, now, method="PUT", headers={"Content-Type": "text/plain"}).url, "PUT")


def _host(box: Sandbox, now: datetime) -> Broken:
    url = _link(box, now, endpoint=f"http://localhost:{box.port}", addressing="path").url
    return Broken(url.replace("//localhost:", "//127.0.0.1:", 1))


def _digit(box: Sandbox, now: datetime) -> Broken:
    url = _link(box, now).url
    return Broken(url[:-1] + ("0" if url[-1] != "0" else "1"))


def _secret(box: Sandbox, now: datetime) -> Broken:
    # The classic of copied secrets: one letter short at its end.
    return Broken(_link(box, now, credentials=_pair(box.credentials.access_key_id, SECRET_ACCESS_KEY[:-1])).url)


def _access_key(box: Sandbox, now: datetime) -> Broken:
    return Broken(_link(box, now, credentials=_pair(f"{box.credentials.access_key_id[:-1]}9", SECRET_ACCESS_KEY)).url)


def _pair(access_key_id: str, secret: str) -> Credentials:
    return Credentials(access_key_id, secret, source="a riddle", example=True)


def _cut(box: Sandbox, now: datetime) -> Broken:
    return Broken(_link(box, now).url.partition("&")[0])


_ALL = (
    Cause(
        "method",
        "it is sent with another method than the one it was signed for",
        NO_MATCH,
        "Signed again for another method, the very signature comes out. The URL itself does not tell.",
        "The method is the first line of the canonical request, and stands nowhere in the URL.",
        "Send it with PUT, or sign for GET.",
        _method,
    ),
    Cause(
        "key",
        "the object key was edited after signing",
        NO_MATCH,
        "The path names another object than the one the link was made for.",
        "The path is the second line of the canonical request: a link is for one object only.",
        "Sign a link of its own for each object.",
        _changed("list", "last"),
    ),
    Cause(
        "plus",
        "the space in the key became a plus",
        NO_MATCH,
        "A + in the path, before the question mark.",
        "In a path a plus is a plus. It means a space only in forms.",
        "Write %20 for a space.",
        _changed("%20", "+"),
    ),
    Cause(
        "double-encoded",
        "the key was encoded once more after signing",
        NO_MATCH,
        "A %25 in the path: it is an encoded percent sign, so something was encoded twice.",
        "%2520 is the text %20, so it is another key than the one with a space.",
        "Encode once, and let no tool encode a finished URL.",
        _changed("%20", "%2520"),
    ),
    Cause(
        "parameter",
        "a parameter was added after signing",
        NO_MATCH,
        "A name in the query string that neither begins with X-Amz- nor is one of the store's.",
        "Every parameter but the signature is in the canonical query string.",
        "Take it away, or sign it together with the others.",
        _changed("&X-Amz-Signature=", "&utm_source=mail&X-Amz-Signature="),
    ),
    Cause(
        "longer",
        "the expiry was made longer by hand",
        NO_MATCH,
        "X-Amz-Expires is not what the link was made for.",
        "The expiry is a signed parameter: whoever has a link cannot prolong it.",
        "Ask the signer for a new link.",
        _changed(f"X-Amz-Expires={EXPIRES}", "X-Amz-Expires=86400"),
    ),
    Cause(
        "signature",
        "a digit of the signature was changed",
        NO_MATCH,
        "verify computes a signature that differs from the one in the URL in a single digit.",
        "The store compares 64 hex digits, and one of them is another.",
        "Copy the link again, with a copy button.",
        _digit,
    ),
    Cause(
        "header",
        "a signed header is not sent",
        NO_MATCH,
        "X-Amz-SignedHeaders lists more than host, and the request sends no such header.",
        "A signed header that does not come counts as empty, so the canonical headers differ.",
        "Send Content-Type: text/plain along, or do not sign it.",
        _header,
    ),
    Cause(
        "host",
        "it was signed for another name of the store",
        NO_MATCH,
        "Signed again for localhost and the same port, the very signature comes out: diagnose takes hosts=[…].",
        "The host is a signed header: two names of one machine are two hosts.",
        "Sign for the name that the receiver will use.",
        _host,
    ),
    Cause(
        "secret",
        "the last letter of the secret was lost",
        NO_MATCH,
        "Every link of that signer fails, whatever it asks for, and nothing is wrong with the URL.",
        "Every byte of the secret is in the first key of the derivation.",
        "Copy the secret again, whole.",
        _secret,
    ),
    Cause(
        "access-key",
        "the access key id is not known to the store",
        "InvalidAccessKeyId",
        "The beginning of X-Amz-Credential is not the sandbox's access key id, which ends with 001.",
        "The store looks up the secret by the access key id, and finds none.",
        "Look whether the credential was deleted, or belongs to another store.",
        _access_key,
    ),
    Cause(
        "region",
        "it was signed for another region",
        "PermanentRedirect",
        "The second word of the scope is not us-south.",
        "The region is in the scope and in the signing key, and this store wants its own.",
        "Sign for the region of the bucket. IBM documents that its store takes any text there.",
        _signed_with(region="eu-de"),
    ),
    Cause(
        "expired",
        "its time is over",
        "AccessDenied",
        "X-Amz-Date plus X-Amz-Expires lies before the clock of the store.",
        "The store looks at its own clock when the link is opened.",
        "Sign again, with the time that the receiver needs.",
        _signed_later(hours=-1),
    ),
    Cause(
        "future",
        "the clock of the signer is fast",
        "AccessDenied",
        "X-Amz-Date lies after the clock of the store.",
        "A link is not valid before the moment that it names.",
        "Set the signer's clock.",
        _signed_later(hours=2),
    ),
    Cause(
        "cut",
        "a shell cut it at the first &",
        "AuthorizationHeaderMalformed",
        "The URL ends after its first parameter.",
        "To a shell, an & outside quotes ends the command; what is left of the link has no signature.",
        "Put the link between quotes.",
        _cut,
    ),
)

CAUSES: Mapping[str, Cause] = {cause.name: cause for cause in _ALL}
