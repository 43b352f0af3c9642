"""A file is cut within the limits of every store."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosnb.errors import InputError
from cosnb.uploads.sizes import MAX_PART, MAX_PARTS, MIB, MIN_PART, choose_part_size, count_parts, part_span

SIZES = st.integers(0, MAX_PART * MAX_PARTS)


@given(SIZES)
def test_every_size_is_cut_within_the_limits(size: int):
    part_size = choose_part_size(size)
    assert MIN_PART <= part_size <= MAX_PART
    assert 1 <= count_parts(size, part_size) <= MAX_PARTS


@given(st.integers(0, 200 * MIB), st.integers(MIN_PART, 50 * MIB))
def test_the_parts_are_the_file(size: int, part_size: int):
    spans = [part_span(number, size, part_size) for number in range(1, count_parts(size, part_size) + 1)]
    ends = [start + length for start, length in spans]
    assert [start for start, _ in spans] == [0, *ends[:-1]]
    assert ends[-1] == size
    assert all(length == part_size for _, length in spans[:-1])
    assert size == 0 or all(length > 0 for _, length in spans)


@pytest.mark.parametrize(
    "size, part_size, parts",
    [
        (0, 8 * MIB, 1),
        (1, 8 * MIB, 1),
        (8 * MIB, 8 * MIB, 1),
        (8 * MIB + 1, 8 * MIB, 2),
        (1024 * MIB, 8 * MIB, 128),
        (10_000 * MIB, 10 * MIB, 1000),
        (10_000 * MIB + 1, 11 * MIB, 910),
        (MAX_PART * MAX_PARTS, MAX_PART, MAX_PARTS),
    ],
)
def test_the_part_size_grows_with_the_file(size: int, part_size: int, parts: int):
    assert choose_part_size(size) == part_size
    assert count_parts(size, part_size) == parts


@pytest.mark.parametrize("wanted", [MIN_PART, MIN_PART + 1, MAX_PART])
def test_a_part_size_within_the_limits_is_taken(wanted: int):
    assert choose_part_size(100, wanted) == wanted


@pytest.mark.parametrize(
    "size, wanted, field",
    [
        (1, MIN_PART - 1, "part_size"),
        (1, MAX_PART + 1, "part_size"),
        (1, 0, "part_size"),
        (1, True, "part_size"),
        (1, 6e6, "part_size"),
        (1, "8MB", "part_size"),
        (MIN_PART * MAX_PARTS + 1, MIN_PART, "part_size"),
        (-1, None, "size"),
        (1.5, None, "size"),
        (True, None, "size"),
        (MAX_PART * MAX_PARTS + 1, None, "size"),
    ],
)
def test_what_no_store_takes_is_refused(size: Any, wanted: Any, field: str):
    with pytest.raises(InputError) as caught:
        choose_part_size(size, wanted)
    assert caught.value.field == field


def test_the_remedy_for_too_many_parts_works():
    size = MIN_PART * MAX_PARTS + 1
    with pytest.raises(InputError) as caught:
        choose_part_size(size, MIN_PART)
    least = int(caught.value.remedy.split()[1])
    assert choose_part_size(size, least) == least
    assert count_parts(size, least) <= MAX_PARTS
