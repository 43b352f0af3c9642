"""*In a terminal* out of ``commands.json`` and the parser that is made of it, and *All options* out of ``options.json``."""

from __future__ import annotations

from argparse import Action

from cosnb.command import COMMANDS, Parser, add_words
from cosnb.links.options import OPTIONS, LinkOption

from .markdown import code, fenced, plain, table

COMMANDS_HEAD = """# In a terminal

Every command that `cosnb --help` lists. Each prints its own examples with `--help`, and `cosnb completion bash` (zsh, fish)
makes Tab know its options and their values. Keys are found as everywhere in cosnb, never given on the command line.

In a notebook, `%presign`, `%diagnose` and `%verify` take the same words as the commands of these names, and `%%sigv4` those of
`cosnb stages`; those marked *terminal only* are not for a notebook, which shows results by itself.
"""
OPTIONS_HEAD = """# All options of a link

One table serves all ways in: `presign(…)`, the form, `cosnb presign` and `%presign`. This page is made of it.
"""
MORE_HEAD = """## {title}

Any name can be given; these are those that people need most.
"""


def pages() -> dict[str, str]:
    """The two pages."""
    return {
        "reference/commands.md": "\n\n".join([COMMANDS_HEAD, *map(_command, COMMANDS)]) + "\n",
        "reference/options.md": _options(),
    }


def _command(name: str) -> str:
    row = COMMANDS[name]
    parser = Parser(prog=f"cosnb {name}", usage=row.get("usage"))
    add_words(parser, name, own=True)
    own = {word for words, _ in row["own"] for word in words.split()}
    in_notebook = bool(row.get("shared"))
    words = table(
        ["Word", "What it is"],
        (
            [_word(one), _help(one, in_notebook and bool(own & _names(one)))]
            for one in parser._actions
            if one.dest != "help"
        ),
    )
    examples = fenced("\n".join(f"$ {line}" for line in row["examples"]), "console")
    usage = fenced(parser.format_usage().removeprefix("usage: ").replace("\n       ", "\n"), "text")
    has_words = any(one.dest != "help" for one in parser._actions)
    return "\n\n".join(
        [f"(command-{name})=\n## cosnb {name}", plain(row["about"]), usage, *([words] if has_words else []), examples]
    )


def _names(one: Action) -> set[str]:
    return {*(one.option_strings or [one.dest])}


def _word(one: Action) -> str:
    value = one.metavar or ("" if one.nargs == 0 or not one.option_strings else one.dest.upper())
    names = one.option_strings or [f"{one.metavar or one.dest}"]
    return ", ".join(code(f"{name} {value}".strip() if one.option_strings else name) for name in names)


def _help(one: Action, only: bool) -> str:
    return plain(one.help or "") + (" *(terminal only)*" if only else "")


def _options() -> str:
    rows = table(
        ["`presign(…)`", "Command", "Form", "What it is", "Where it goes", "Whoever uses the link must"],
        (_option(name, row) for name, row in OPTIONS.items()),
    )
    blocks = [OPTIONS_HEAD, rows]
    for row in OPTIONS.values():
        if row.choices:
            meant = table(["Name", "What it means"], ([code(name), plain(text)] for name, text in row.choices.items()))
            blocks += [MORE_HEAD.format(title=row.label), meant]
    return "\n\n".join(blocks) + "\n"


def _option(name: str, row: LinkOption) -> list[str]:
    words = ", ".join(map(code, [row.word, *row.also.split()])) if row.word else ""
    value = f" {code(row.value)}" if row.value else ""
    return [code(name), words + value, plain(row.label), plain(row.help), plain(row.goes), plain(row.receiver)]
