"""The table of what clients change, held against the real clients."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import requests
from code_help import Recorder

from cosnb.links.code.clients import quirks
from cosnb.links.code.formats import all_formats

# One URL for each row of the table, which has that quirk and no other.
SAMPLES = {
    "dots": "/b/a/../c?x=1",
    "encoded dots": "/b/%2E%2E/c?x=1",
    "plain": "/b/%7Ea?x=%41",
    "lower": "/b/%c3%a9?x=%2f",
    "lone": "/b/100%?x=%",
    "quote": "/b/c?x=it's",
    "foreign": "/b/é?x=1",
}
CHANGES = {one.client or one.id: one.changes for one in reversed(all_formats())}
COMMANDS = {
    "curl": ["curl", "-s", "--path-as-is"],
    "wget": ["wget", "-q", "-O", "-"],
    "fetch": ["node", "-e", "fetch(process.argv[1]).then(answer => answer.text())"],
}
CLIENTS = ("curl", "wget", "requests", "httpx", "fetch")


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    with Recorder() as server:
        yield server


def target_sent(recorder: Recorder, client: str, target: str, place: Path) -> str:
    recorder.received = None
    url = recorder.endpoint + target
    if client == "requests":
        requests.get(url, timeout=20)
    elif client == "httpx":
        httpx.get(url, timeout=20)
    else:
        subprocess.run([*COMMANDS[client], url], cwd=place, capture_output=True, timeout=20, check=True)
    assert recorder.received
    return recorder.received.target


@pytest.mark.parametrize("quirk", SAMPLES)
def test_each_sample_has_its_quirk(quirk: str) -> None:
    found = quirks(f"https://host{SAMPLES[quirk]}")
    # %2E%2E is an escape of plain characters as well.
    assert found == (("encoded dots", "plain") if quirk == "encoded dots" else (quirk,))


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("quirk", SAMPLES)
def test_a_client_changes_what_the_table_says_and_nothing_else(
    recorder: Recorder, client: str, quirk: str, tmp_path: Path
) -> None:
    sent = target_sent(recorder, client, SAMPLES[quirk], tmp_path)
    assert (sent != SAMPLES[quirk]) == (quirk in CHANGES[client]), sent


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_sends_everything_else_unchanged(recorder: Recorder, client: str, tmp_path: Path) -> None:
    target = "/b//a%20b%2Bc/%C3%BC/%F0%9F%98%80/...a/!$&()*+,;=:@-._~/?acl&x=%2F%27&y=a+b!()*,;:@/?"
    assert quirks(f"https://host{target}") == ()
    assert target_sent(recorder, client, target, tmp_path) == target


def test_a_url_without_a_path_is_read_too() -> None:
    assert quirks("https://host") == ()
    assert quirks("https://host?x=%zz") == ("lone",)


def test_a_browser_is_taken_for_what_fetch_is() -> None:
    assert CHANGES["browser"] == CHANGES["fetch"]
