"""What a real store does with links that nobody here could try: ``python -m tests.live BUCKET --endpoint ENDPOINT``.

For whoever has a bucket. Each claim below stands behind a mark in this project that says "not confirmed"; the table that is
printed turns it into a fact, and can be posted: it names no bucket, no key, no host and no account. The keys come from where
``cosnb.find_credentials()`` finds them. Some twenty small objects are written under a random prefix of their own; they alone
are deleted in the end, also after an interrupt, and what could not be deleted is said.
"""

from __future__ import annotations

import argparse
import hmac
import re
import secrets
import signal
import sys
import warnings
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import quote

import cosnb
from cosnb import Answer, CosnbError, Credentials, presign, presign_post, send, verify
from cosnb.storage.known_hosts import recognise
from cosnb.uploads import send_form

BODY = b"written by python -m tests.live of cosnb\n"
HEADER = {"x-amz-meta-a": "b"}
TOKEN = "FwoGZXIvYXdz/+==EXAMPLE"


class Bucket:
    """Somebody's bucket, of which only what stands under a random prefix is touched."""

    def __init__(self, name: str, endpoint: str | None, region: str | None, credentials: Credentials) -> None:
        self.where = {"endpoint": endpoint, "region": region, "credentials": credentials}
        self.name, self.credentials = name, credentials
        self.prefix = f"cosnb-live-{secrets.token_hex(6)}/"
        self.written: dict[str, str | None] = {}  # the keys, each with its version where the store names one
        self.left: list[str] = []  # the keys that could not be deleted

    def link(self, key: str = "a", **options: Any) -> cosnb.Signed:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return presign(self.name, self.prefix + key, **{**self.where, **options})

    def get(self, change: Callable[[str], str] = str, **options: Any) -> Answer:
        """The answer to a link for the object ``a``, which is there; ``change`` is made to the URL."""
        return send(change(self.link(**options).url))

    def put(self, key: str, sent: dict[str, str] | None = None, data: bytes = BODY, **options: Any) -> Answer:
        """The answer to an upload, which is remembered before it is sent."""
        link = self.link(key, method="PUT", **options)
        return self.remember(key, lambda: send(link.url, data, method="PUT", headers={**link.headers, **(sent or {})}))

    def remember(self, key: str, upload: Callable[[], Answer]) -> Answer:
        self.written[key] = None
        answer = upload()
        self.written[key] = answer.headers.get("x-amz-version-id")
        return answer

    def clean(self) -> None:
        """Delete what was written, and see that it is gone."""
        for key, version in self.written.items():
            try:
                query = {"versionId": version} if version and version != "null" else {}
                send(self.link(key, method="DELETE", query=query))
                if send(self.link(key, method="HEAD")).status == 404:
                    continue
            except CosnbError:
                pass
            self.left.append(self.prefix + key)


def _signed_by_v2(bucket: Bucket) -> Answer:
    end = int(datetime.now(timezone.utc).timestamp()) + 600
    path = f"/{bucket.name}/{bucket.prefix}a"
    secret = bucket.credentials.secret_access_key.reveal()
    made = b64encode(hmac.digest(secret, f"GET\n\n\n{end}\n{path}".encode(), "sha1")).decode()
    query = f"AWSAccessKeyId={quote(bucket.credentials.access_key_id)}&Expires={end}&Signature={quote(made, safe='')}"
    return send(f"{bucket.link(addressing='path').url.partition('?')[0]}?{query}")


def _out_of_order(bucket: Bucket) -> Answer:
    link = bucket.link(headers=HEADER)
    url = link.url.replace("host%3Bx-amz-meta-a", "x-amz-meta-a%3Bhost")
    made = verify(url, bucket.credentials, headers=HEADER).computed
    assert made
    return send(url.replace(link.signature, made.signature), method="GET", headers=HEADER)


def _form(bucket: Bucket) -> Answer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        form = presign_post(bucket.name, f"{bucket.prefix}form", **bucket.where)
    return bucket.remember("form", lambda: send_form(form, BODY, progress=False))


def _elsewhere(bucket: Bucket) -> Answer | None:
    host = bucket.link().url.split("/")[2]
    if recognise(host).provider.id != "ibm":
        return None
    return bucket.get(endpoint="eu-de" if "eu-de" not in host else "us-south", region=None)


def _dated(bucket: Bucket, **offset: float) -> Answer:
    return bucket.get(now=datetime.now(timezone.utc) + timedelta(**offset))


WRONG = f"X-Amz-Signature={'0' * 64}"
HASH = {"x-amz-content-sha256": sha256(BODY).hexdigest()}


class Claim(NamedTuple):
    """What is tried, how, and the mark that it turns into a fact: a file, and words that stand there."""

    what: str
    ask: Callable[[Bucket], Answer | None]
    file: str
    mark: str


