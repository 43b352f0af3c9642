"""Makes the completion of the shells out of the parser: ``python tests/completion_scripts.py`` writes cosnb/completions/."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from cosnb.cli import _parser  # noqa: E402
from cosnb.command import COMMANDS, offered  # noqa: E402
from cosnb.links.code.formats import all_formats  # noqa: E402

FOLDER = ROOT / "cosnb" / "completions"
HEAD = "# Made of the commands and options of cosnb by tests/completion_scripts.py.\n"
FILES = ("FILE", "evidence", "first", "second", "folder")


def parsers() -> dict[str, argparse.ArgumentParser]:
    found = _parser()._subparsers._group_actions[0].choices
    return {name: found[name] for name in COMMANDS}


def values(parser: argparse.ArgumentParser, action: argparse.Action) -> list[str]:
    """The words that can be the value of an option or an argument; none where it can be any, or a file."""
    if action.option_strings:
        return offered(parser, f"cosnb {action.option_strings[0]} ") if action.nargs != 0 else []
    return list(action.choices or ())


def is_file(action: argparse.Action) -> bool:
    return action.nargs != 0 and (action.metavar or action.dest) in FILES


def options(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return [action for action in parser._actions if action.option_strings]


def arguments(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return [action for action in parser._actions if not action.option_strings]


def bash() -> str:
    lines, words, places = [], [], []
    for name, parser in parsers().items():
        for action in options(parser):
            if action.nargs != 0:
                pattern = "|".join(f'"{name} {word}"' for word in action.option_strings)
                lines.append(f'        {pattern}) words="{" ".join(values(parser, action))}" value=1 ;;')
        words.append(f'        {name}) words="{" ".join(w for a in options(parser) for w in a.option_strings)}" ;;')
        given = [word for action in arguments(parser) for word in values(parser, action)]
        places += [f'        {name}) words="{" ".join(given)}" ;;'] if given else []
    return f"""{HEAD}_cosnb() {{
    local words="" value="" cur=${{COMP_WORDS[COMP_CWORD]}}
    if ((COMP_CWORD == 1)); then
        COMPREPLY=($(compgen -W "{" ".join(COMMANDS)} --help --version" -- "$cur"))
        return
    fi
    case "${{COMP_WORDS[1]}} ${{COMP_WORDS[COMP_CWORD - 1]}}" in
{chr(10).join(lines)}
    esac
    if [[ -z $value && $cur == -* ]]; then
        case "${{COMP_WORDS[1]}}" in
{chr(10).join(words)}
        esac
    elif [[ -z $value ]]; then
        case "${{COMP_WORDS[1]}}" in
{chr(10).join(places)}
        esac
    fi
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
}}
complete -o default -F _cosnb cosnb
"""


def quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def told(action: argparse.Action, special: str) -> str:
    return "".join(f"\\{sign}" if sign in special else sign for sign in (action.help or "").replace("%%", "%"))


def zsh_value(parser: argparse.ArgumentParser, action: argparse.Action) -> str:
    name = (action.metavar or action.dest).replace(":", "\\:")
    if found := values(parser, action):
        return f":{name}:({' '.join(found)})"
    return f":{name}:{'_files' if is_file(action) else ' '}"


def zsh() -> str:
    cases = []
    for name, parser in parsers().items():
        specs = []
        for action in options(parser):
            repeat = "*" if isinstance(action, argparse._AppendAction) else ""
            value = zsh_value(parser, action) if action.nargs != 0 else ""
            specs += [quoted(f"{repeat}{word}[{told(action, '[]')}]{value}") for word in action.option_strings]
        for number, action in enumerate(arguments(parser), 1):
            place = "*" if action.nargs == "*" else f"{number}:" if action.nargs == "?" else number
            specs.append(quoted(f"{place}{zsh_value(parser, action)}"))
        cases.append(f"                {name})\n                    _arguments {' '.join(specs)} ;;")
    commands = " ".join(quoted(f"{name}:{row['help']}") for name, row in COMMANDS.items())
    return f"""#compdef cosnb
{HEAD}_cosnb() {{
    local context state line curcontext="$curcontext"
    local -a commands
    _arguments -C '(- *)'{{-h,--help}}'[help]' '(- *)--version[the version]' '1:command:->command' '*::argument:->argument'
    case $state in
        command)
            commands=({commands})
            _describe command commands ;;
        argument)
            case $words[1] in
{chr(10).join(cases)}
            esac ;;
    esac
}}
compdef _cosnb cosnb
"""


def fish() -> str:
    lines = ["complete -c cosnb -f", "complete -c cosnb -n __fish_use_subcommand -l version -d 'the version'"]

    def text(value: str) -> str:
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

    for name, parser in parsers().items():
        lines.append(f"complete -c cosnb -n __fish_use_subcommand -a {name} -d {text(COMMANDS[name]['help'])}")
        when = f"complete -c cosnb -n '__fish_seen_subcommand_from {name}'"
        for action in parser._actions:
            found = values(parser, action)
            given = f" -a {text(' '.join(found))}" if found else " -F" if is_file(action) else ""
            if not action.option_strings:
                lines += [f"{when}{given}"] if given else []
                continue
            for word in action.option_strings:
                kind = f"-l {word[2:]}" if word.startswith("--") else f"-s {word[1:]}"
                takes = f" -r{given}" if action.nargs != 0 else ""
                lines.append(f"{when} {kind}{takes} -d {text(told(action, ''))}")
    return HEAD + "\n".join(lines) + "\n"


SCRIPTS = {"bash": bash, "zsh": zsh, "fish": fish}


def write_ways_to_copy() -> None:
    """Tell ``--copy-as`` the formats of code that there are."""
    (option,) = (how for word, how in COMMANDS["presign"]["own"] if word == "--copy-as")
    was = json.dumps(option, ensure_ascii=False)
    option["choices"] = [one.id for one in all_formats()]
    option["help"] = f"print code in place of the URL: {', '.join(option['choices'])}"
    path = ROOT / "cosnb" / "commands.json"
    path.write_text(path.read_text("utf-8").replace(was, json.dumps(option, ensure_ascii=False)), "utf-8")


if __name__ == "__main__":
    write_ways_to_copy()
    FOLDER.mkdir(exist_ok=True)
    for name, make in SCRIPTS.items():
        (FOLDER / name).write_text(make(), "utf-8")
