"""No public entry point shows, raises, logs, prints or writes a secret, a token, a derived key or a live signature."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from importlib import import_module
from inspect import ismodule
from pathlib import Path

import pytest
from bench import Bench
from canaries import PAIRS, shown, told
from entry_points import ENTRY_POINTS, NO_SECRETS, PACKAGES, key_of

from cosnb.sandbox import Sandbox

TRIALS = {trial.__name__: trial for trial in ENTRY_POINTS.values()}


@pytest.fixture(params=PAIRS)
def bench(request: pytest.FixtureRequest, tmp_path: Path, echo: str, box: Sandbox) -> Bench:
    return Bench(PAIRS[request.param], tmp_path, store=echo, box=box.endpoint)


@pytest.mark.parametrize("name", TRIALS)
def test_nothing_secret_comes_out(
    name: str, bench: Bench, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG), bench.working():
        TRIALS[name](bench)
    bench.keep("the log", "\n".join([caplog.text, *(repr(vars(record)) for record in caplog.records)]))
    bench.keep("standard output", "\n".join(capfd.readouterr()))
    assert bench.watch.keys
    assert bench.leaks == []


def public_names() -> set[str]:
    """Every function and class that a package offers, by the floor it lives on."""
    found = set()
    for package in PACKAGES:
        module = import_module(package)
        for name in getattr(module, "__all__", dir(module)):
            thing = getattr(module, name)
            if ismodule(thing):
                assert thing.__name__ in PACKAGES, f"{thing.__name__} is public, and is not looked at"
            elif callable(thing) and thing.__module__.startswith(package if package == "cosnb.errors" else "cosnb"):
                found.add(key_of(thing, name))
    return found


def test_every_public_name_is_tried_or_said_to_hold_no_secret():
    harmless = {f"{floor}.{name}" for floor, names in NO_SECRETS.items() for name in names.split()}
    assert public_names() - set(ENTRY_POINTS) - harmless == set()
    assert harmless & set(ENTRY_POINTS) == set()


# --- the bench itself ----------------------------------------------------------------------------------------------


@dataclass
class Leaky:
    value: object


@pytest.mark.parametrize("leak", ["secret", "token", "derived key", "key as bytes", "signature", "part of the secret"])
def test_a_leak_would_be_seen(leak: str, tmp_path: Path, echo: str, box: Sandbox) -> None:
    from entry_points import link

    bench = Bench(PAIRS["AWS"], tmp_path, store=echo, box=box.endpoint)
    with bench.working():
        made = link(bench)
        key = made.derivation[1].output.reveal()
        secret = bench.pair.secret_access_key.reveal().decode()
        assert bench.pair.session_token
        values = {
            "secret": secret,
            "token": bench.pair.session_token.reveal().decode(),
            "derived key": key.hex(),
            "key as bytes": key,
            "signature": made.signature,
            "part of the secret": secret[:16],
        }
        bench.show(Leaky(values[leak]))
    assert bench.leaks


def test_a_link_of_many_is_live_too(tmp_path: Path, echo: str, box: Sandbox) -> None:
    from entry_points import link

    bench = Bench(PAIRS["IBM"], tmp_path, store=echo, box=box.endpoint)
    with bench.working():
        link(bench, "the first, which is made the long way")
        bench.show(Leaky(link(bench, "the second, made of the first").signature))
    assert bench.leaks


def test_a_local_of_a_frame_of_ours_would_be_seen() -> None:
    scope: dict[str, object] = {"__name__": "cosnb.leaky"}
    exec("def leaky(value):\n    text = value + '!'\n    raise ValueError('no')", scope)
    with pytest.raises(ValueError) as caught:
        scope["leaky"]("canary")  # type: ignore[operator]
    assert "canary!" in told(caught.value)


def test_what_a_context_holds_would_be_seen() -> None:
    def fails() -> None:
        try:
            raise ValueError("canary")
        except ValueError:
            raise KeyError("other") from None

    with pytest.raises(KeyError) as caught:
        fails()
    assert "canary" in told(caught.value)


def test_an_attribute_would_be_seen() -> None:
    thing = Leaky(1)
    thing.__dict__["more"] = "canary"
    assert "canary" in shown(thing)
