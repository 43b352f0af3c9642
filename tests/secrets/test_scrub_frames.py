"""An error of a function that is handed keys or live links leads to frames that hold nothing, and to nothing else."""

from __future__ import annotations

import ast
import inspect
import json
import sys
import traceback
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from itertools import count
from pathlib import Path
from types import FrameType

import pytest
from canaries import IBM, NOW, chain_of, locals_of, ours, told

import cosnb
from cosnb import Credentials, sigv4, uploads
from cosnb.scrub_frames import LIBRARIES, scrub_frames
from cosnb.sigv4 import Request


@scrub_frames
def outer(secret: str, then: Callable[[], object] = lambda: None) -> object:
    """What it says."""
    twice = secret * 2
    return inner(twice, then)


def inner(text: str, then: Callable[[], object]) -> object:
    held = f"{text}!"
    try:
        then()
        raise KeyError("first", held)
    except KeyError:
        raise ValueError("no") from None


def raised(call: Callable[[], object]) -> BaseException:
    with pytest.raises(BaseException) as caught:
        call()
    return caught.value


def test_no_frame_and_no_dropped_error_holds_what_was_given() -> None:
    error = raised(lambda: outer("canary"))
    frames = error.__traceback__
    while frames and frames.tb_frame.f_code.co_filename != scrub_frames.__code__.co_filename:
        frames = frames.tb_next
    assert not [line for line in locals_of(frames) if "canary" in line]
    assert list(chain_of(error)) == [error]


def test_the_traceback_still_names_every_line() -> None:
    lines = traceback.format_exception(raised(lambda: outer("canary")))
    assert [
        name for name in ("in outer", "in inner", 'raise ValueError("no") from None') if name in "".join(lines)
    ] == [
        "in outer",
        "in inner",
        'raise ValueError("no") from None',
    ]


@pytest.mark.parametrize("kind", [KeyboardInterrupt, RuntimeError, SystemExit])
def test_an_interrupt_and_a_fault_of_ours_are_as_discreet(kind: type[BaseException]) -> None:
    def then() -> None:
        raise kind("no")

    error = raised(lambda: outer("canary", then))
    assert type(error) is kind
    frames = list(traceback.walk_tb(error.__traceback__))
    assert [frame.f_locals for frame, _ in frames if frame.f_code.co_name in ("outer", "inner")] == [{}, {}]


def test_the_frames_of_whoever_calls_are_left_alone() -> None:
    def cell() -> object:
        mine = "a variable of the cell"
        return outer(f"canary {mine}")

    names = [frame.f_locals.get("mine") for frame, _ in traceback.walk_tb(raised(cell).__traceback__)]
    assert "a variable of the cell" in names


def frames_of(error: BaseException) -> list[FrameType]:
    """The frames from the first of cosnb's on, but for those that are there to empty the others."""
    frames = [frame for frame, _ in traceback.walk_tb(ours(error.__traceback__))]
    return [frame for frame in frames if frame.f_code.co_filename != scrub_frames.__code__.co_filename]


def failing() -> Iterator[str]:
    """A generator of the caller's, which fails in a library that it calls."""
    mine = "a variable of the caller"
    yield "key 1"
    json.loads(mine)


def failing_body() -> Iterator[bytes]:
    """The same as the body of a request: libraries of cosnb's call it."""
    mine = "a variable of the caller"
    yield b"1"
    json.loads(mine)


def own_context() -> Iterator[str]:
    """A generator that keeps to itself what it raises from."""
    yield "key 1"
    try:
        raise KeyError("the caller's")
    except KeyError:
        raise ValueError("no") from None


@pytest.fixture
def presigner() -> cosnb.Presigner:
    return cosnb.Presigner("my-bucket", endpoint="us-south", credentials=IBM, now=NOW)


@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_a_generator_that_fails_keeps_its_variables(presigner: cosnb.Presigner, tmp_path: Path, name: str) -> None:
    error = raised(lambda: cosnb.write_links(presigner, failing(), tmp_path / name, progress=False))
    frames = {frame.f_code.co_name: frame.f_locals for frame in frames_of(error)}
    assert frames["failing"] == {"mine": "a variable of the caller"}
    assert frames["raw_decode"]["s"] == "a variable of the caller"
    assert not any(frame.f_locals for frame in frames_of(error) if frame.f_globals["__name__"].startswith("cosnb"))


def test_a_body_that_fails_keeps_its_variables_and_the_libraries_on_the_way_have_none(echo: str) -> None:
    link = cosnb.presign("my-bucket", "key", method="PUT", endpoint=echo, credentials=IBM, now=NOW)
    error = raised(lambda: cosnb.send(link.url, failing_body(), method="PUT", headers={"Content-Length": "9"}))
    packages = {frame.f_globals["__name__"].partition(".")[0] for frame in frames_of(error)}
    assert packages == {"cosnb", "requests", "urllib3", "json", __name__}
    held = {frame.f_code.co_name for frame in frames_of(error) if frame.f_locals}
    assert held == {"failing_body", "loads", "decode", "raw_decode"}
    assert link.signature not in told(error)


def test_an_error_of_the_callers_code_keeps_what_it_was_raised_from(presigner: cosnb.Presigner, tmp_path: Path) -> None:
    error = raised(lambda: cosnb.write_links(presigner, own_context(), tmp_path / "a.csv", progress=False))
    assert [type(one) for one in chain_of(error)] == [ValueError, KeyError]


