"""No key is repeated by an error, by the variables of its frames, or by the list of sources."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

from cosnb import CosnbError, Credentials, find_credentials, presign
from cosnb.storage import check_credentials, credential_sources

ID, CANARY = "0123456789abcdef0123456789abcdef", "cafebabecafebabecafebabecafebabecafebabecafebabe"
API_KEY = "Canary-Canary-Canary-Canary-Canary-Canary-Ca"
CANARIES = (CANARY, API_KEY, "cafebabe", "Canary-")

Broken = tuple[dict[str, Any], dict[str, str]]


def cos(key_id: str, secret: str) -> dict[str, str]:
    return {"COS_HMAC_ACCESS_KEY_ID": key_id, "COS_HMAC_SECRET_ACCESS_KEY": secret}


def hmac(key_id: object, secret: object) -> dict[str, Any]:
    return {"apikey": API_KEY, "cos_hmac_keys": {"access_key_id": key_id, "secret_access_key": secret}}


# What is given, and the files that are laid beside it; "{home}" stands for where they are.
BROKEN: dict[str, Broken] = {
    "white space": ({"environ": cos(ID, CANARY + " ")}, {}),
    "swapped": ({"environ": cos(CANARY, ID)}, {}),
    "half": ({"environ": {"COS_HMAC_SECRET_ACCESS_KEY": CANARY}}, {}),
    "an API key as id": ({"environ": cos(API_KEY, CANARY)}, {}),
    "a lone surrogate": ({"environ": cos(ID, CANARY + "\udcff")}, {}),
    "a token in quotes": (
        {"environ": {"AWS_ACCESS_KEY_ID": ID, "AWS_SECRET_ACCESS_KEY": CANARY, "AWS_SESSION_TOKEN": f'"{CANARY}"'}},
        {},
    ),
    "IAM only": ({"source": {"apikey": API_KEY}}, {}),
    "IAM only, as text": ({"source": json.dumps({"apikey": API_KEY})}, {}),
    "JSON with a quoted secret": ({"source": hmac(ID, f"'{CANARY}'")}, {}),
    "JSON with swapped keys": ({"source": hmac(CANARY, ID)}, {}),
    "JSON with a surrogate": ({"source": '{"access_key_id": "a", "secret_access_key": "' + CANARY + '\\ud800"}'}, {}),
    "JSON with a list as secret": ({"source": hmac(ID, [CANARY])}, {}),
    "JSON with two pairs": ({"source": [hmac(ID, CANARY), hmac(ID, CANARY + "00")]}, {}),
    "JSON cut off": ({"source": json.dumps(hmac(ID, CANARY))[:-3]}, {}),
    "JSON file cut off": ({"source": "{home}/key.json"}, {"key.json": json.dumps(hmac(ID, CANARY))[:-3]}),
    "JSON file not UTF-8": ({"source": "{home}/key.json"}, {"key.json": json.dumps(hmac(ID, CANARY)) + "\udcff"}),
    "a secret as a path": ({"source": CANARY}, {}),
    "a .env file": ({"dotenv": "{home}/.env"}, {".env": f"SECRET {CANARY}\n"}),
    "a .env file with half": ({"dotenv": "{home}/.env"}, {".env": f"COS_HMAC_SECRET_ACCESS_KEY={CANARY}\n"}),
    "a .env file without names": ({"dotenv": "{home}/.env"}, {".env": f"OTHER={CANARY}\n"}),
    "a secret as a .env path": ({"dotenv": CANARY}, {}),
    "a profile": ({"profile": "default"}, {".aws/credentials": f"[default]\n{CANARY}\n"}),
    "a profile without a section": ({"profile": "default"}, {".aws/config": f"aws_secret_access_key={CANARY}\n"}),
    "a profile with a stray": (
        {"profile": "default"},
        {".aws/credentials": f"[default]\naws_access_key_id={ID}\naws_secret_access_key='{CANARY}'\n"},
    ),
    "a profile with half": (
        {"profile": "default"},
        {".aws/credentials": f"[default]\naws_secret_access_key={CANARY}\n"},
    ),
}


def lay(home: Path, case: str) -> dict[str, Any]:
    given, files = BROKEN[case]
    for name, text in files.items():
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    environ = {**given.get("environ", {}), "HOME": str(home), "USERPROFILE": str(home)}
    filled = {
        name: text.replace("{home}", str(home)) if isinstance(text, str) else text for name, text in given.items()
    }
    return {**filled, "environ": environ}


def everything_told(call: Callable[[], object]) -> str:
    """The error with its causes and contexts, each frame of ours with all its variables, as a verbose traceback has."""
    with pytest.raises(CosnbError) as caught:
        call()
    told, error = [], caught.value
    while error is not None:
        told += traceback.TracebackException(type(error), error, ours(error.__traceback__), capture_locals=True).format(
            chain=False
        )
        told += [repr(error), repr(vars(error))]
        error = error.__cause__ or error.__context__
    return "".join(told)


def ours(frames: TracebackType | None) -> TracebackType | None:
    while frames and not frames.tb_frame.f_globals["__name__"].startswith("cosnb"):
        frames = frames.tb_next
    return frames


@pytest.mark.parametrize("case", BROKEN)
def test_an_error_and_its_frames_hold_no_key(case: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    given = lay(tmp_path, case)
    with caplog.at_level(logging.DEBUG):
        told = everything_told(lambda: find_credentials(**given))
    assert "credentials.py" in told
    assert not [canary for canary in CANARIES if canary in told + caplog.text]


@pytest.mark.parametrize("case", BROKEN)
def test_the_list_of_sources_and_its_errors_hold_no_key(case: str, tmp_path: Path) -> None:
    given = lay(tmp_path, case)
    given.pop("profile", None)
    sources = credential_sources(**given)
    broken = [row for row in sources if row.state == "broken"]
    assert broken
    told = repr(sources) + "".join(everything_told(row.load) for row in broken)
    assert not [canary for canary in CANARIES if canary in told]


@pytest.mark.parametrize(
    "pair", [(ID, CANARY + "\n"), (ID, f"'{CANARY}'"), (ID, API_KEY), (CANARY, ID), (API_KEY, CANARY)]
)
def test_a_refused_pair_is_in_no_frame(pair: tuple[str, str]) -> None:
    credentials = Credentials(*pair)
    told = everything_told(lambda: check_credentials(credentials))
    told += everything_told(lambda: presign("bucket", "key", endpoint="us-south", credentials=credentials))
    assert "check_credentials" in told
    assert not [canary for canary in CANARIES if canary in told]


@pytest.mark.parametrize("pair", [(CANARY, ID), (API_KEY, CANARY), (CANARY, CANARY)])
def test_a_secret_in_the_field_of_the_id_is_masked(pair: tuple[str, str]) -> None:
    assert not [canary for canary in CANARIES if canary in repr(Credentials(*pair))]


def test_the_id_of_a_usual_pair_is_shown() -> None:
    assert f"access_key_id='{ID}'" in repr(Credentials(ID, CANARY))
    assert "access_key_id='minioadmin'" in repr(Credentials("minioadmin", "minioadmin", example=True))


def test_a_key_in_a_frame_of_ours_would_be_seen() -> None:
    scope: dict[str, Any] = {"__name__": "cosnb.leaky", "CosnbError": CosnbError}
    exec("def leaky(value):\n    raise CosnbError('no')", scope)
    assert CANARY in everything_told(lambda: scope["leaky"](CANARY))
