"""What can happen to a presigned URL between the signer and the store, by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cosnb import Answer, Credentials, Verification, send, verify

Change = Callable[[str], str]

# An object whose URL has something to change: sign a GET of KEY with PARAMETERS.
KEY = "ä b/c+d~.txt"
PARAMETERS = {"response-content-type": "text/x y"}
BODY = b"what is stored there\n"

SIGNATURE = "X-Amz-Signature"
RANGE = {"Range": "bytes=0-3"}


@dataclass(frozen=True)
class Case:
    """A change to a URL, and how it is sent after that."""

    change: Change = str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)

    def send(self, url: str) -> Answer:
        """The store's answer to a URL that was changed before."""
        data = b"" if self.method in ("PUT", "POST") else None
        return send(url, data, method=self.method, headers=self.headers)

    def verify(self, url: str, credentials: Credentials) -> Verification:
        """What cosnb says of the same request."""
        host = {"Host": url.split("/")[2]}
        return verify(url, credentials, method=self.method, headers={**host, **self.headers})

    def sign_again(self, url: str, credentials: Credentials) -> str:
        """The URL with the signature that fits what it is now."""
        made = self.verify(url, credentials).computed
        assert made
        return value(SIGNATURE, lambda old: made.signature)(url)


def value(name: str, change: Change) -> Change:
    """Change the value of a parameter that is there once."""

    def changed(url: str) -> str:
        made, count = re.subn(rf"(?<=[?&]{name}=)[^&]*", lambda found: change(found[0]), url)
        assert count == 1, f"{name} is there {count} times"
        return made

    return changed


def replaced(old: str, new: str) -> Change:
    """Replace a text that is there once."""

    def changed(url: str) -> str:
        assert url.count(old) == 1, f"{old} is there {url.count(old)} times"
        return url.replace(old, new)

    return changed


def without(name: str) -> Change:
    """Leave out a parameter that is there once."""

    def changed(url: str) -> str:
        made, count = re.subn(rf"(?<=[?&]){name}=[^&]*&?", "", url)
        assert count == 1, f"{name} is there {count} times"
        return made.rstrip("&")

    return changed


def with_more(parameter: str) -> Change:
    """Put a parameter behind the others."""
    return lambda url: f"{url}&{parameter}"


def piece(number: int, new: str) -> Change:
    """Change one of the five pieces of the credential."""

    def changed(credential: str) -> str:
        pieces = credential.split("%2F")
        assert len(pieces) == 5
        pieces[number] = new
        return "%2F".join(pieces)

    return value("X-Amz-Credential", changed)


def flipped(signature: str) -> str:
    """The signature with its last digit changed."""
    return signature[:-1] + ("0" if signature[-1] != "0" else "1")


def to(text: str) -> Change:
    return lambda old: text


def reversed_query(url: str) -> str:
    head, _, query = url.partition("?")
    return f"{head}?{'&'.join(reversed(query.split('&')))}"


def lower_escapes(url: str) -> str:
    return re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), url)


def next_second(date: str) -> str:
    return f"{date[:14]}{(int(date[14]) + 1) % 10}Z"


SAME: dict[str, Case] = {
    "as it was made": Case(),
    "parameters in another order": Case(reversed_query),
    "escapes in lower case": Case(lower_escapes),
    "a plain character escaped": Case(replaced("~", "%7E")),
    "a slash of the key escaped": Case(replaced("/c%2Bd", "%2Fc%2Bd")),
    "an empty parameter": Case(with_more("")),
    "a fragment": Case(lambda url: f"{url}#x"),
    "a header more": Case(headers={"X-Other": "1"}),
    "a content type": Case(headers={"Content-Type": "text/plain"}),
    "a range": Case(headers=RANGE),
}

