"""What an IPython shell gets, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import cosnb
from cosnb.links import parse
from cosnb.magics import diagnose_magic, presign_magic, sigv4_magic, verify_magic

LEARNED = "presign_magic"
START = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
"""
END = """
print(shell.find_line_magic("presign").__name__)
"""


@pytest.fixture
def keys(monkeypatch):
    monkeypatch.setenv("COS_HMAC_ACCESS_KEY_ID", "0" * 32)
    monkeypatch.setenv("COS_HMAC_SECRET_ACCESS_KEY", "0" * 48)


def in_a_shell(*lines: str) -> list[str]:
    """The lines that a shell prints while it runs these, and then the magic that it has learned."""
    code = "\n".join([START, *(f"shell.run_cell({line!r})" for line in lines), END])
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(cosnb.__file__).parents[1], check=True
    )
    return run.stdout.splitlines()


@pytest.mark.parametrize(
    "lines",
    [
        ["import cosnb"],
        ["%load_ext cosnb"],
        ["%load_ext cosnb.magics"],
        ["import cosnb", "%load_ext cosnb", "%load_ext cosnb.magics", "import cosnb"],
        ["%load_ext cosnb", "%reload_ext cosnb", "from cosnb import presign, sigv4"],
    ],
    ids="; ".join,
)
def test_a_shell_learns_the_magic_by_import_or_extension_however_often(lines):
    assert in_a_shell(*lines) == [LEARNED]


def test_load_ext_of_what_is_loaded_says_so_and_nothing_else():
    said, *advice, learned = in_a_shell("%load_ext cosnb", "%load_ext cosnb")
    assert said.startswith("The cosnb extension is already loaded.")
    assert all("reload_ext cosnb" in line for line in advice)
    assert learned == LEARNED


@pytest.mark.parametrize("place", ["", "''", "k --bucket-itself"])
def test_a_key_that_expands_to_nothing_makes_no_link_for_the_bucket(place, keys, capsys):
    assert presign_magic(f"my-bucket {place} --endpoint us-south") is None
    assert "--bucket-itself" in capsys.readouterr().out


@pytest.mark.parametrize("place", ["", "''"])
def test_the_bucket_itself_is_signed_for_where_that_is_asked(place, keys):
    signed = presign_magic(f"my-bucket {place} --bucket-itself --endpoint us-south")
    assert parse(signed.url).key is None
    assert parse(presign_magic("my-bucket k --endpoint us-south").url).key == "k"


def test_headers_and_parameters_are_signed(keys):
    line = "b k --endpoint us-south --method PUT --header 'Content-Type: text/csv' --header x-amz-acl:private --query a=b=c"
    signed = presign_magic(line)
    assert signed.headers == {"Content-Type": "text/csv", "x-amz-acl": "private"}
    assert signed.method == "PUT"
    assert "a=b%3Dc&" in signed.url


@pytest.mark.parametrize(
    "line", ["b k --secret CANARY", "b k CANARY", "b k --secret=CANARY", "b k --exp CANARY", "--help CANARY"]
)
def test_what_is_not_understood_is_said_without_its_value_and_ends_nothing(line, keys, capsys):
    assert presign_magic(line) is None
    said = capsys.readouterr()
    assert "%presign" in said.out
    assert "CANARY" not in said.out + said.err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "arguments are required: bucket"),
        ("b k --method", "expected one argument"),
        (
            "b k --endpoint us-south --addressing sideways",
            "'sideways' is not an addressing style. Use 'path' or 'virtual'.",
        ),
        ("b k --endpoint us-south --expires soon", "expires: 'soon' is no duration."),
        ("b 'k", "No closing quotation"),
    ],
)
def test_an_error_is_one_line_that_says_what_to_do(line, said, keys, capsys):
    assert presign_magic(line) is None
    out = capsys.readouterr().out
    assert out.startswith("%presign: ")
    assert said in out
    assert out.count("\n") == 1


