"""Whether a peer signs as boto3 does at the same instant, for the object that was meant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
from botocore.config import Config
from workload import ACCESS_KEY_ID, BUCKET, EXPIRES, HOST, SECRET_ACCESS_KEY


def verdict(urls: Mapping[str, str]) -> str:
    """In a few words: ``=`` where every hard key has boto3's signature."""
    found = [_compared(key, url) for key, url in urls.items()]
    if set(found) == {"="}:
        return "="
    counted = [f"{what} {found.count(what)} of {len(found)}" for what in dict.fromkeys(found) if what != "="]
    return ", ".join(counted)


def _compared(key: str, url: str) -> str:
    if not url.startswith("https://"):
        return "refuses"
    parts, query = urlsplit(url), parse_qs(url.partition("?")[2])
    path_style = parts.netloc == HOST
    if unquote(parts.path) != (f"/{BUCKET}/{key}" if path_style else f"/{key}"):
        return "another object for"
    if query["X-Amz-Signature"] == parse_qs(_reference(key, query, path_style).partition("?")[2])["X-Amz-Signature"]:
        return "="
    return "a parameter more in" if len(query) > 6 else "another signature for"


def _reference(key: str, query: Mapping[str, list[str]], path_style: bool) -> str:
    """boto3's URL for the key, signed when and where the other was."""
    when = datetime.strptime(query["X-Amz-Date"][0], "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    client: Any = boto3.client(
        "s3",
        endpoint_url=f"https://{HOST}",
        region_name=query["X-Amz-Credential"][0].split("/")[-3],
        aws_access_key_id=ACCESS_KEY_ID,
        aws_secret_access_key=SECRET_ACCESS_KEY,
        config=Config(signature_version="s3v4", s3={"addressing_style": "path" if path_style else "virtual"}),
    )
    params = {"Bucket": BUCKET, "Key": key, **({"VersionId": query["versionId"][0]} if "versionId" in query else {})}
    with patch("botocore.auth.get_current_datetime", lambda *given, **options: when.replace(tzinfo=None)):
        return str(client.generate_presigned_url("get_object", params, ExpiresIn=EXPIRES))
