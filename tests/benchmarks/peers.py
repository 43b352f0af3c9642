"""The signers that are compared. Each runs in a process of its own and does what it is told, line by line:

python peers.py boto3
check           its URLs of the hard keys
time 2000       seconds it takes for so many keys
"""

from __future__ import annotations

import json
import sys
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

import own
from workload import (
    ACCESS_KEY_ID,
    BUCKET,
    ENDPOINT,
    EXPIRES,
    HARD_KEYS,
    HOST,
    REGION,
    SECRET_ACCESS_KEY,
    Signer,
    keys,
    one_by_one,
)


def wire_url(key: str) -> str:
    return f"{ENDPOINT}/{BUCKET}/{quote(key, safe='/~')}"


def boto3() -> Signer:
    import boto3
    from botocore.config import Config

    return sdk(boto3.client, Config)


def ibm_cos_sdk() -> Signer:
    import ibm_boto3
    from ibm_botocore.config import Config

    return sdk(ibm_boto3.client, Config)


def sdk(make: Any, config: Any) -> Signer:
    client = make(
        "s3",
        endpoint_url=ENDPOINT,
        region_name=REGION,
        aws_access_key_id=ACCESS_KEY_ID,
        aws_secret_access_key=SECRET_ACCESS_KEY,
        config=config(signature_version="s3v4", s3={"addressing_style": "path"}),
    )

    def sign(key: str) -> str:
        return str(client.generate_presigned_url("get_object", {"Bucket": BUCKET, "Key": key}, ExpiresIn=EXPIRES))

    return one_by_one(sign)


def botocore_auth() -> Signer:
    from botocore.auth import S3SigV4QueryAuth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    auth = S3SigV4QueryAuth(Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY), "s3", REGION, expires=EXPIRES)

    def sign(key: str) -> str:
        request = AWSRequest("GET", wire_url(key))
        auth.add_auth(request)
        return str(request.url)

    return one_by_one(sign)


def s3fs() -> Signer:
    from s3fs import S3FileSystem

    client = {"endpoint_url": ENDPOINT, "region_name": REGION}
    config = {"signature_version": "s3v4", "s3": {"addressing_style": "path"}}
    system = S3FileSystem(key=ACCESS_KEY_ID, secret=SECRET_ACCESS_KEY, client_kwargs=client, config_kwargs=config)
    return one_by_one(lambda key: str(system.sign(f"{BUCKET}/{key}", expiration=EXPIRES)))


def minio() -> Signer:
    from minio import Minio

    client = Minio(HOST, access_key=ACCESS_KEY_ID, secret_key=SECRET_ACCESS_KEY, region=REGION)
    valid = timedelta(seconds=EXPIRES)
    return one_by_one(lambda key: str(client.presigned_get_object(BUCKET, key, expires=valid)))


def asigv4() -> Signer:
    from asigv4 import presign_url

    given = {"access_key_id": ACCESS_KEY_ID, "secret_key": SECRET_ACCESS_KEY, "region": REGION, "expires": EXPIRES}
    return one_by_one(lambda key: presign_url(method="GET", host=HOST, path=f"/{BUCKET}/{key}", **given))


def signurlarity() -> Signer:
    from signurlarity import Client

    client = Client(ENDPOINT, ACCESS_KEY_ID, SECRET_ACCESS_KEY)

    def sign(key: str) -> str:
        return client.generate_presigned_url("get_object", {"Bucket": BUCKET, "Key": key}, ExpiresIn=EXPIRES)

    return one_by_one(sign)


def aws_request_signer() -> Signer:
    from aws_request_signer import UNSIGNED_PAYLOAD, AwsRequestSigner

    signer = AwsRequestSigner(REGION, ACCESS_KEY_ID, SECRET_ACCESS_KEY, "s3")

    def sign(key: str) -> str:
        return signer.presign_url("GET", wire_url(key), content_hash=UNSIGNED_PAYLOAD, expires=EXPIRES)

    return one_by_one(sign)


def awscrt() -> Signer:
    from awscrt import auth, http

    config = {
        "algorithm": auth.AwsSigningAlgorithm.V4,
        "signature_type": auth.AwsSignatureType.HTTP_REQUEST_QUERY_PARAMS,
        "credentials_provider": auth.AwsCredentialsProvider.new_static(ACCESS_KEY_ID, SECRET_ACCESS_KEY),
        "region": REGION,
        "service": "s3",
        "use_double_uri_encode": False,
        "should_normalize_uri_path": False,
        "signed_body_value": auth.AwsSignedBodyValue.UNSIGNED_PAYLOAD,
        "expiration_in_seconds": EXPIRES,
    }

    def sign(key: str) -> str:
        path, headers = f"/{BUCKET}/{quote(key, safe='/~')}", http.HttpHeaders([("host", HOST)])
        request = http.HttpRequest("GET", path, headers)
        signing = auth.AwsSigningConfig(date=datetime.now(timezone.utc), **config)
        return ENDPOINT + str(auth.aws_sign_request(request, signing).result().path)

    return one_by_one(sign)


