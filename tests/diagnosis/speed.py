"""How fast the search for proof is, beside a loop that only hashes the same bytes. On demand:

    PYTHONPATH=. python tests/diagnosis/speed.py

Interleaved rounds; rates and the ratio are medians. The floor hashes, for each hypothesis, one whole canonical request and
one string to sign, from a key that is padded once: nothing is built, nothing compared.
"""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable
from hashlib import sha256

from by_hand import ACCESS_KEY_ID
from by_hand import signed_url as ibm_url

from cosnb.diagnosis.arguments import check_arguments
from cosnb.diagnosis.reading import read_evidence
from cosnb.diagnosis.search.searching import search
from cosnb.diagnosis.slots import base_values, request_slots
from cosnb.sigv4 import Credentials

ROUNDS = 15
WRONG = Credentials(ACCESS_KEY_ID, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")


def floor(canonical: bytes, to_sign: bytes, count: int) -> None:
    """Only the hashing."""
    inner = sha256(b"\x36" * 64).copy
    outer = sha256(b"\x5c" * 64).copy
    for _ in range(count):
        sha256(canonical).hexdigest()
        first = inner()
        first.update(to_sign)
        second = outer()
        second.update(first.digest())
        second.digest()


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Measure, and print a line for each kind of URL."""
    print(f"Python {platform.python_version()}, {platform.machine()}, {ROUNDS} rounds")
    plain, typed = ibm_url(), ibm_url(method="PUT", headers={"content-type": "text/csv", "x-amz-acl": "private"})
    for name, url, method in (
        ("GET", plain, "GET"),
        ("method unknown", plain, None),
        ("PUT, two headers", typed, "PUT"),
    ):
        arguments = check_arguments(WRONG, method, (), None, None, (), 600.0, None)
        subject, _ = read_evidence(url, None, arguments)
        values = base_values(subject, "GET")
        canonical = b"".join(values[slot] for slot in request_slots(subject))
        to_sign = b"AWS4-HMAC-SHA256\n20240102T030405Z\n20240102/us-south/s3/aws4_request\n" + b"0" * 64
        rates, ratios = [], []
        outcome = search(subject, deadline=time.monotonic() + 600)
        for _ in range(ROUNDS):
            ours = seconds(lambda s=subject: search(s, deadline=time.monotonic() + 600))  # type: ignore[misc]
            least = seconds(lambda c=canonical, t=to_sign, n=outcome.tried: floor(c, t, n))  # type: ignore[misc]
            rates.append(outcome.tried / ours)
            ratios.append(ours / least)
        print(
            f"{name}: {outcome.tried:,} hypotheses to depth {outcome.depth}, {statistics.median(rates):,.0f} a second, "
            f"{statistics.median(ratios):.2f} x the time of hashing alone, {outcome.tried / statistics.median(rates):.2f} s"
        )


if __name__ == "__main__":
    main()
