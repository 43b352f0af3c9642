"""What the exercises have in common: one moment, one published key pair, and the inputs of a signing as a table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from ...links import presign
from ...sandbox.seeds import ACCESS_KEY_ID, SECRET_ACCESS_KEY
from ...sigv4 import Credentials, Signed

NOW = datetime(2026, 1, 15, 12, 0, tzinfo=timezone.utc)
CREDENTIALS = Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY, source="sandbox", example=True)
LOCATION = "us-south"
HOST = "s3.us-south.cloud-object-storage.appdomain.cloud"


def sign(bucket: str, key: str, **given: Any) -> Signed:
    """A link of an exercise: on a public IBM COS endpoint, so that no port has a part in it. Nobody sends it."""
    return presign(bucket, key, **{"endpoint": LOCATION, "credentials": CREDENTIALS, "now": NOW, **given})


def given(signed: Signed, bucket: str, key: str, **more: str) -> Mapping[str, str]:
    """The inputs that a learner needs to make the same signing."""
    return {
        "method": signed.method,
        "host": HOST,
        "bucket": bucket,
        "key": key,
        "region": LOCATION,
        "access_key_id": ACCESS_KEY_ID,
        "timestamp": f"{signed.signed_at:%Y%m%dT%H%M%SZ}",
        **more,
    }
