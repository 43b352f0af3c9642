"""The pages that are files of the repository: its README, and how to contribute."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Where the site has what a link within the repository leads to.
PLACES = {
    ".docs/howto/index.md": "howto/index.md",
    ".docs/howto/in-a-browser.md": "howto/in-a-browser.md",
    "notebooks": "lessons/index.md",
    "notebooks/for-teachers.md": "lessons/for-teachers.md",
    "cosnb/storage/stores.json": "reference/stores.md",
}


def pages() -> dict[str, str]:
    """The README with links to the pages of the site, and the two pages of ``.github``."""
    return {
        "project/readme.md": _linked((ROOT / "README.md").read_text("utf-8")),
        "project/contributing.md": (ROOT / ".github/CONTRIBUTING.md").read_text("utf-8"),
        "project/security.md": (ROOT / ".github/SECURITY.md").read_text("utf-8"),
    }


def _linked(text: str) -> str:
    def link(found: re.Match[str]) -> str:
        target = found[1]
        if target.startswith("notebooks/images/"):
            return f"](../{target})"
        return found[0] if "://" in target else f"]({PLACES[target]})"

    return re.sub(r"\]\(([^)#]+)\)", link, text)
