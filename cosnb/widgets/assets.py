"""The page's scripts and style, put together from small files when a widget class is made. No bundler."""

import json
import re
from importlib.resources import files

from ..display.style import rules_for, stylesheet

_STATIC = files(__package__).joinpath("static")
_SHARED = {"TAGS": "tags.json", "LABELS": "sources.json"}
# A text in quotes, which stays as it is; or what nobody but a reader of the code needs: comments, indents, and blanks beside
# signs. A template may hold one in itself.
_SPARE = re.compile(
    r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|\$\{(?:[^{}`]|`[^`]*`|\{[^{}]*\})*\}|[^`\\])*`)"""
    r"|^\s*//.*\n|^\s+| //.*$|(?<=[^\w$\"'`]) +| +(?=[^\w$\"'`])",
    re.MULTILINE,
)


def _read(name: str) -> str:
    return _STATIC.joinpath(name).read_text("utf-8")


def script(*names: str, sheet: str = "whole") -> str:
    """Several files as one module, with what all of them need; ``render`` of the last one is exported.

    Args:
        sheet: ``"whole"`` for a view that stands alone or above others; ``"used"`` for the rules it uses, ``""`` for none.
    """
    display = files("cosnb.display")
    shared = [f"const {name} = {display.joinpath(file).read_text('utf-8')};" for name, file in _SHARED.items()]
    scripts = [_read(f"{name}.js") for name in ("keys", "elements", *names, *(["sheet"] if sheet else []))]
    made = "\n".join([*(shared if "tree" in names else ()), *scripts])
    # It stands in every saved state.
    made = _SPARE.sub(lambda found: found[1] or "", made)
    # JupyterLab keeps the view of a closed model, and what is in it would be kept with it.
    made += "\nfunction leave({ el, signal }) { signal.addEventListener('abort', () => el.replaceChildren()); }"
    made += "\nexport default { render: (view) => (leave(view), render(view)) };"
    if not sheet:
        return f"{made}\nfunction dress() {{}}"
    form = _read("form.css")
    css = stylesheet(form) if sheet == "whole" else rules_for(made, form)
    # What stands in it over and over is a sign that CSS does not use.
    for sign, text in json.loads(_read("signs.json")).items():
        css = css.replace(text, sign)
    return f"const [SIGNS, SIGNED] = [{_read('signs.json')}, {json.dumps(css)}];\n{made}"