def test_every_library_that_is_handed_something_is_known() -> None:
    found = set()
    for path in Path(cosnb.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and not node.level and node.module:
                found.add(node.module.partition(".")[0])
            elif isinstance(node, ast.Import):
                found |= {name.name.partition(".")[0] for name in node.names}
    assert found - sys.stdlib_module_names <= LIBRARIES | {"cosnb"}


def test_an_error_that_the_caller_handles_keeps_its_frames() -> None:
    def fails() -> None:
        mine = "held"
        raise OSError(mine)

    def then() -> None:
        raise RuntimeError("no")

    try:
        fails()
    except OSError as handled:
        errors = handled, raised(lambda: outer("canary", then))
    assert errors[1].__context__ is errors[0]
    assert "held" in " ".join(locals_of(errors[0].__traceback__))


def test_what_is_returned_and_what_help_shows_is_unchanged() -> None:
    @scrub_frames
    def double(value: int, *, more: int = 0) -> int:
        """Twice the value."""
        return 2 * value + more

    assert double(2, more=1) == 5
    assert str(inspect.signature(double)) == "(value: 'int', *, more: 'int' = 0) -> 'int'"
    assert double.__doc__ == "Twice the value."


@contextmanager
def interrupt_in(function: str) -> Iterator[None]:
    """Press Ctrl-C as soon as a function of cosnb is entered."""

    def trace(frame, event, _arg):
        if frame.f_code.co_name == function and frame.f_globals["__name__"].startswith("cosnb"):
            sys.settrace(None)
            raise KeyboardInterrupt

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


@pytest.mark.parametrize("function", ["_split", "check_headers", "prepare", "putrequest", "receive", "of"])
def test_an_interrupt_while_sending_shows_no_live_link(function: str, echo: str) -> None:
    link = cosnb.presign("my-bucket", "key", endpoint=echo, credentials=IBM, now=NOW)

    def send() -> None:
        with interrupt_in(function):
            cosnb.send(link.url)

    error = raised(send)
    assert isinstance(error, KeyboardInterrupt)
    assert link.signature not in told(error)


TOKEN = Credentials("ASIAIOSFODNN7EXAMPLE", "canary/secret/of/forty/characters/long/00", "canary+token" * 20)


def interrupted_everywhere(call: Callable[[], object]) -> Iterator[KeyboardInterrupt]:
    """What comes of Ctrl-C at each line of cosnb that a call runs, one after the other."""
    for line in count(1):
        left = line

        def trace(frame, event, _arg):
            nonlocal left
            if "cosnb" not in frame.f_globals["__name__"]:
                return None
            left -= event == "line"
            if left == 0:
                left = -1
                raise KeyboardInterrupt
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            call()
            return
        except KeyboardInterrupt as stop:
            yield stop
        finally:
            sys.settrace(before)


@pytest.mark.filterwarnings("ignore:credentials")
@pytest.mark.parametrize("way", ["url", "url of a version", "urls of versions", "urls", "sign"])
def test_an_interrupt_of_a_presigner_shows_no_token(way: str) -> None:
    made = cosnb.Presigner("my-bucket", endpoint="us-south", credentials=TOKEN, now=NOW)
    calls: dict[str, Callable[[], object]] = {
        "url": lambda: made.url("a"),
        "url of a version": lambda: made.url("a", {"versionId": "1"}),
        "urls of versions": lambda: deque(made.urls([("a", {"versionId": "1"}), ("b", {"versionId": "2"})]), maxlen=0),
        "urls": lambda: deque(made.urls(["a", "b", "c"]), maxlen=0),
        "sign": lambda: deque([made.sign("a")], maxlen=0),
    }
    calls[way]()
    seen = 0
    for stop in interrupted_everywhere(calls[way]):
        seen += 1
        assert "canary" not in told(stop)
    assert seen > 5


@pytest.mark.filterwarnings("ignore:credentials")
def test_what_a_template_cannot_take_shows_no_customer_key() -> None:
    headers = {"x-amz-server-side-encryption-customer-key": "canaryCustomerKey=="}
    made = cosnb.Presigner(
        "my-bucket", endpoint="us-south", credentials=TOKEN, now=NOW, query={"versionId": "1"}, headers=headers
    )
    end = datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone.utc)
    for call in (
        lambda: made.url("a", {"versionId": "2"}),
        lambda: list(made.urls([("a", {"versionId": "2"})])),
        lambda: made.at(end),
    ):
        assert "canaryCustomerKey" not in told(raised(call))


def warned(call: Callable[[], object]) -> str:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call()
    return caught[0].filename


@pytest.mark.parametrize("function", ["presign", "presign_post", "Presigner", "presign_many", "send", "upload"])
def test_a_warning_names_the_line_of_whoever_calls(function: str, echo: str, tmp_path) -> None:
    link = {"endpoint": echo, "credentials": IBM, "now": NOW}
    calls: dict[str, Callable[[], object]] = {
        "presign": lambda: cosnb.presign("b", "a/../b", **link),
        "presign_post": lambda: cosnb.presign_post("b", "a/../b", **link),
        "Presigner": lambda: cosnb.Presigner("b", **{**link, "expires": 864_000}),
        "presign_many": lambda: cosnb.presign_many("b", [], **{**link, "expires": 864_000}),
        "send": lambda: raised(lambda: cosnb.send("http://0.0.0.0:9/")),
        "upload": lambda: raised(lambda: uploads.upload(__file__, "b", "a/../b", journal=tmp_path / "j", **link)),
    }
    assert warned(calls[function]) == __file__


def test_text_without_a_utf_8_form_is_refused_before_it_is_signed() -> None:
    for sign in (sigv4.presign, sigv4.authorize):
        error = raised(lambda sign=sign: sign(Request("GET", "https://h/", {"a": "\udc80"}), IBM, region="r", now=NOW))
        assert str(error).startswith("request: a text in it holds a lone surrogate")
        assert list(chain_of(error)) == [error]
