"""The lessons as they were executed, outputs and all, and the guide for teachers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from .markdown import fenced, raw

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
HEAD = """# The lessons

Eleven notebooks, from the first link to finding any signature fault. What you see here is what they showed when they were
executed; run them yourself, and every form and exercise is live: `cosnb lab` copies them to a folder and opens JupyterLab
on the first one. They need no account and no network.

```{toctree}
:maxdepth: 1

"""


def pages() -> dict[str, str]:
    """A page for each lesson, that of the teachers, and the list of them all."""
    texts = {path.stem: _lesson(json.loads(path.read_text("utf-8"))) for path in sorted(NOTEBOOKS.glob("*.ipynb"))}
    texts |= {path.stem: _linked(path.read_text("utf-8")) for path in sorted(NOTEBOOKS.rglob("*.md"))}
    listed = HEAD + "\n".join(texts) + "\n```\n"
    return {"lessons/index.md": listed, **{f"lessons/{name}.md": text for name, text in texts.items()}}


def _linked(text: str) -> str:
    """Links between the lessons as links between their pages."""
    return re.sub(r"\]\((?:\.\./)?([\w-]+)\.ipynb(#[\w-]+)?\)", r"](\1.md\2)", text)


def _lesson(notebook: dict[str, Any]) -> str:
    blocks = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            blocks.append(_linked(source))
        else:
            blocks += [fenced(source, "python", [":class: lesson-input"]), *map(_output, cell["outputs"])]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _output(output: dict[str, Any]) -> str:
    """HTML where there is some, as a notebook shows it; else the text."""
    data = {kind: "".join(text) for kind, text in output.get("data", {"text/plain": output.get("text", "")}).items()}
    html, text = data.get("text/html", ""), data.get("text/plain", "")
    if html.strip():
        return raw(f'<div class="lesson-output">\n{html}\n</div>')
    return fenced(text, "text", [":class: lesson-printed"]) if text.strip() else ""
