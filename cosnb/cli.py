"""The command line: ``cosnb presign`` makes a link, ``cosnb diagnose`` says why one fails, ``cosnb lab`` opens the lessons."""

import json
import os
import re
import sys
import time
import warnings
from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from . import __version__, command, links
from .errors import CosnbError, CredentialsError, InputError
from .links.options import OPTIONS
from .sigv4 import Signed
from .sigv4.live import is_live_name
from .visible import visible


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit status. An error or a warning is one line on standard error."""
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115
    # A console may have fewer characters than a key, a stage or a path: better an escape than no link.
    if reconfigure := getattr(sys.stdout, "reconfigure", None):
        reconfigure(errors="backslashreplace")
    words, rest = _for_jupyter(list(sys.argv[1:] if arguments is None else arguments))
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_where, **_how: _say(message)
        try:
            options = _parser().parse_args(words)
            options.rest = rest
            if list(vars(options).values()).count("-") > 1:
                raise InputError("-", "standard input can be read once.", "Give the name of a file for the other.")
            status = _RUN[options.command](options)
            sys.stdout.flush()
            return status
        except CosnbError as error:
            _say(error)
            return 3 if isinstance(error, CredentialsError) else 2
        except KeyboardInterrupt as stop:
            for said in stop.args:
                _say(said)
            return 130  # what a shell calls it
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is left is for nobody
            return 141
        except OSError as error:
            _say(f"{error.filename or 'standard output'}: {error.strerror}.")
            return 2


def _say(message: object) -> None:
    """One line on standard error in words of a shell, whatever a path or a value in it holds."""
    line = visible(str(message)).replace("\n", " ")
    for python, shell in _WORDS:
        line = re.sub(python, shell, line)
    print(f"cosnb: {line.removeprefix('cosnb: ')}", file=sys.stderr)


# How an error says it in Python, and how a command has it.
_WORDS: list[tuple[str, str | Callable[[re.Match[str]], str]]] = [
    (r"pass credentials=Credentials\(…\), or try the sandbox: Sandbox\(\)", "give --profile or --credentials FILE"),
    (r"credentials=Credentials\(…\)", "--credentials FILE"),
    (r"^source: (?:a str is no.* and )?(.*? cannot be read)(?:\. Give .*)?", r"--credentials: \1"),
    (r"key=None", "--bucket-itself"),
    (r"resume=True", "--resume"),
    (r"\bkeys\[(\d+)\]", lambda found: f"keys-from: key {int(found[1]) + 1}"),
    (r"query=\{'(\w+)': (\S+)\}", r"--query \1=\2"),
    *((rf"\b{name}=(?=['…])", f"{row.word} ") for name, row in OPTIONS.items() if row.word),
    *((rf"\b{name}=(?=[ .])", row.word) for name, row in OPTIONS.items() if row.word),
]


def _for_jupyter(words: list[str]) -> tuple[list[str], list[str]]:
    """Part our words from Jupyter's: behind ``lab`` one word is ours if it names a folder, or asks for our help."""
    if words[:1] != ["lab"]:
        return words, []
    ours = [word for word in words[1:2] if word in ("-h", "--help") or not word.startswith("-")]
    return ["lab", *ours], words[1 + len(ours) :]


