"""cosnb's own ways of signing, and the floor that none can be below."""

from __future__ import annotations

import os
from collections.abc import Iterable
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from workload import ACCESS_KEY_ID, BUCKET, ENDPOINT, SECRET_ACCESS_KEY, Job, Signer, one_by_one


def presign_many() -> Signer:
    from cosnb import Credentials
    from cosnb.links.many.bulk import Presigner

    presigner = Presigner(BUCKET, endpoint=ENDPOINT, credentials=Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY))
    return lambda names: lambda: presigner.urls(names)


def presign_many_versions() -> Signer:
    from cosnb import Credentials
    from cosnb.links.many.bulk import Presigner

    presigner = Presigner(BUCKET, endpoint=ENDPOINT, credentials=Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY))

    def prepared(names: list[str]) -> Job:
        items = [(name, {"versionId": "3HL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY"}) for name in names]
        return lambda: presigner.urls(items)

    return prepared


def presigner_url() -> Signer:
    """One link after another, of an object that is held and reused."""
    from cosnb import Credentials, Presigner

    return one_by_one(
        Presigner(BUCKET, endpoint=ENDPOINT, credentials=Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY)).url
    )


def presigner_sign() -> Signer:
    """Every stage, from an object that is held and reused, as the client of an SDK is."""
    from cosnb import Credentials, Presigner

    presigner = Presigner(BUCKET, endpoint=ENDPOINT, credentials=Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY))
    return one_by_one(lambda key: presigner.sign(key).url)


def presign_alone() -> Signer:
    """Every stage, as anybody calls it: one after another, with the same key pair."""
    from cosnb import Credentials, presign

    pair = Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY)
    return one_by_one(lambda key: presign(BUCKET, key, endpoint=ENDPOINT, credentials=pair).url)


def presign_headers() -> Signer:
    """The same with three signed headers."""
    from cosnb import Credentials, presign

    pair = Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY)
    headers = {"content-type": "image/jpeg", "x-amz-acl": "private", "x-amz-meta-from": "camera"}
    return one_by_one(lambda key: presign(BUCKET, key, endpoint=ENDPOINT, credentials=pair, headers=headers).url)


def presign_environment() -> Signer:
    """The same with keys that the environment holds, which is asked for each link."""
    from cosnb import presign

    os.environ |= {"COS_HMAC_ACCESS_KEY_ID": ACCESS_KEY_ID, "COS_HMAC_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY}
    return one_by_one(lambda key: presign(BUCKET, key, endpoint=ENDPOINT).url)


def hashlib_alone() -> Signer:
    """No signer but hashlib's floor of one: the bytes that have to be hashed, hashed the fastest way it has."""
    from cosnb import Credentials, presign
    from cosnb.links.template import Template

    link = presign(BUCKET, "KEY", endpoint=ENDPOINT, credentials=Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY))
    before, after = link.canonical_request.text.split("KEY")
    begun = Template(link)

    def prepared(names: list[str]) -> Job:
        texts = [f"{before}{quote(name, safe='/~')}{after}".encode() for name in names]
        return lambda: hashes(texts, begun.inner, begun.outer)

    return prepared


def stringzilla_alone() -> Signer:
    """The same bytes hashed by StringZilla, whose HMAC takes many texts at once."""
    import stringzilla

    from cosnb import Credentials, presign

    link = presign(BUCKET, "KEY", endpoint=ENDPOINT, credentials=Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY))
    before, after = link.canonical_request.text.split("KEY")
    first_lines = link.string_to_sign.text.rpartition("\n")[0].encode() + b"\n"
    key = link.derivation[-1].output.reveal()

    def prepared(names: list[str]) -> Job:
        texts = [f"{before}{quote(name, safe='/~')}{after}".encode() for name in names]

        def hashed() -> Iterable[str]:
            digest, sign = stringzilla.sha256, stringzilla.hmac_sha256
            for start in range(0, len(texts), 256):
                to_sign = [first_lines + digest(text).hex().encode() for text in texts[start : start + 256]]
                yield from [signature.hex() for signature in sign(key, to_sign)]

        return hashed

    return prepared


def hashes(texts: list[bytes], inner_state: Any, outer_state: Any) -> Iterable[str]:
    begin_inner, begin_outer = inner_state.copy, outer_state.copy
    for text in texts:
        inner, outer = begin_inner(), begin_outer()
        inner.update(sha256(text).hexdigest().encode())
        outer.update(inner.digest())
        outer.hexdigest()
    return ()