def test_a_link_is_diagnosed_by_a_magic(keys, capsys):
    link = presign_magic("s3://my-bucket/a.txt --endpoint us-south")
    assert diagnose_magic(f"'{link.url}'").findings == ()
    assert diagnose_magic(f"'{link.url.replace('a.txt', 'b.txt')}'").findings[0].certainty == "proven"
    assert diagnose_magic("x --header foo") is None
    assert "%diagnose: headers: one is given without a colon." in capsys.readouterr().out


def test_a_link_is_verified_by_a_magic(keys, capsys):
    link = presign_magic("s3://my-bucket/a.txt --endpoint us-south")
    assert verify_magic(f"'{link.url}'").accepted
    assert not verify_magic(f"'{link.url}' --method PUT")
    assert verify_magic("hello") is None
    assert "%verify: request: it carries no Signature" in capsys.readouterr().out


def test_the_text_of_a_cell_is_what_is_looked_at(keys, capsys):
    link = presign_magic("s3://my-bucket/a.txt --endpoint us-south")
    assert diagnose_magic("", f"It fails:\n{link.url.replace('a.txt', 'b.txt')}\n").findings[0].certainty == "proven"
    assert verify_magic("--method GET", link.url).accepted
    assert "20" in sigv4_magic("", link.canonical_request.text)._repr_mimebundle_()["text/plain"]
    shown = sigv4_magic("--method GET", link.url)._repr_mimebundle_()
    for kind in ("text/plain", "text/html"):
        text = shown[kind].replace("<wbr>", "")
        assert link.string_to_sign.text[-64:] in text
        assert link.signature not in text
    assert sigv4_magic("", "hello") is None
    assert "%sigv4: evidence: nothing in it is signed" in capsys.readouterr().out


@pytest.mark.parametrize("magic", [presign_magic, diagnose_magic, verify_magic, sigv4_magic])
def test_a_question_mark_shows_what_the_terminal_would(magic, capsys):
    assert magic("--help") is None
    assert capsys.readouterr().out == magic.__doc__
    assert magic.__doc__.startswith(f"usage: %{magic.name} [-h] ")
    assert "--method" in magic.__doc__


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("%presign b k --endp", ["--endpoint", "--endpoint-url"]),
        ("%presign b k --endpoint eu-d", ["eu-de"]),
        ("%presign b k --addressing p", ["path"]),
        ("%diagnose x --meth", ["--method"]),
        ("%verify x --method D", ["DELETE"]),
        ("%verify x --provider cep", ["ceph"]),
        ("%%sigv4 --hea", ["--header"]),
    ],
)
def test_tab_completes_options_and_their_values(line, offered):
    code = f"""{START}
from IPython.core.completer import provisionalcompleter
import cosnb
shell.run_cell("%reload_ext cosnb")
with provisionalcompleter():
    print([one.text for one in shell.Completer.completions({line!r}, {len(line)})])
"""
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(cosnb.__file__).parents[1], check=True
    )
    assert run.stdout.splitlines()[-1] == repr(offered)


def test_alone_diagnose_takes_the_error_in_which_a_cell_ended(keys, monkeypatch, capsys):
    monkeypatch.delattr(sys, "last_value", raising=False)
    assert diagnose_magic("") is None
    assert "no cell has ended in an error. Give a URL" in capsys.readouterr().out
    assert "Alone in a line" in diagnose_magic.__doc__
    said = in_a_shell(
        "import cosnb, httpx",
        "pair = cosnb.Credentials('EXAMPLE', 'example')",
        "link = cosnb.presign('b', 'a b', endpoint='us-south', credentials=pair).url.replace('%20', '+')",
        "httpx.Response(403, request=httpx.Request('GET', link)).raise_for_status()",
        "found = %diagnose",
        "print(found.reply.status, found.request.method, found.request.key)",
    )
    assert "403 GET a+b" in said
