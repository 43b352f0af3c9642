"""The key derivation as a chain of four HMACs, and shell commands that give the same hex.

The commands keep to what POSIX says of a shell and of printf, so that bash, dash, zsh, mksh and BusyBox do the same, on
Linux and macOS. A secret is never in a line; the environment variable SECRET_ACCESS_KEY is. Each line of the key
derivation leaves its result in a variable for the next one, and the function that all of them call.
"""

import hashlib
import re

from ..sigv4 import HmacStep, Secret, Stage
from ..visible import MASK
from .cards import RULES, WORDS
from .tree import Node, fold, line, node

VARIABLES = {"kDate": "K_DATE", "kRegion": "K_REGION", "kService": "K_SERVICE", "kSigning": "K_SIGNING"}
# OpenSSL prints "SHA2-256(stdin)= hex", LibreSSL "(stdin)= hex": the last word is the hex in both.
_LAST_WORD = "sed 's/.* //'"
_HMAC = f"""hmac() {{ printf "$1" | openssl dgst -sha256 -mac HMAC -macopt "$2" | {_LAST_WORD}; }}"""


def sha256_command(stage: Stage) -> str:
    """Hash a stage: the hex that stands in the next one."""
    return f"printf {_quoted(stage.text)} | openssl dgst -sha256 | {_LAST_WORD}"


def derivation_commands(steps: tuple[HmacStep, ...]) -> str:
    """The four links of the key derivation, each kept in a variable and shown."""
    lines, key = [_HMAC], "key:AWS4$SECRET_ACCESS_KEY"
    for step in steps:
        name = VARIABLES[step.name]
        lines.append(f'{name}=$(hmac {_quoted(step.message.text)} "{key}"); echo "${name}"')
        key = f"hexkey:${name}"
    return "\n".join(lines)


def signature_command(string_to_sign: Stage) -> str:
    """The signature, from the last key of the derivation and its function."""
    return f'hmac {_quoted(string_to_sign.text)} "hexkey:$K_SIGNING"'


def _quoted(text: str) -> str:
    """Any text on one line as the format of printf, in single quotes: no shell and no printf changes a byte of it."""
    text = text.replace("\\", "\\\\").replace("%", "%%").replace("\n", "\\n").replace("'", "'\\''")
    # A first hyphen would begin an option, and not every printf takes -- for the end of them.
    return "'" + re.sub(r"[\x00-\x1f\x7f]|^-", lambda m: f"\\{ord(m[0]):03o}", text) + "'"


def derivation_steps(steps: tuple[HmacStep, ...], *, shown: bool) -> Node:
    """The four HMACs as a flow: one box is the output of the HMAC before it and the key of the next.

    Outputs are shown only if ``shown``.
    """
    flow = [_box("the secret key", f"AWS4{MASK}", 'with "AWS4" in front')]
    for step in steps:
        flow.append(node("step", node("label", "HMAC-SHA256 of the message"), node("code", step.message)))
        flow.append(_box(step.name, _bytes(step.output).hex() if shown else MASK, WORDS["good for"][step.name]))
    return node("steps", flow)


def _box(name: str, text: str, use: str) -> Node:
    return node("value", node("label", name), node("code", text), node("raw", use))


def inside_hmac(step: HmacStep) -> Node:
    """The rule of HMAC, and the two hashes of a step whose key and output are shown (RFC 2104)."""
    block = _bytes(step.key).ljust(64, b"\0")
    inner_pad, outer_pad = (bytes(b ^ pad for b in block) for pad in (0x36, 0x5C))
    message = step.message.text.encode()
    inner = hashlib.sha256(inner_pad + message).digest()
    shown = {"key ⊕ 36…": inner_pad, "message": message, "inner hash": inner, "key ⊕ 5c…": outer_pad}
    rule = node("rule", RULES["hmac"], f" For {step.name}:")
    return fold("What an HMAC does", rule, [line(name, data.hex()) for name, data in shown.items()])


def _bytes(key: Secret) -> bytes:
    """A key that may be shown: of a published example, or in a page whose owner asked for it."""
    return key.reveal()
