"""What works as a credential is found in a long text as it is in a short one."""

from __future__ import annotations

import random

import pytest

from cosnb.links.redaction import live_texts

VALUE = "q7".join("abcdefghij")  # 28 characters that stand nowhere else
SAID = [
    f"?X-Amz-Signature={VALUE}",
    f"?foo=barX-Amz-Signature={VALUE}",
    f"<SignatureProvided>{VALUE}</SignatureProvided>",
    f"X-Amz-Signtaure: {VALUE}",
    f"x-amz-security-token: {VALUE}",
    f"Cookie: session={VALUE}",
    f"set-cookie: session={VALUE}; Path=/",
    f"Authorization: Bearer {VALUE}",
    f"Authorization: AWS AKIAIOSFODNN7EXAMPLE:{VALUE}",
    f"signature&#61;{VALUE}",
    f"X-Amz-Signature%253D{VALUE}",
    f"x-amz-server-side-encryption-customer-key: {VALUE}",
    f"Credential={'aB3/' * 10}",
]


@pytest.mark.parametrize("said", SAID)
def test_a_value_in_the_middle_of_a_long_text_is_found(said: str) -> None:
    dice = random.Random(said)
    noise = [f"GET /items/{dice.randrange(10**6)}?page={dice.random():.3f} 200 {dice.choice(said)}" for _ in range(900)]
    noise[dice.randrange(900)] = said
    assert live_texts(said)
    assert set(live_texts(said)) <= set(live_texts("\n".join(noise)))


def test_what_is_cut_out_of_a_long_text_is_not_joined_to_a_value() -> None:
    assert not live_texts(f"signature{' ' * 30_000}={' ' * 30_000}{VALUE}")