def _parser() -> command.Parser:
    parser = command.Parser(prog="cosnb", description="Presigned URLs for S3 and IBM COS.", allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"cosnb {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, row in command.COMMANDS.items():
        command.add_words(commands.add_parser(name, help=row["help"], allow_abbrev=False), name, own=True)
    return parser


def _lab(options: Namespace) -> int:
    from .lab import check_installed, copy_lessons, open_lab

    def ask(path: Path) -> bool:
        if not sys.stdin.isatty():
            print(f"cosnb: {path} was edited; it stays as it is.")
            return False
        with suppress(EOFError):
            return input(f"{path} was edited. Replace it with the new lesson? [y/N] ").strip().lower() == "y"
        return False

    check_installed()
    copy_lessons(Path(options.folder), ask)
    return open_lab(Path(options.folder), options.rest)


def _presign(options: Namespace) -> int:
    _check_many(options)
    if options.keys_from is not None:
        presigner, keys = command.presign_many_parsed(options)
        if options.output is None:
            sys.stdout.writelines(f"{url}\n" for url in presigner.urls(keys))
        else:
            progress = None if sys.stderr.isatty() else False
            count = links.write_links(presigner, keys, options.output, resume=options.resume, progress=progress)
            _say(f"{count:,} links are in '{options.output}'")
        return _say_what_is_sent(presigner.sign("key"))
    signed = command.presign_parsed(options)
    if options.stages:
        _print(signed)
    if options.json:
        rows = {"url": signed.url, "method": signed.method, "headers": dict(signed.headers)}
        print(json.dumps({**rows, "expires_at": signed.expires_at and signed.expires_at.isoformat()}))
    else:
        print(_code(signed, options.copy_as) if options.copy_as else signed.url)
    return _say_what_is_sent(signed)


def _check_many(options: Namespace) -> None:
    given = {name.replace("_", "-") for name, value in vars(options).items() if value not in (None, False)}
    for name, needed in (("resume", "output"), ("output", "keys-from"), ("listing", "keys-from")):
        if name in given and needed not in given:
            raise InputError(f"--{name}", f"it goes with --{needed}.", "Give both.")
    with suppress(OSError):  # one of them is not there
        if options.output and os.path.samefile(options.output, options.keys_from if options.keys_from != "-" else 0):
            raise InputError("--output", "it is the file of the keys itself.", "Give another path.")
    if "keys-from" in given and (alone := given & {"stages", "json", "copy-as", "download-as", "bucket-itself"}):
        raise InputError(f"--{min(alone)}", "it is for one link.", "Leave it out; --output FILE.jsonl writes JSON.")


def _say_what_is_sent(signed: Signed) -> int:
    must = [f"{name}: {'…' if is_live_name(name) else value}" for name, value in signed.headers.items()]
    if must or signed.method != "GET":
        _say(f"to be sent with the method {signed.method}{''.join(f', and {text}' for text in must)}")
    return 0


def _code(signed: Signed, name: str) -> str:
    (code,) = (one for one in links.snippets(signed) if one.id == name)
    if not code.offered:
        raise InputError("--copy-as", code.unavailable, "Give another one.")
    return code.text


def _diagnose(options: Namespace) -> int:
    result = command.diagnose_parsed(options)
    rows = [row.plain for row in result.rows] if hasattr(result, "rows") else [*map(asdict, result.findings)]
    if options.report:
        print(result.report())
    else:
        _print(rows if options.json else result)
    return int(any(row["id"] and row["certainty"] != "possible" for row in rows))


def _verify(options: Namespace) -> int:
    result = command.verify_parsed(options)
    told = {"accepted": result.accepted, "code": result.code, "message": result.message}
    _print(told if options.json else result)
    return int(not result)


def _parse(options: Namespace) -> int:
    request = _signed_in(options.evidence)
    print(f"{request!r}"[len("ParsedRequest(") : -1])
    for one in request.parameters:
        name, value = one.shown
        print(f"{visible(name, 60):24} {visible(value, 300)}", one.meaning, sep="\n    ")
    for problem in request.problems:
        _say(problem)
    return 0


def _stages(options: Namespace) -> int:
    _print(command.stages_parsed(options), html=options.html)
    return 0


def _compare(options: Namespace) -> int:
    result = links.compare(_signed_in(options.first), _signed_in(options.second))
    _print(result)
    return int(not result.equal)


def _signed_in(word: str) -> links.ParsedRequest:
    request = links.parse(command.content(word))
    if request.kind == "unsigned":
        raise InputError("evidence", "it holds no signed request.", "Give a presigned URL, or a file that holds one.")
    return request


def _credentials(options: Namespace) -> int:
    from .storage import credential_sources

    sources = credential_sources(dotenv=options.dotenv)
    print("\n".join(f"{one.state:10} {one.label:28} {one.detail}" for one in sources))
    return 0 if any(one.state == "found" for one in sources) else 3


def _sandbox(options: Namespace) -> int:
    from .sandbox import Sandbox
    from .storage.durations import read_moment

    port = int(options.port) if (options.port or "").isdecimal() else options.port
    if options.now and not read_moment(options.now):
        raise InputError("now", "it is no moment.", "Write it like 2026-01-15T12:00:00Z.", value=options.now)
    with Sandbox(port=port, now=read_moment(options.now)) as box:
        pair, word = box.credentials, "set" if os.name == "nt" else "export"
        print(f"{word} AWS_ACCESS_KEY_ID={pair.access_key_id}")
        print(f"{word} AWS_SECRET_ACCESS_KEY={pair.secret_access_key.reveal().decode()}")
        print(f"{word} AWS_ENDPOINT_URL_S3={box.endpoint}")
        print(f"{word} AWS_DEFAULT_REGION={box.region}", flush=True)
        _say(f"the store runs with the bucket {box.bucket} until Ctrl-C")
        while True:
            time.sleep(3600)


def _causes(options: Namespace) -> int:
    from .diagnosis.causes import CAUSES, cause

    if options.id is None:
        print("\n".join(f"{one.id:28} {one.title.replace('{how}', '…')}" for one in CAUSES))
        return 0
    if (one := cause(options.id)) is None:
        raise InputError("id", "there is no such cause.", "cosnb causes lists them.")
    print(*(text.replace("{how}", "…") for text in (one.title, one.why, one.fix)), f"Found by: {one.stage}", sep="\n\n")
    return 0


def _endpoints(options: Namespace) -> int:
    from .storage import search_endpoints

    found = search_endpoints(" ".join(options.word))
    sys.stdout.writelines(f"{one.code:20} {one.endpoint}  {one.label}\n" for one in found)
    return 0 if found else 1


def _site(options: Namespace) -> int:
    from .site import build_site

    build_site(Path(options.folder), _say)
    first = "lab/index.html?path=00-start-here.ipynb opens the first lesson"
    _say(f"the site is in '{options.folder}'; on a server, {first}")
    return 0


def _completion(options: Namespace) -> int:
    print(Path(__file__).with_name("completions").joinpath(options.shell).read_text("utf-8"), end="")
    return 0


def _print(result: object, html: bool = False) -> None:
    from .display.formatting import to_page, to_text, tree_of

    is_plain = isinstance(result, list | dict)
    text = json.dumps(result) if is_plain else to_page(tree_of(result), "cosnb") if html else to_text(result)
    print(text, end="\n\n" if isinstance(result, Signed) else "\n")


_RUN: dict[str, Callable[[Namespace], int]] = {name: globals()[f"_{name}"] for name in command.COMMANDS}
