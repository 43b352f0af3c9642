"""What every signer is asked to sign: the same keys, bucket, endpoint and key pair."""

from __future__ import annotations

from collections.abc import Callable, Iterable

ACCESS_KEY_ID = "0123456789abcdef" * 2
SECRET_ACCESS_KEY = "00112233445566778899aabb" * 2
BUCKET = "my-bucket"
REGION = "us-south"
HOST = "s3.us-south.cloud-object-storage.appdomain.cloud"
ENDPOINT = f"https://{HOST}"
EXPIRES = 3600

# Each must come out with the signature that boto3 makes at the same instant.
HARD_KEYS = (
    "plain.txt",
    "a b+c%20d.txt",
    "été/照片 👩.jpg",
    "~!*'();:@&=$,?#[]",
    "a//b",
    "./dots/../here",
    "line\nend\t",
)

# What is timed. It is made for its keys beforehand, so that only signing counts.
Job = Callable[[], Iterable[str]]
Signer = Callable[[list[str]], Job]


def one_by_one(sign: Callable[[str], str]) -> Signer:
    return lambda names: lambda: map(sign, names)


def name_of(number: int) -> str:
    return f"photos/2024/{number % 12 + 1:02d}/img_{number:07d}.jpg"


def keys(count: int, *, mixed: bool = False) -> list[str]:
    """Names as cameras make them; mixed with one in eight as offices do, whose bytes must be encoded."""
    office = "été {:02d}/Bericht Nr. {:07d}.pdf"
    return [
        office.format(number % 12 + 1, number) if mixed and number % 8 == 7 else name_of(number)
        for number in range(count)
    ]
