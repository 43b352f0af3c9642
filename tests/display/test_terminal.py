"""Proof in the terminal: the commands of a stage view give the hex that stands in it, in every shell."""

from __future__ import annotations

import shutil
import subprocess
from datetime import datetime, timezone
from pathlib import Path

import pytest
from nodes import walk

from cosnb import Credentials, presign
from cosnb.display import signed_tree

NOW = datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
SECRET = "00112233445566778899aabbccddeeff0011223344556677"
# Every checkout's machine has the first two; the others are tried where they are.
ALWAYS = ("bash", "dash")
SHELLS = [*ALWAYS, *(shell for shell in ("zsh", "mksh", "busybox") if shutil.which(shell))]
KEYS = ["a'b", "50%", "back\\slash", "täst", "line\nbreak", "$(id) `id`", "%s %n", "!x !! \\041", "-n -e", "a\\"]


def sign(key: str, region: str = "us-south"):
    pair = Credentials("0123456789abcdef0123456789abcdef", SECRET, example=True)
    note = f"-{key.replace(chr(10), ' ')} 'q' %d \\n \\c\t ü"
    headers = {"x-amz-meta-note": note}
    return presign("b", key, endpoint="us-south", region=region, credentials=pair, now=NOW, headers=headers)


def run(signed, shell: str, *, path: str = "/usr/bin:/bin", options: tuple[str, ...] = ()) -> list[str]:
    """What the commands print, one after the other in one shell."""
    commands = "\n".join(n.text for n in walk(signed_tree(signed)) if n.kind == "command")
    start = [shutil.which(shell) or shell, *(["sh"] if shell == "busybox" else []), *options]
    env = {"SECRET_ACCESS_KEY": SECRET, "PATH": path}
    out = subprocess.run([*start, "-c", commands], capture_output=True, text=True, env=env)
    assert out.stderr == ""
    return out.stdout.split()


def shown(signed) -> list[str]:
    hashed = signed.string_to_sign.text.rpartition("\n")[2]
    return [hashed, *(step.output.reveal().hex() for step in signed.derivation), signed.signature]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("key", KEYS)
def test_the_commands_give_the_same_hex(key, shell):
    signed = sign(key)
    assert run(signed, shell) == shown(signed)


@pytest.mark.parametrize("shell", SHELLS)
def test_a_text_that_begins_like_an_option_is_none(shell):
    signed = sign("a.txt", region="-x")
    assert run(signed, shell) == shown(signed)


def test_they_need_nothing_that_only_bash_has():
    signed = sign("a b.txt")
    assert run(signed, "bash", options=("--posix",)) == shown(signed)


def test_the_line_that_libressl_and_older_openssl_print_is_read_too(tmp_path: Path):
    """LibreSSL, which macOS has, prints ``(stdin)= hex`` where OpenSSL 3 prints ``SHA2-256(stdin)= hex``."""
    openssl = shutil.which("openssl")
    assert openssl
    fake = tmp_path / "openssl"
    fake.write_text(f"#!/bin/sh\n{openssl} \"$@\" | sed 's/^.*(stdin)=/(stdin)=/'\n")
    fake.chmod(0o755)
    signed = sign("a b.txt")
    assert run(signed, "dash", path=f"{tmp_path}:/usr/bin:/bin") == shown(signed)
