"""The one stylesheet: all of it for live views, and for a saved output the rules that it uses; what each source is called.

The page has the same rule for the class of a source, which gives it its one colour.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import groupby

LABELS: Mapping[str, str] = json.loads(files(__package__).joinpath("sources.json").read_text("utf-8"))


def label(source: str) -> str:
    """What a person calls a source: ``"header:content-type"`` is "header content-type"."""
    group, _, name = source.partition(":")
    return f"{LABELS.get(group, group)} {name}".rstrip()


def css_class(source: str) -> str:
    """The class that colours a source; all headers share one colour, and so do all query parameters."""
    group = source.partition(":")[0]
    return f"cosnb-s-{group if group in LABELS else 'other'}"


VIEW = ".cosnb-view"
# What is around a rule, such as ``@media …``; its selectors; its declarations.
Rules = list[tuple[str, str, str]]
# A prelude and its block, which may hold blocks itself.
_RULE = re.compile(r"([^{}]+)\{((?:[^{}]|\{[^{}]*\})*)\}")
_GROUP = re.compile(r":(is|has)\(((?:[^()]|\([^()]*\))*)\)")
_NOT = re.compile(r":not\((?:[^()]|\([^()]*\))*\)")
_NAME = re.compile(
    r"(?:cosnb|data|aria)-[\w-]+|:checked|:disabled|\b(?:hidden|tabindex|button|input|select|textarea|h3|h4|ol|ul|pre|table|small)\b"
)
# What is saved has no class where the element says what it is; its other classes begin with "_", those of sources are a letter.
# The notebook has a rule of its own for a row of a table, and ours is as strong.
_SAVED: dict[str, str] = json.loads(files(__package__).joinpath("saved.json").read_text("utf-8"))
_SAVED |= {f"s-{source}": f"._{chr(97 + number)}" for number, source in enumerate((*LABELS, "other"))}


@cache
def stylesheet(more: str = "") -> str:
    """The whole stylesheet and ``more`` rules."""
    return _nested(_rules(more))


def rules_for(text: str, more: str = "") -> str:
    """The rules that are used by HTML, or by a script that makes elements."""
    return _used(frozenset(_NAME.findall(text)), more)


def shortened(html: str) -> str:
    """HTML of ours with its style: each name as short as it can be, and no tag that an HTML parser does without.

    No text in it has a quotation mark or the beginning of an element, for it was escaped.
    """
    style, end, shown = html.rpartition("</style>")
    style = _in_saved(style)
    if "<h4" in shown and "<h3" not in shown:
        style = style.replace(":is(h3,h4)", "h4")
    shown = re.sub(r' class="([^"]*)"', lambda found: _classes(found[1], style), shown)
    # What a box is called, where the line above it says so.
    shown = re.sub(r'(<summary>([^<]*)</summary><pre[^>]* tabindex="0") role="group" aria-label="\2"', r"\1", shown)
    shown = re.sub(r'="([\w:.-]+)"', r"=\1", shown)
    return style + end + re.sub("</(?:li|td|tr)>|</p>(?=<(?:p|ul|pre|details|table|/))", "", shown)


def _in_saved(css: str) -> str:
    css = re.sub(r"\.cosnb-([\w-]+)", lambda one: _SAVED.get(one[1], f"._{one[1]}"), css)
    return re.sub(r"(?<=[(,])(\w+),(?=[^()]*\b\1[,)])", "", css)  # what several kinds are, once


def _classes(names: str, style: str) -> str:
    """The classes that a rule asks for."""
    selectors = [_in_saved(f".{name}") for name in names.split()]
    kept = " ".join(one[1:] for one in selectors if one[0] == "." and one in style)
    return kept and f' class="{kept}"'


@cache
def _used(names: frozenset[str], more: str) -> str:
    css = _nested(_kept(_rules(more), names))
    # A colour that every theme has needs no name, nor what is used once, or nowhere.
    for name, value in re.findall(r"--(\w+):([^;{}]+);", css):
        if value[0] == "#" or (css.count(f"--{name}:"), css.count(f"--{name})"), css.count(f"--{name},")) == (1, 1, 0):
            css = css.replace(f"--{name}:{value};", "").replace(f"var(--{name})", value)
    return re.sub(r"--(\w+):[^;{}]*;", lambda one: one[0] if f"var(--{one[1]}" in css else "", css)


@cache
def _rules(more: str) -> Rules:
    css = files(__package__).joinpath("cosnb.css").read_text("utf-8") + _linked() + more
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r'="([a-zA-Z]\w*)"\]', r"=\1]", css)
    css = re.sub(r"\s*([{};,>~])\s*|\s*\n\s*|(?<=:) ", r"\1", css).replace(";}", "}")
    return [
        (about, prelude, block)
        for outer, inner in _RULE.findall(css)
        for about, rules in ([(outer, _RULE.findall(inner))] if outer[0] == "@" else [("", [(outer, inner)])])
        for prelude, block in rules
    ]


def _nested(rules: Rules) -> str:
    """Rules as CSS, in which what is inside a view says so once."""

    def written(of_views: bool) -> str:
        runs = groupby((rule for rule in rules if rule[1].startswith(VIEW) is of_views), lambda rule: rule[0])
        texts = ((about, "".join(f"{prelude}{{{block}}}" for _, prelude, block in run)) for about, run in runs)
        return "".join(f"{about}{{{text}}}" if about else text for about, text in texts)

    inside = written(True).replace(f"{VIEW} ", "").replace(VIEW, "&")
    # Twice the class, to win over the rules which a notebook has for tables, code and headings in its saved outputs.
    return f"{VIEW * 2}{{{inside}}}{written(False)}"


def _kept(rules: Rules, names: frozenset[str]) -> Rules:
    pruned = ((about, [_pruned(one, names) for one in _apart(prelude)], block) for about, prelude, block in rules)
    return [(about, ",".join(filter(None, some)), block) for about, some, block in pruned if any(some)]


def _pruned(selector: str, names: frozenset[str]) -> str:
    """A selector with what can match here, or the empty text where nothing can."""

    def chosen(group: re.Match[str]) -> str:
        kept = [one for one in _apart(group[2]) if names.issuperset(_NAME.findall(_NOT.sub("", one)))]
        if len(kept) == 1 and group[1] == "is" and kept[0][0] in ".[":
            return kept[0]
        return f":{group[1]}({','.join(kept)})" if kept else ":disabled"

    selector = _GROUP.sub(chosen, selector)
    return selector if names.issuperset(_NAME.findall(_NOT.sub("", _GROUP.sub("", selector)))) else ""


def _apart(selectors: str) -> list[str]:
    """What stands between the commas that are in no parentheses."""
    return re.findall(r"(?:[^,()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))+", selectors)


def _linked() -> str:
    """Hovering a part lights its source everywhere in the view, without a script."""
    classes = [css_class(source) for source in LABELS]
    lit = ",".join(f".cosnb-view:has(.{name}:hover) .{name}" for name in classes)
    # Where colours are forced there is no background, and an outline is drawn even if it is transparent.
    return f"{lit}{{background:color-mix(in srgb,var(--hue) 42%,transparent);outline:2px solid transparent}}"
