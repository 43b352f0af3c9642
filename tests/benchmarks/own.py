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


def presign_environment() -> Signer:
    """The same with keys that the environment holds, which is asked for each link."""
    from cosnb import presign

    os.environ |= {"COS_HMAC_ACCESS_KEY_ID": ACCESS_KEY_ID, "COS_HMAC_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY}
    return one_by_one(lambda key: presign(BUCKET, key, endpoint=ENDPOINT).url)


def hashing_alone() -> Signer:
    """No signer but the floor of one: the bytes that have to be hashed, hashed the fastest way Python has."""
    from cosnb import Credentials, presign
    from cosnb.links.template import Template

    link = presign(BUCKET, "KEY", endpoint=ENDPOINT, credentials=Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY))
    before, after = link.canonical_request.text.split("KEY")
    begun = Template(link)

    def prepared(names: list[str]) -> Job:
        texts = [f"{before}{quote(name, safe='/~')}{after}".encode() for name in names]
        return lambda: hashes(texts, begun.inner, begun.outer)

    return prepared


def hashes(texts: list[bytes], inner_state: Any, outer_state: Any) -> Iterable[str]:
    begin_inner, begin_outer = inner_state.copy, outer_state.copy
    for text in texts:
        inner, outer = begin_inner(), begin_outer()
        inner.update(sha256(text).hexdigest().encode())
        outer.update(inner.digest())
        outer.hexdigest()
    return ()
