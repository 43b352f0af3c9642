"""What the head of a diagnosis claims."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from cosnb import Credentials, diagnose, presign, to_text

NOW = datetime(2026, 3, 4, 16, 30, tzinfo=timezone.utc)
KEYS = Credentials("0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677")
OTHER = Credentials(KEYS.access_key_id, "another secret altogether")
URL = presign("my-bucket", "a.txt", endpoint="us-south", credentials=KEYS, now=NOW, expires=777).url


@pytest.mark.parametrize(
    ("url", "keys", "head"),
    [
        (URL, None, "Nothing wrong found\nThe signature was not recomputed: no credentials were given."),
        (
            URL,
            KEYS,
            "Nothing wrong found  possibilities tried: 5\n"
            "The signature was recomputed with the credentials: it is right for the request as it is.",
        ),
        (URL, OTHER, "One likely cause  "),
        (URL.replace("a.txt", "other.txt"), KEYS, "One likely cause  "),
        (URL.replace("Signature=", "Signatur="), None, "One cause found\n"),
    ],
)
def test_the_head_claims_what_is_known_and_no_more(url: str, keys: Credentials | None, head: str) -> None:
    text = to_text(diagnose(url, credentials=keys, now=NOW, progress=False, budget=0.1))
    assert text.startswith(head)
    assert ("The signature was" in text.partition("\n\n")[0]) is head.startswith("Nothing")


def test_what_differs_between_signed_and_received_is_marked_and_the_text_stays():
    from cosnb.display.findings import _marked

    for evidence, marks in (
        ("signed: /b/a b\nreceived: /b/a+b\nall 256 bits", [" ", "+"]),
        ("first\nsigned: x=1\nreceived: x=12", ["2"]),
        ("signed: x=1\nsent: x=2", []),
        ("unsigned: x=1\nreceived: x=2", []),
    ):
        parts = _marked(evidence)
        assert "".join(part.text for part in parts) == evidence
        assert [part.text for part in parts if part.source == "difference"] == marks
