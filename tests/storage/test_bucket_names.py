"""What IBM documents of bucket names, as advice where the bucket is IBM's."""

from __future__ import annotations

import pytest

from cosnb.storage import find_endpoint
from cosnb.storage.names import bucket_advice

IBM = find_endpoint("us-south")


@pytest.mark.parametrize(
    "bucket, rule",
    [
        ("b", "has 3 to 63 characters"),
        ("b" * 64, "has 3 to 63 characters"),
        ("My-Bucket", "lower-case letters"),
        ("my_bucket", "lower-case letters"),
        ("b\u00fccket", "lower-case letters"),
        ("\uff4d\uff59-bucket", "lower-case letters"),
        ("-bucket", "begins and ends"),
        ("bucket.", "begins and ends"),
        ("a..b", "in a row"),
        ("a--b", "in a row"),
        ("192.168.1.1", "IP address"),
        ("cosv1-a", "cosv1-"),
        ("account-a", "account-"),
    ],
)
def test_what_a_name_breaks_is_said_with_its_source(bucket: str, rule: str) -> None:
    (advice,) = bucket_advice(bucket, IBM)
    assert advice.field == "bucket"
    assert advice.text.startswith("IBM documents that ")
    assert rule in advice.text
    assert advice.text.endswith("(API reference, Bucket operations).")


@pytest.mark.parametrize("bucket", ["abc", "b" * 63, "my-bucket.2", "0a0", "my-account-1", "1.2.3"])
def test_a_name_that_follows_every_rule_earns_none(bucket: str) -> None:
    assert bucket_advice(bucket, IBM) == []


@pytest.mark.parametrize("endpoint", ["eu-central-1", "http://127.0.0.1:9444", "https://minio.example.com"])
def test_of_other_providers_nothing_is_claimed(endpoint: str) -> None:
    assert bucket_advice("My_Bucket", find_endpoint(endpoint)) == []


def test_several_broken_rules_are_one_sentence() -> None:
    (advice,) = bucket_advice("-_", IBM)
    assert " has 3 to 63 characters, holds lower-case letters" in advice.text
    assert " and begins and ends with a letter or a digit (API" in advice.text
