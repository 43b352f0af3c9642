"""The page's scripts and style, put together from small files when a widget class is made. No bundler."""

import json
import re
from importlib.resources import files

from ..display.style import rules_for, stylesheet

_STATIC = files(__package__).joinpath("static")
_SHARED = {"TAGS": "tags.json", "LABELS": "sources.json"}


def _read(name: str) -> str:
    return _STATIC.joinpath(name).read_text("utf-8")


def script(*names: str, sheet: str = "whole") -> str:
    """Several files as one module, with what all of them need; ``render`` of the last one is exported.

    Args:
        sheet: ``"whole"`` for a view that stands alone or above others; ``"used"`` for the rules it uses, ``""`` for none.
    """
    display = files("cosnb.display")
    shared = [f"const {name} = {display.joinpath(file).read_text('utf-8')};" for name, file in _SHARED.items()]
    made = "\n".join(
        [*(shared if "tree" in names else ()), *(_read(f"{name}.js") for name in ("keys", "elements", *names))]
    )
    # It stands in every saved state, without its comments and indents.
    made = re.sub(r"^\s*//.*\n|^\s+", "", made, flags=re.MULTILINE)
    made += "\nexport default { render };"
    if not sheet:
        return f"{made}\nfunction dress() {{}}"
    form = _read("form.css")
    css = stylesheet(form) if sheet == "whole" else rules_for(made, form)
    # The one name that stands in it hundreds of times is written once.
    css = json.dumps(css.replace("cosnb-", "`"))
    return f"{made}\n{_read('sheet.js')}\nconst SHEET = {css}.replaceAll('`', 'cosnb-');"