RULES, CHECK = "storage/providers.json", "links/checking/verifying.py"
SERVER = "V (documentation); server behaviour U"
CLAIMS = [
    Claim("a link of Signature Version 2", _signed_by_v2, "diagnosis/causes/scheme.json", "it was not seen on the server"),
    Claim("a link for another region", lambda b: b.get(region="any-text-1"), RULES, SERVER),
    Claim("a link with the bucket in the path", lambda b: b.get(addressing="path"), RULES, SERVER),
    Claim("a link with the bucket in the host", lambda b: b.get(addressing="virtual"), RULES, SERVER),
    Claim(
        "a link for 8 days", lambda b: b.get(expires=691_200), "diagnosis/diagnosing.py", "it was not seen on the server"
    ),
    Claim(
        "a link that expired", lambda b: _dated(b, hours=-2), "diagnosis/guessing.py",
        "Which code IBM COS gives for an expired URL is documented nowhere",
    ),
    *(
        Claim(f"a link dated {text} ahead", lambda b, offset=offset: _dated(b, **offset), "diagnosis/causes/time.py",
              "IBM documents no limit of its own for the clock")
        for text, offset in {"10 minutes": {"minutes": 10}, "20 minutes": {"minutes": 20}, "a day": {"days": 1}}.items()
    ),
    Claim(
        "a session token that is not on record", lambda b: b.get(credentials=Credentials(
            b.credentials.access_key_id, b.credentials.secret_access_key, TOKEN)),
        "diagnosis/causes/token.py", "IBM's documentation does not mention session tokens",
    ),
    *(
        Claim(f"{name} sent and not signed", lambda b, name=name, value=value: b.put(name, {name: value}),
              "diagnosis/causes/headers.py", "Whether IBM COS does so is documented nowhere")
        for name, value in {**HEADER, "x-amz-acl": "private", "x-amz-storage-class": "STANDARD"}.items()
    ),
    Claim("signed headers that are not in order", _out_of_order, CHECK, "and IBM it is not known"),
    Claim("another signature behind the right one", lambda b: b.get(lambda url: f"{url}&{WRONG}"), CHECK, "stores differ"),
    Claim(
        "another signature before it", lambda b: b.get(lambda url: url.replace("?", f"?{WRONG}&", 1)), CHECK, "stores differ"
    ),
    Claim("a signed hash of the body", lambda b: b.put("hash", headers=HASH), RULES, SERVER),
    Claim("a signed hash of another body", lambda b: b.put("late", data=b"late", headers=HASH), RULES, SERVER),
    Claim("an upload form", _form, "links/forms/posting.py", "takes presigned POST is not confirmed"),
    Claim(
        "a link at the endpoint of another location", _elsewhere, "diagnosis/guessing.py",
        "At the endpoint of another location IBM COS has been reported to say this too",
    ),
]  # fmt: skip


def said(answer: Answer | None) -> str:
    """Status and code alone: the message of a store names buckets and keys."""
    if answer is None:
        return "not tried"
    code = answer.error.code if answer.error else ""
    return f"{answer.status} {code if re.fullmatch('[A-Za-z0-9.]{1,60}', code or '') else ''}".strip()


def rows(bucket: Bucket) -> list[tuple[str, str, str]]:
    """What the store did with each claim."""
    found = []
    for claim in CLAIMS:
        try:
            answer = said(claim.ask(bucket))
        except CosnbError as problem:
            answer = f"not tried ({type(problem).__name__})"
        found.append((claim.what, answer, f"cosnb/{claim.file}: {claim.mark}"))
    return found


def run(bucket: Bucket) -> int:
    """Print the table; 0 if all went well, 1 if something is left in the bucket, 2 if nothing could be tried."""
    status, table = 2, []
    try:
        first = bucket.put("a")
        if first.ok:
            status, table = 0, rows(bucket)
        else:
            bucket.written.clear()
            print(f"The store refused the first upload: {said(first)}. Nothing was written.", file=sys.stderr)
    except CosnbError as problem:
        print(f"Nothing could be tried: {problem}", file=sys.stderr)
    finally:
        # From here on an interrupt would leave something behind.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        bucket.clean()
        signal.signal(signal.SIGINT, before)
        if bucket.left:
            print("These could not be deleted, or may be left:", *bucket.left, sep="\n  ", file=sys.stderr)
            status = 1
    if table:
        store = recognise(bucket.link().url.split("/")[2]).provider.name
        print(f"{store}, {datetime.now(timezone.utc):%Y-%m-%d}, tests/live.py of cosnb\n")
        for row in (("what was sent", "what the store answered", "the mark"), ("---",) * 3, *table):
            print(f"| {' | '.join(row)} |")
    return status


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.live", description="Try on a real bucket what is not confirmed."
    )
    parser.add_argument("bucket", help="a bucket that these keys may write to; only a new prefix in it is touched")
    parser.add_argument("--endpoint", help="an address or an IBM location; else the one that the environment names")
    parser.add_argument("--region", help="the region to sign for; else the endpoint's")
    given = parser.parse_args(words)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        bucket = Bucket(given.bucket, given.endpoint, given.region, cosnb.find_credentials())
        print(f"Everything is written under {bucket.prefix}", file=sys.stderr)
        return run(bucket)
    except CosnbError as problem:
        print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