def obstore() -> Signer:
    import obstore
    from obstore.store import S3Store

    store = S3Store(
        BUCKET,
        endpoint=ENDPOINT,
        region=REGION,
        access_key_id=ACCESS_KEY_ID,
        secret_access_key=SECRET_ACCESS_KEY,
        virtual_hosted_style_request=False,
    )
    valid = timedelta(seconds=EXPIRES)
    return lambda names: lambda: obstore.sign(store, "GET", names, valid)


def libpresign() -> Signer:
    from libpresign import get

    def sign(key: str) -> str:
        return get(ACCESS_KEY_ID, SECRET_ACCESS_KEY, REGION, BUCKET, key, EXPIRES, HOST)

    return one_by_one(sign)


def fast_s3_url() -> Signer:
    from fast_s3_url import Credentials, FastS3UrlSigner

    signer = FastS3UrlSigner(
        bucket_endpoint_url=f"{ENDPOINT}/{BUCKET}/",
        credentials=Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY),
        aws_region=REGION,
    )
    return lambda names: lambda: signer.generate_presigned_get_object_urls(names, expires_in=EXPIRES)


def s3pe() -> Signer:
    from s3pe import Client

    client = Client(
        endpoint=ENDPOINT,
        region=REGION,
        access_key=ACCESS_KEY_ID,
        secret_key=SECRET_ACCESS_KEY,
        bucket=BUCKET,
    )
    return one_by_one(lambda key: client.presign(key, expires=EXPIRES))


# Name, package, signer.
PEERS: dict[str, tuple[str, Callable[[], Signer]]] = {
    "cosnb presign_many": ("cosnb", own.presign_many),
    "hashlib alone": ("cosnb", own.hashlib_alone),
    "cosnb presign_many, mixed keys": ("cosnb", own.presign_many),
    "hashlib alone, mixed keys": ("cosnb", own.hashlib_alone),
    "stringzilla alone": ("stringzilla", own.stringzilla_alone),
    "cosnb presign_many, versions": ("cosnb", own.presign_many_versions),
    "cosnb Presigner.url": ("cosnb", own.presigner_url),
    "cosnb Presigner.sign, every stage": ("cosnb", own.presigner_sign),
    "cosnb presign, every stage": ("cosnb", own.presign_alone),
    "cosnb presign, keys of the environment": ("cosnb", own.presign_environment),
    "cosnb presign, three headers": ("cosnb", own.presign_headers),
    "boto3": ("boto3", boto3),
    "ibm-cos-sdk": ("ibm-cos-sdk", ibm_cos_sdk),
    "botocore S3SigV4QueryAuth": ("botocore", botocore_auth),
    "s3fs": ("s3fs", s3fs),
    "minio": ("minio", minio),
    "asigv4": ("asigv4", asigv4),
    "signurlarity": ("signurlarity", signurlarity),
    "aws-request-signer": ("aws-request-signer", aws_request_signer),
    "awscrt": ("awscrt", awscrt),
    "obstore": ("obstore", obstore),
    "libpresign": ("libpresign", libpresign),
    "fast-s3-url": ("fast-s3-url", fast_s3_url),
    "s3pe": ("s3pe", s3pe),
}


def check(signer: Signer) -> dict[str, str]:
    """Each hard key by itself, so that a refusal of one does not hide the others."""
    found = {}
    for key in HARD_KEYS:
        try:
            found[key] = next(iter(signer([key])()), "")
        except Exception as error:  # noqa: PERF203 - whatever a peer raises is its answer
            found[key] = f"{type(error).__name__}"
    return found


def main(name: str) -> None:
    package, make = PEERS[name]
    signer = make()
    print(json.dumps(version(package) if package != "cosnb" else None), flush=True)
    for line in sys.stdin:
        task, *given = line.split()
        if task == "check":
            print(json.dumps(check(signer)), flush=True)
        else:
            job = signer(keys(int(*given), mixed=name.endswith("mixed keys")))
            # Time of the processor: what other programs take from a shared machine does not count.
            begin = time.process_time()
            deque(job(), maxlen=0)
            print(time.process_time() - begin, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
