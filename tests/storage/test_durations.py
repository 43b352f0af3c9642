"""Durations as people write them: read exactly, or refused, at every door in the same way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from cosnb import Credentials, InputError, Presigner, parse, plan_upload, presign, presign_many, presign_post
from cosnb.cli import main
from cosnb.magics import presign_magic
from cosnb.storage import Expires, check_expires, format_duration
from cosnb.widgets import PresignForm

NOW = datetime(2026, 3, 28, 23, 30, 0, 999_999, tzinfo=timezone.utc)
SUMMER = timezone(timedelta(hours=2))
PAIR = Credentials("0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677")


@pytest.mark.parametrize(
    "given, seconds",
    [
        (1, 1),
        ("3600", 3600),
        (" 1 Hour ", 3600),
        ("1h30m", 5400),
        ("1 h, 30 min", 5400),
        ("1 day and 2 hours", 93_600),
        ("90 minutes", 5400),
        ("90 min", 5400),
        ("1.5 h", 5400),
        ("1.5 hours", 5400),
        ("1 week", 604_800),
        ("0.5 weeks", 302_400),
        ("PT15M", 900),
        ("pt1h30m", 5400),
        ("P1DT2H", 93_600),
        ("P1W", 604_800),
        (timedelta(minutes=15), 900),
        (timedelta(days=7), 604_800),
        (NOW + timedelta(hours=1), 3600),
        (datetime(2026, 3, 29, 2, 30, tzinfo=SUMMER), 3600),
        ("2026-03-29T00:30:00Z", 3600),
        (" 2026-03-29 02:30:01+02:00 ", 3601),
        ("2026-03-29t00:30z", 3600),
        # It never outlives the moment that was given.
        (datetime(2026, 3, 28, 23, 30, 1, 700_000, tzinfo=timezone.utc), 1),
    ],
)
def test_what_people_write_is_read_exactly(given: Expires, seconds: int) -> None:
    assert check_expires(given, NOW) == seconds


REFUSED: list[tuple[Any, str]] = [
    *(
        (text, "is no duration")
        for text in ("", "abc", "1,5 hours", "1h30", "1 day 2", "1 fortnight", "-1", "9" * 20, "9" * 5000, "1.2.3 h")
    ),
    *((text, "is no duration") for text in ("1.h", ".5 h", "1 month", "P", "PT", "P1M", "P1Y", "PT15", "soon")),
    *((value, "is no duration") for value in (None, True, 1.5, b"1 h", [3600])),
    *((text, "has no time zone") for text in ("2026-03-29T00:30:00", "2026-03-29")),
    *((text, "is no date and time") for text in ("2026-13-01T00:00:00Z", "2026-03-29T25:00Z", "2026-03-29 soon")),
    ("2026-03-28T23:30:00Z", "is not after the moment of signing"),
    *((value, "is a Unix time, 2026-03-29 00:00:00 UTC") for value in (1774742400, "1774742400", 1774742400000)),
    *((value, "less than 1 second") for value in (0, -5, "0", "0.5 s", timedelta(0), timedelta(days=-1))),
    *((value, "not a whole number of seconds") for value in ("1.5", "1.0001 h", timedelta(seconds=1.5))),
    (datetime(2026, 3, 30), "has no time zone"),
    (NOW, "is not after the moment of signing, 2026-03-28T23:30:00"),
    (NOW - timedelta(days=1), "is not after the moment of signing"),
    (datetime.min.replace(tzinfo=SUMMER), "is not after the moment of signing"),
]


@pytest.mark.parametrize("given, problem", REFUSED)
def test_what_could_mean_something_else_is_refused_with_the_remedy(given: Any, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        check_expires(given, NOW)
    assert caught.value.field == "expires"
    assert caught.value.remedy.startswith("Give ")
    assert len(str(caught.value)) < 250


def test_the_error_names_the_value_and_what_can_be_given() -> None:
    with pytest.raises(InputError) as caught:
        check_expires("soon")
    text = "Give seconds, such as 3600, or a text such as '1 hour', '1 h 30 min' or '1 week'."
    assert str(caught.value) == f"expires: 'soon' is no duration. {text}"
    with pytest.raises(InputError, match="a timedelta, or the datetime at which the link ends") as caught:
        check_expires(1.5)  # type: ignore[arg-type]


@pytest.mark.parametrize("seconds", [1, 59, 3600, 5400, 90_061, 604_800])
def test_a_duration_in_words_is_read_back(seconds: int) -> None:
    assert check_expires(format_duration(seconds)) == seconds


# Each way in, from what is given as expires to the seconds in its link.
LOCAL = "http://127.0.0.1:9000"
PLACE: dict[str, Any] = {"endpoint": "us-south", "credentials": PAIR, "now": NOW}
PYTHON: dict[str, Callable[[Any], object]] = {
    "presign": lambda given: presign("b", "k", expires=given, **PLACE).url,
    "presign_many": lambda given: next(presign_many("b", ["k"], expires=given, **PLACE)),
    "Presigner": lambda given: Presigner("b", expires=given, **PLACE).url("k"),
    "Presigner.sign": lambda given: Presigner("b", expires=given, **PLACE).sign("k").url,
    "Presigner.at": lambda given: Presigner("b", endpoint="us-south", credentials=PAIR).at(NOW, expires=given).url("k"),
    "presign_post": lambda given: presign_post("b", "k", expires=given, **{**PLACE, "endpoint": LOCAL}).expires_at,
    "plan_upload": lambda given: plan_upload("b", "k", 9, upload_id="1", expires=given, **PLACE).object_url,
}
TEXT: dict[str, Callable[[str], object]] = {
    "form": lambda given: (
        PresignForm(credentials=PAIR, now=NOW, bucket="b", key="k", endpoint="us-south", expires=given).signed.url
    ),
    "command": lambda given: main(["presign", "b", "k", "--endpoint", "us-south", "--expires", given]),
    "magic": lambda given: presign_magic(f"b k --endpoint us-south --expires '{given}'").url,
}


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COS_HMAC_ACCESS_KEY_ID", PAIR.access_key_id)
    monkeypatch.setenv("COS_HMAC_SECRET_ACCESS_KEY", PAIR.secret_access_key.reveal().decode())


@pytest.mark.parametrize("door", [*PYTHON, *TEXT])
@pytest.mark.parametrize("given", [5400, "1.5 h", timedelta(minutes=90), NOW + timedelta(minutes=90)])
@pytest.mark.usefixtures("keys")
def test_every_door_takes_it(door: str, given: Any, capsys: pytest.CaptureFixture[str]) -> None:
    made = PYTHON[door](given) if door in PYTHON else TEXT[door]("1.5 h")
    link = capsys.readouterr().out if door == "command" else made
    end = NOW.replace(microsecond=0) + timedelta(minutes=90)
    assert end == made if isinstance(made, datetime) else parse(str(link)).expires == 5400


@pytest.mark.parametrize("door", PYTHON)
@pytest.mark.parametrize("given", ["soon", datetime(2026, 3, 30), 1.5, 0])
def test_every_door_refuses_it_by_its_name(door: str, given: Any) -> None:
    with pytest.raises(InputError, match=r"^expires: "):
        next(iter([PYTHON[door](given)]))


def test_a_presigner_that_reads_the_clock_at_each_call_ends_its_links_at_the_moment_given() -> None:
    end = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(days=1)
    presigner = Presigner("b", endpoint="us-south", credentials=PAIR, expires=end)
    assert parse(presigner.url("k")).expires_at == end == presigner.sign("k").expires_at
    presigner = Presigner("b", endpoint="us-south", credentials=PAIR, expires=end.isoformat())
    assert parse(presigner.url("k")).expires_at == end == presigner.sign("k").expires_at
    later = datetime.now(timezone.utc) + timedelta(hours=2)
    assert parse(presigner.at(later).url("k")).expires_at == end == presigner.at(later).expires_at
