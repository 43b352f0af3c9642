"""What every store must say to what cosnb signs. A test file names its store by a fixture, and inherits these tests."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from hashlib import sha256
from typing import ClassVar
from urllib.parse import unquote_plus
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hard_requests import HASH, HEADERS, KEYS, OVERRIDES
from link_changes import BODY, KEY, PARAMETERS, SAME, TAMPERED, flipped
from peer_stores import Peer

from cosnb import Answer, Credentials, Signed, send, sigv4
from cosnb.sigv4 import Request, uri_encode

MISMATCH = (403, "SignatureDoesNotMatch")
MEBIBYTE = 1024 * 1024


def verdict(answer: Answer) -> tuple[int, str | None]:
    return answer.status, answer.error.code if answer.error else None


def there_and_back(store: Peer, key: str, **options: str) -> None:
    """Store an object, look at it, read it, list it, delete it, each by a link of its own."""
    body = f"what is under {key!r}".encode()
    assert store.ask(key, body, method="PUT", **options).status == 200
    assert store.ask(key, method="HEAD", **options).size == len(body)
    assert store.ask(key, **options).body == body
    assert listed(store, key, **options) == [key]
    assert store.ask(key, method="DELETE", **options).status == 204
    assert verdict(store.ask(key, **options)) == (404, "NoSuchKey")


def listed(store: Peer, prefix: str, **options: str) -> list[str]:
    query = {"list-type": "2", "prefix": prefix, "encoding-type": "url"}
    return [unquote_plus(key) for key in texts(store.ask(query=query, **options), "Key")]


def texts(answer: Answer, name: str) -> list[str]:
    """The texts of all elements of a name."""
    assert answer.ok, answer.preview
    root: Element = fromstring(answer.body)
    return [element.text or "" for element in root.iter() if element.tag.rpartition("}")[2] == name]


def signed_header(store: Peer, method: str, key: str, body: bytes, query: str = "") -> Signed:
    """A request with an Authorization header, its body hashed."""
    url = f"{store.endpoint}/{store.bucket}/{uri_encode(key, keep_slash=True)}{query}"
    request = Request(method, url, {"x-amz-content-sha256": sha256(body).hexdigest()}, body)
    return sigv4.authorize(request, store.credentials, region=store.region, now=datetime.now(timezone.utc))


def send_flipped(signed: Signed, data: bytes | None = None) -> Answer:
    """The answer when one digit of the signature is another."""
    wrong = flipped(signed.signature)
    headers = {name: text.replace(signed.signature, wrong) for name, text in signed.headers.items()}
    return send(signed.url.replace(signed.signature, wrong), data, method=signed.method, headers=headers)


class StoreTests:
    """Needs the fixture ``store``.

    Attributes:
        refusals: how the store refuses those of the tampered links that it does not call a wrong signature.
        wrong_region: its code for a link that is signed for another region.
        unsigned: the x-amz-* headers that it refuses where they are sent and not signed.
    """

    refusals: ClassVar[dict[tuple[int, str | None], tuple[str, ...]]]
    wrong_region: ClassVar[str]
    unsigned: ClassVar[tuple[str, ...]]

    @classmethod
    def refusal(cls, name: str) -> tuple[int, str | None]:
        """The status and the code for one of the tampered links."""
        return next((answer for answer, names in cls.refusals.items() if name in names), MISMATCH)

    @pytest.mark.parametrize("name", KEYS)
    def test_a_key_goes_there_and_back(self, store: Peer, name: str) -> None:
        there_and_back(store, KEYS[name])

    @pytest.mark.parametrize("name", ["space", "umlauts", "plus", "percent", "query and fragment"])
    def test_a_key_goes_there_and_back_with_the_bucket_in_the_host(self, store: Peer, name: str) -> None:
        assert f"//{store.bucket}.{store.domain}:{store.port}/" in store.link("a", style="virtual").url
        there_and_back(store, KEYS[name], style="virtual")

    @pytest.mark.parametrize("name", SAME)
    def test_what_is_the_same_link_is_served(self, store: Peer, name: str) -> None:
        answer = SAME[name].send(SAME[name].change(store.link(KEY, query=PARAMETERS).url))
        assert answer.ok
        assert BODY.startswith(answer.body)
        assert answer.headers["Content-Type"] == "text/x y"

    @pytest.mark.parametrize("name", TAMPERED)
    def test_a_tampered_link_is_refused(self, store: Peer, name: str) -> None:
        answer = TAMPERED[name].send(TAMPERED[name].change(store.link(KEY, query=PARAMETERS).url))
        assert verdict(answer) == self.refusal(name)
        assert BODY not in answer.body

    def test_the_tampered_links_changed_nothing(self, store: Peer) -> None:
        assert store.ask(KEY).body == BODY

    def test_every_refusal_that_is_named_is_tried(self) -> None:
        assert {name for names in self.refusals.values() for name in names} <= TAMPERED.keys()

    def test_another_secret_is_refused(self, store: Peer) -> None:
        pair = Credentials(store.credentials.access_key_id, "another/secret+of/the/tests", example=True)
        assert verdict(store.ask(KEY, credentials=pair)) == MISMATCH

    def test_another_region_is_refused(self, store: Peer) -> None:
        answer = store.ask(KEY, region="eu-de")
        assert verdict(answer) == (400, self.wrong_region)
        assert answer.error
        assert f"expecting '{store.region}'" in answer.error.message

    def test_a_link_is_served_until_it_expires(self, store: Peer) -> None:
        now = datetime.now(timezone.utc)
        assert store.ask(KEY, now=now - timedelta(days=6), expires=604_800).body == BODY
        answer = store.ask(KEY, now=now - timedelta(seconds=61), expires=60)
        assert verdict(answer) == (403, "AccessDenied")
        assert answer.error
        assert answer.error.message == "Request has expired"

    def test_the_answer_has_the_headers_that_a_link_asks_for(self, store: Peer) -> None:
        answer = store.ask(KEY, query=OVERRIDES)
        assert {f"response-{name.lower()}": text for name, text in answer.headers.items()}.items() >= OVERRIDES.items()

    def test_headers_that_are_signed_are_stored(self, store: Peer) -> None:
        assert store.ask("headers", b"x", method="PUT", headers=HEADERS).ok
        stored = store.ask("headers", method="HEAD").headers
        expected = {name: text for name, text in HEADERS.items() if name != "x-amz-acl"}
        assert {name: stored[name] for name in expected} == expected

    @pytest.mark.parametrize("name", HEADERS)
    def test_a_signed_header_must_be_sent_as_it_was_signed(self, store: Peer, name: str) -> None:
        link = store.link("headers", method="PUT", headers=HEADERS)
        other = "public-read" if name == "x-amz-acl" else "other"
        assert verdict(send(link, b"x", headers={name: other})) == MISMATCH
        rest = {sent: text for sent, text in link.headers.items() if sent != name}
        assert send(link.url, b"x", method="PUT", headers=rest).status in (400, 403)

    @pytest.mark.parametrize("name", ["x-amz-meta-a", "x-amz-acl", "x-amz-copy-source", "x-amz-storage-class"])
    def test_an_amz_header_that_is_not_signed_is_refused_where_the_store_looks(self, store: Peer, name: str) -> None:
        values = {"x-amz-acl": "private", "x-amz-storage-class": "STANDARD", "x-amz-copy-source": "/demo-bucket/none"}
        answer = send(store.link("headers", method="PUT"), b"", headers={name: values.get(name, "b")})
        assert (verdict(answer) == (403, "AccessDenied")) == (name in self.unsigned)

    def test_a_body_must_have_the_hash_that_is_signed(self, store: Peer) -> None:
        assert store.ask("hash", b"data", method="PUT", headers=HASH).ok
        assert verdict(store.ask("hash", b"late", method="PUT", headers=HASH)) == (400, "XAmzContentSHA256Mismatch")

    def test_a_signed_header_request_is_served(self, store: Peer) -> None:
        key = "ä b/c+d%"
        assert send(signed_header(store, "PUT", key, b"data"), b"data").ok
        assert send(signed_header(store, "GET", key, b"", "?response-content-type=text/x%20y")).body == b"data"
        assert send(signed_header(store, "DELETE", key, b"")).status == 204

    def test_a_tampered_header_request_is_refused(self, store: Peer) -> None:
        signed = signed_header(store, "PUT", "a b", b"data")
        assert verdict(send_flipped(signed, b"data")) == MISMATCH
        assert verdict(send(signed, b"late")) == (400, "XAmzContentSHA256Mismatch")

    def test_a_large_object_goes_up_in_parts(self, store: Peer) -> None:
        parts = [bytes(5 * MEBIBYTE), b"the end"]
        (upload,) = texts(store.ask("large +", method="POST", query={"uploads": ""}), "UploadId")
        done = ""
        for number, data in enumerate(parts, 1):
            query = {"partNumber": str(number), "uploadId": upload}
            link = store.link("large +", method="PUT", query=query)
            assert verdict(send(link.url.replace("partNumber=", "partNumber=1"), data, method="PUT")) == MISMATCH
            etag = send(link, data).headers["ETag"]
            done += f"<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>"
        whole = f"<CompleteMultipartUpload>{done}</CompleteMultipartUpload>".encode()
        assert store.ask("large +", whole, method="POST", query={"uploadId": upload}).ok
        assert store.ask("large +").body == b"".join(parts)
