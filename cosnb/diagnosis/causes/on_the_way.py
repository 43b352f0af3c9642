"""What changed between the URL and the store, where no cause of the piece itself says how; and what no proof was found for."""

from __future__ import annotations

from ..cause import SIGNATURE, Cause, Failures

_ON_THE_WAY = "Something changed the request between the URL and the store: the client library, a proxy, or whoever built the request."
_ALL: Failures = SIGNATURE | {"denied", "missing", "routing", "headers", "identity", "form", "region", "time"}

CHANGED: tuple[Cause[None, None], ...] = (
    Cause(
        id="path-changed",
        stage="path",
        title="The store received another path than the URL has",
        why=_ON_THE_WAY,
        fix="Send the path as it is in the URL; curl has --path-as-is, aiohttp yarl.URL(url, encoded=True).",
        leads_to=_ALL,
        side="way",
        unsure=True,
    ),
    Cause(
        id="query-changed",
        stage="query",
        title="The store received another query than the URL has",
        why=f"{_ON_THE_WAY} SigV4 signs every parameter but the signature.",
        fix="Send the query as it is in the URL.",
        leads_to=_ALL,
        side="way",
    ),
    Cause(
        id="header-changed",
        stage="headers",
        title="The signed header {how} arrived with another value than was sent",
        why="Proxies and CDNs rewrite such headers; Google changes Accept-Encoding.",
        fix="Do not sign headers that change on the way: sign 'host' alone.",
        leads_to=SIGNATURE | {"headers"},
        side="way",
    ),
    Cause(
        id="scope-changed",
        stage="scope",
        title="The store signed with another scope than the URL claims",
        why=_ON_THE_WAY,
        fix="Send X-Amz-Credential as it was signed.",
        leads_to=_ALL,
        side="way",
    ),
    Cause(
        id="time-changed",
        stage="string_to_sign",
        title="The store signed with another time than the URL claims",
        why="An x-amz-date or Date header was sent along, or X-Amz-Date was changed on the way.",
        fix="Send the URL without a date header.",
        leads_to=_ALL,
        side="way",
    ),
    Cause(
        id="echo-damaged",
        stage="string_to_sign",
        title="The store's canonical request was changed while it was copied",
        why="Its hash is not the one in the store's string to sign, so what it shows is taken with care.",
        fix="Paste the answer's XML as it came, with the CanonicalRequestBytes element if there is one.",
        leads_to=_ALL,
        side="store",
        heard=False,
    ),
)

UNPROVEN: tuple[Cause[None, None], ...] = (
    Cause(
        id="signed-values",
        stage="headers",
        title="The store received {how}: most likely another value was signed",
        why="Nothing else changed on the way. The URL names this header as signed and does not carry the value, so it "
        "cannot be seen here which one was signed; a browser or a client library often chooses its own.",
        fix="Send {how} with the value that was signed, or sign for the one that is sent. With the credentials the signed "
        "value is searched for.",
        explains=frozenset({"unchanged-on-the-way", "headers-to-send"}),
        side="way",
        is_open=True,
    ),
    Cause(
        id="unchanged-on-the-way",
        stage="derivation",
        title="The store received exactly what the URL says: most likely the secret is another one",
        why="Nothing changed on the way. Left are the secret (misspelt, of another account, with a line end), a payload "
        "hash other than UNSIGNED-PAYLOAD, a method or a header's value other than was signed, or a URL that was changed "
        "before it was sent; only the secret can tell them apart.",
        fix="Give the credentials that signed. Else copy the secret again, and sign again, with UNSIGNED-PAYLOAD as the "
        "last line.",
        explains=frozenset({"signature-mismatch"}),
        side="store",
        is_open=True,
    ),
    Cause(
        id="unproven",
        stage="derivation",
        title="The secret given here did not make this signature, or the URL was changed in a way that cannot be guessed",
        why="None of the causes that were tried makes the signature in the URL. Most likely the secret is another one; "
        "else the signature, the key, the expiry or the date was changed.",
        fix="Copy the secret again, and make a new URL.",
        explains=frozenset({"signature-mismatch"}),
        is_open=True,
        resign=True,
    ),
    Cause(
        id="values-unknown",
        stage="headers",
        title="It cannot be decided whether the signature is right: what {how} was signed as is not known here",
        why="A URL names its signed headers and does not carry their values. The usual values were tried; none of them "
        "makes this signature, so the secret may be right or wrong.",
        fix="Give the headers with what was signed; whoever uses the URL must send the same.",
        explains=frozenset({"headers-to-send"}),
    ),
    Cause(
        id="changed-on-the-way",
        stage="headers",
        title="The signature is right for the URL as it is, so what the store received was something else",
        why="Left are the method, a header, the Host header behind a proxy, a client that rewrites the path, or a store "
        "that has another secret for this access key id.",
        fix="Compare what went on the wire with the URL: curl -v, or cosnb.send(), which sends it byte for byte.",
        side="way",
        symptom=True,
        explains=frozenset({"signature-mismatch"}),
    ),
    Cause(
        id="store-secret",
        stage="derivation",
        title="The store has another secret for this access key id",
        why="With the secret that was given here, the signature is right for exactly what the store says it received; so "
        "the store does not have this secret.",
        fix="Copy the key pair again from the store, both halves together; it may have been renewed.",
        explains=frozenset({"unchanged-on-the-way"}),
        side="store",
    ),
    Cause(
        id="works-with",
        stage="headers",
        title="The URL works with {how} alone",
        why="They were signed, and the URL does not carry them: they were found by recomputing the signature. Opened in a "
        "browser it is sent with GET and without them, and the store answers SignatureDoesNotMatch.",
        fix="Send {how}, exactly so.",
        leads_to=_ALL,
        side="way",
        explains=frozenset({"headers-to-send"}),
    ),
)
