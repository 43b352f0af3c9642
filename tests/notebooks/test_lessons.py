"""The lessons are committed as they ran, so that nbval has something to compare."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def book(request):
    return nbformat.read(request.param, as_version=4)


def test_there_are_lessons():
    assert NOTEBOOKS


def test_every_code_cell_was_executed_from_top_to_bottom(book):
    counts = [cell.execution_count for cell in book.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))


# Lesson 04 shows one failed link after the other, each with its table and proof.
@pytest.mark.parametrize("path", [one for one in NOTEBOOKS if one.stem[:2] != "04"], ids=lambda path: path.stem)
def test_a_lesson_of_small_results_is_at_most_120_kb(path):
    assert path.stat().st_size <= 120_000


def test_no_widget_state_is_saved(book):
    assert "widgets" not in book.metadata


def test_no_cell_ended_in_an_error_it_did_not_announce(book):
    for cell in book.cells:
        failed = any(output.output_type == "error" for output in cell.get("outputs", []))
        assert failed == ("raises-exception" in cell.metadata.get("tags", []))


def test_no_output_names_a_folder_of_the_machine_it_ran_on(book):
    assert str(Path(__file__).parents[2]) not in nbformat.writes(book)
    assert "/ipykernel_" not in nbformat.writes(book)