TAMPERED: dict[str, Case] = {
    "signature flipped": Case(value(SIGNATURE, flipped)),
    "signature in upper case": Case(value(SIGNATURE, str.upper)),
    "signature cut off": Case(value(SIGNATURE, lambda text: text[:32])),
    "signature twice": Case(value(SIGNATURE, lambda text: text * 2)),
    "signature empty": Case(value(SIGNATURE, to(""))),
    "signature removed": Case(without(SIGNATURE)),
    "another key": Case(replaced("c%2Bd", "c%2Be")),
    "a space of the key as plus": Case(replaced("%20b", "+b")),
    "a plus of the key as space": Case(replaced("c%2Bd", "c%20d")),
    "the key encoded twice": Case(replaced("%20b", "%2520b")),
    "another bucket": Case(replaced("/demo-bucket/", "/demo-bucket2/")),
    "another second": Case(value("X-Amz-Date", next_second)),
    "a date long past": Case(value("X-Amz-Date", to("20130524T000000Z"))),
    "a date in another form": Case(value("X-Amz-Date", lambda text: f"{text[:4]}-{text[4:]}")),
    "date removed": Case(without("X-Amz-Date")),
    "a longer expiry": Case(value("X-Amz-Expires", to("7200"))),
    "an expiry of more than a week": Case(value("X-Amz-Expires", to("604801"))),
    "an expiry of 0": Case(value("X-Amz-Expires", to("0"))),
    "a negative expiry": Case(value("X-Amz-Expires", to("-1"))),
    "an expiry in words": Case(value("X-Amz-Expires", to("hour"))),
    "expiry removed": Case(without("X-Amz-Expires")),
    "another access key id": Case(piece(0, "PEEREXAMPLEKEY000002")),
    "another day in the scope": Case(piece(1, "20130524")),
    "another region": Case(piece(2, "eu-de")),
    "an empty region": Case(piece(2, "")),
    "another service": Case(piece(3, "iam")),
    "another terminator": Case(piece(4, "aws5_request")),
    "credential cut off": Case(value("X-Amz-Credential", lambda text: text.rpartition("%2F")[0])),
    "credential removed": Case(without("X-Amz-Credential")),
    "another algorithm": Case(value("X-Amz-Algorithm", to("AWS4-HMAC-SHA1"))),
    "algorithm removed": Case(without("X-Amz-Algorithm")),
    "a signed header more": Case(value("X-Amz-SignedHeaders", to("host%3Brange")), headers=RANGE),
    "a signed header more, not sent": Case(value("X-Amz-SignedHeaders", to("host%3Bx-amz-meta-a"))),
    "signed headers without the host": Case(value("X-Amz-SignedHeaders", to("range")), headers=RANGE),
    "signed headers removed": Case(without("X-Amz-SignedHeaders")),
    "a parameter more": Case(with_more("x=1")),
    "a parameter less": Case(without("response-content-type")),
    "a parameter changed": Case(replaced("x%20y", "x%20z")),
    "a parameter twice": Case(with_more("response-content-type=text/html")),
    "a name in lower case": Case(replaced("X-Amz-Date", "x-amz-date")),
    "sent as HEAD": Case(method="HEAD"),
    "sent as PUT": Case(method="PUT"),
    "sent as POST": Case(method="POST"),
    "sent as DELETE": Case(method="DELETE"),
    "another host": Case(headers={"Host": "store.example.com"}),
    "the host without its port": Case(headers={"Host": "127.0.0.1"}),
    "another payload hash": Case(headers={"x-amz-content-sha256": "0" * 64}),
}

# What stores do not agree on: no store refuses all of these.
LOOSE: dict[str, Case] = {
    "a plus for a space of a parameter": Case(replaced("x%20y", "x+y")),
    "metadata that is not signed": Case(headers={"x-amz-meta-a": "b"}),
    "an acl that is not signed": Case(headers={"x-amz-acl": "private"}),
    "a storage class that is not signed": Case(headers={"x-amz-storage-class": "STANDARD"}),
    "another signature behind it": Case(with_more(f"{SIGNATURE}={'0' * 64}")),
    "another signature before it": Case(replaced("?", f"?{SIGNATURE}={'0' * 64}&")),
}

# What is wrong with these is not the signature, if they are signed again.
FORMS: dict[str, Case] = {
    **{
        name: TAMPERED[name]
        for name in TAMPERED
        if not name.startswith(("signature", "credential", "sent as", "another host", "the host"))
    },
    "a parameter without a value": Case(with_more("x")),
    "a parameter without a name": Case(with_more("=x")),
    "a parameter with a plus": Case(with_more("x=a+b")),
    "a parameter with a semicolon": Case(with_more("x=a;b")),
    "a parameter with a bad escape": Case(with_more("x=%zz")),
    "a parameter that is not UTF-8": Case(with_more("x=%ff")),
    "a parameter whose escaped name sorts otherwise": Case(with_more("%C3%A4=1")),
    "a parameter twice, in order": Case(with_more("response-content-type=text/z")),
    "signed headers in another order": Case(value("X-Amz-SignedHeaders", to("range%3Bhost")), headers=RANGE),
    "signed headers in upper case": Case(value("X-Amz-SignedHeaders", to("Host"))),
}
