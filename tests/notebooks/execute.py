"""Run the lessons from top to bottom and save what came out: ``python tests/notebooks/execute.py [NOTEBOOK …]``.

The outputs are what nbval compares and what a reader without a kernel sees: look at the difference before committing.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
KEPT = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def execute(path: Path) -> None:
    """Run one lesson in place; widget state, ids of widgets and the machine's details are not kept."""
    book = nbformat.read(path, as_version=4)
    client = NotebookClient(book, kernel_name="python3", timeout=120, store_widget_state=False, coalesce_streams=True)
    client.execute(cwd=str(path.parent))
    book.metadata = nbformat.from_dict({**KEPT, "language_info": {"name": "python"}})
    for number, cell in enumerate(book.cells):
        cell.id = f"cell-{number:02d}"
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
    nbformat.write(book, path)


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]) if sys.argv[1:] else sorted(NOTEBOOKS.glob("*.ipynb")):
        execute(path)
        print(f"ran {path.name}")
