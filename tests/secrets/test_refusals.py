"""What refuses to be written down, and what is written down without its keys. ``tests/sigv4`` has the first forms."""

from __future__ import annotations

import copy
import dataclasses
import io
import json
import logging
import marshal
import multiprocessing.reduction
import pickle
import pprint
import shelve
from collections.abc import Callable
from pathlib import Path

import pytest
from canaries import AWS, IBM, NOW, Watch, link_of

from cosnb import Credentials, Presigner, presign_post, verify
from cosnb.links import plan
from cosnb.sigv4 import Secret

# What may not work with such keys is tested with the advice.
pytestmark = pytest.mark.filterwarnings("ignore:credentials. ")

FORM = {"endpoint": "eu-central-1", "credentials": IBM, "now": NOW}
HOLDERS: dict[str, Callable[[], object]] = {
    "secret": lambda: IBM.secret_access_key,
    "token": lambda: AWS.session_token,
    "credentials": lambda: AWS,
    "link": lambda: link_of(IBM),
    "computation": lambda: link_of(IBM).computation,
    "derivation": lambda: link_of(IBM).derivation,
    "plan": lambda: plan("my-bucket", "k", endpoint="us-south", credentials=IBM),
    "verification": lambda: verify(link_of(IBM).url, IBM, now=NOW),
    "form": lambda: presign_post("my-bucket", "k", **FORM),
}


@pytest.mark.parametrize("what", HOLDERS)
def test_nothing_that_holds_a_key_is_pickled(what: str) -> None:
    thing = HOLDERS[what]()
    for write in (pickle.dumps, multiprocessing.reduction.ForkingPickler.dumps, lambda one: pickle.dumps([one])):
        with pytest.raises(TypeError, match="A secret is not pickled"):
            write(thing)


def test_nothing_that_holds_a_key_is_put_on_a_shelf(tmp_path: Path) -> None:
    with shelve.open(tmp_path / "shelf") as shelf, pytest.raises(TypeError, match="A secret is not pickled"):
        shelf["keys"] = AWS
    assert not Watch(AWS).found_in("".join(file.read_bytes().decode("latin-1") for file in tmp_path.iterdir()))


@pytest.mark.parametrize("what", ["secret", "token", "credentials", "derivation"])
def test_json_and_marshal_refuse_keys(what: str) -> None:
    thing = HOLDERS[what]()
    for write in (json.dumps, marshal.dumps, lambda one: json.dumps({"kept": one})):
        with pytest.raises((TypeError, ValueError)):
            write(thing)


@pytest.mark.parametrize("what", ["secret", "token", "credentials", "derivation"])
def test_json_that_takes_anything_as_text_gets_dots(what: str) -> None:
    text = json.dumps([HOLDERS[what]()], default=str)
    assert "\\u2022" in text
    assert not Watch(IBM, AWS).found_in(text)


def test_copies_are_equal_and_as_masked() -> None:
    for made in (copy.copy(AWS), copy.deepcopy(AWS), dataclasses.replace(AWS, region="eu-de")):
        assert made.secret_access_key == AWS.secret_access_key
        assert made.session_token == AWS.session_token
        assert not Watch(AWS).found_in(repr(made) + pprint.pformat(dataclasses.asdict(made)))
    assert copy.deepcopy(IBM.secret_access_key) is copy.copy(IBM.secret_access_key) is IBM.secret_access_key


def test_a_presigner_travels_without_its_keys() -> None:
    presigner = Presigner("my-bucket", endpoint="us-south", credentials=AWS, now=NOW)
    with Watch(AWS).watching() as watch:
        list(presigner.urls(["a", "b"]))
        link_of(AWS)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        data = pickle.dumps(presigner, protocol)
        assert not watch.found_in(data.decode("latin-1"))
        assert not [key for key in watch.keys if key in data]
    assert not watch.found_in(repr(pickle.loads(data)) + repr(vars(pickle.loads(data))))


def test_a_secret_has_no_hash_no_iteration_and_no_order() -> None:
    for operation in (hash, iter, bytes, list, sorted, int, vars, io.BytesIO):
        with pytest.raises(TypeError):
            operation(IBM.secret_access_key)  # type: ignore[operator]
    with pytest.raises(TypeError):
        IBM.secret_access_key < Secret("a")  # type: ignore[operator]  # noqa: B015


@pytest.mark.parametrize("record", ["%s", "%r", "%10s", "%a"])
def test_a_log_gets_dots(record: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for thing in (AWS, AWS.secret_access_key, AWS.session_token, link_of(AWS)):
            logging.getLogger("a.program").debug(record, thing)
    assert len(caplog.records) == 4
    assert not Watch(AWS).found_in(caplog.text)


def test_an_id_that_is_as_long_as_a_secret_is_masked_for_it_may_be_one() -> None:
    secret = IBM.secret_access_key.reveal().decode()
    assert not Watch(IBM).found_in(repr(Credentials(secret, IBM.access_key_id)))
