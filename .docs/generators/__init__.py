"""The pages that are made of what the project has already."""

from __future__ import annotations

from pathlib import Path

from . import causes, commands, lessons, project, providers, reference

PAGES = (project.pages, lessons.pages, reference.pages, causes.pages, commands.pages, providers.pages)


def write_pages(site: Path) -> None:
    """Write every page that has changed, each in a folder of pages that are made, and remove those that are made no longer."""
    made = {site / name: text for pages in PAGES for name, text in pages().items()}
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
    for folder in {site / path.relative_to(site).parts[0] for path in made}:
        for path in set(folder.rglob("*.md")) - made.keys():
            path.unlink()
