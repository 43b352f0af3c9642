"""Durations as people write them: read exactly, or refused."""

from __future__ import annotations

import pytest

from cosnb import InputError
from cosnb.storage.durations import format_duration, parse_duration


@pytest.mark.parametrize(
    "text, seconds",
    [
        ("3600", 3600),
        (" 1 Hour ", 3600),
        ("1h30m", 5400),
        ("1 h, 30 min", 5400),
        ("1 day and 2 hours", 93_600),
        ("90 minutes", 5400),
    ],
)
def test_what_people_write_is_read_exactly(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "abc", "1,5 hours", "1.5 hours", "1h30", "1 day 2", "1 fortnight", "0", "-1", "9" * 20, "9" * 5000]
)
def test_what_could_mean_something_else_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_duration(text)
    assert caught.value.field == "expires"
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("seconds", [1, 59, 3600, 5400, 90_061, 604_800])
def test_a_duration_in_words_is_read_back(seconds: int) -> None:
    assert parse_duration(format_duration(seconds)) == seconds
