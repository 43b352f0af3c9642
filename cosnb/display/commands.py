"""One-line shell commands that give the same hex: proof in the terminal, on Linux and macOS.

They keep to what POSIX says of a shell and of printf, so that bash, dash, zsh, mksh and BusyBox do the same.

A secret is never in a line; the environment variable SECRET_ACCESS_KEY is. Each line of the key derivation leaves its
result in a variable for the next one.
"""

from __future__ import annotations

import re

from ..sigv4 import HmacStep, Stage

SECRET_VARIABLE = "SECRET_ACCESS_KEY"
VARIABLES = {"kDate": "K_DATE", "kRegion": "K_REGION", "kService": "K_SERVICE", "kSigning": "K_SIGNING"}
_HMAC = "openssl dgst -sha256 -mac HMAC -macopt"
# OpenSSL prints "SHA2-256(stdin)= hex", LibreSSL "(stdin)= hex": the last word is the hex in both.
_LAST_WORD = "sed 's/.* //'"


def sha256_command(stage: Stage) -> str:
    """Hash a stage: the hex that stands in the next one."""
    return f"printf {_quoted(stage.text)} | openssl dgst -sha256 | {_LAST_WORD}"


def hmac_command(step: HmacStep, previous: str | None) -> str:
    """One link of the key derivation, kept in a variable and shown."""
    key = f"key:AWS4${SECRET_VARIABLE}" if previous is None else f"hexkey:${VARIABLES[previous]}"
    name = VARIABLES[step.name]
    return f'{name}=$(printf {_quoted(step.message.text)} | {_HMAC} "{key}" | {_LAST_WORD}); echo "${name}"'


def signature_command(string_to_sign: Stage) -> str:
    """The signature, from the last key of the derivation."""
    return f'printf {_quoted(string_to_sign.text)} | {_HMAC} "hexkey:$K_SIGNING" | {_LAST_WORD}'


def _quoted(text: str) -> str:
    """Any text on one line as the format of printf, in single quotes: no shell and no printf changes a byte of it."""
    text = text.replace("\\", "\\\\").replace("%", "%%").replace("\n", "\\n").replace("'", "'\\''")
    # A first hyphen would begin an option, and not every printf takes -- for the end of them.
    return "'" + re.sub(r"[\x00-\x1f\x7f]|^-", lambda m: f"\\{ord(m[0]):03o}", text) + "'"
