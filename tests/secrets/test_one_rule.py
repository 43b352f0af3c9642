"""What has the form of a secret is one in every room: in an error, in the field for an id, in a pasted link."""

from __future__ import annotations

import re

import pytest

from cosnb.sigv4.live import secret_for_id
from cosnb.storage.input_errors import may_be_live
from cosnb.widgets.credential_fields import NOT_AN_ID, KeyIdField

SECRETS = {
    "IBM": "0123456789abcdef" * 3,
    "IBM in capitals": "0123456789ABCDEF" * 3,
    "AWS with a slash": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS without one": "wJalrXUtnFEMIxK7MDENGxbPxRfiCYEXAMPLEKEY",
    "Cloudflare": "0123456789abcdef" * 4,
    "an API key of IBM": "aB3_xyzGHIjklMNOpqrSTUvwxYZ0123456789-abcdEF",
}
IDS = [
    "AKIAIOSFODNN7EXAMPLE",
    "0123456789abcdef0123456789abcdef",
    "0123456789abcdef0123456789abcdef01234567",
    "minio-admin",
    "reports-of-the-year-2024-for-everybody-ab",
]


@pytest.mark.parametrize("text", SECRETS.values(), ids=SECRETS)
def test_a_secret_is_one_in_every_room(text: str) -> None:
    assert secret_for_id(text) == text
    assert may_be_live(text)
    field = KeyIdField()
    field.value = text
    assert field.value == ""


@pytest.mark.parametrize("text", IDS)
def test_an_id_is_none_in_any_room(text: str) -> None:
    assert secret_for_id(text) is None
    assert not may_be_live(text)
    field = KeyIdField()
    field.value = text
    assert field.value == text


def test_the_page_reads_the_rule_as_python_does() -> None:
    # What only one of the two languages knows, or reads otherwise.
    assert not re.search(r"\\[AZGz]|\(\?[P<#>ai]|[*+?}]\+", NOT_AN_ID)
