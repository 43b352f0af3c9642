"""What goes wrong on the way: what can help is tried again, and what cannot is said; nothing is stored unseen."""

from __future__ import annotations

import _thread
import gc
import json
import os
import re
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from faulty_store import PART, Store

from cosnb.errors import InputError, SendError, UploadError
from cosnb.sigv4 import Credentials
from cosnb.uploads import Uploaded, UploadPlan, abort_upload, plan_upload, upload

Upload = Callable[..., Uploaded]
ALL = Counter({1: 1, 2: 1, 3: 1, 4: 1, 5: 1})
SIZE = 4 * PART + 8


def _say(status: int, code: str) -> Callable[[Any], None]:
    def act(handler: Any) -> None:
        handler.take()
        handler.reply(status, f"<Error><Code>{code}</Code><Message>why</Message></Error>")

    return act


def _hang_up(handler: Any) -> None:
    handler.hang_up()


def _put(etag: Callable[[str], str | None], **head: str) -> Callable[[Any], None]:
    return lambda handler: handler.put(etag, **head)


def test_a_file_becomes_an_object(store: Store, send_to: Upload, journal: Path):
    done = send_to()
    assert store.objects == {"/b/k": (SIZE, f'"{done.etag}"')}
    assert (done.size, done.parts, done.resumed, done.checked) == (SIZE, 5, 0, "md5")
    assert store.stored == ALL
    assert not journal.exists()
    assert re.fullmatch(r"[0-9a-f]{32}-5", done.etag)


@pytest.mark.parametrize(
    "trouble", [_hang_up, _say(503, "SlowDown"), _say(500, "InternalError"), _put(lambda md5: "0" * 32)]
)
def test_a_part_is_tried_again_where_that_can_help(store: Store, send_to: Upload, trouble: Callable[[Any], None]):
    store.trouble["PUT", 3] = [trouble, trouble]
    assert send_to().checked == "md5"
    assert store.objects["/b/k"][0] == SIZE


def test_a_busy_store_is_asked_three_times(store: Store, send_to: Upload):
    store.trouble["PUT", 3] = [_say(503, "SlowDown")] * 3
    with pytest.raises(UploadError, match="did not accept part 3") as caught:
        send_to(workers=1)
    assert (caught.value.status, caught.value.code) == (503, "SlowDown")
    assert store.asked[1:] == [("PUT", 1), ("PUT", 2), ("PUT", 3), ("PUT", 3), ("PUT", 3)]


def test_a_refusal_is_not_tried_again(store: Store, send_to: Upload, journal: Path):
    store.trouble["PUT", 3] = [_say(403, "AccessDenied")]
    with pytest.raises(UploadError, match=r"part 3 \(403 AccessDenied: why\).*URLs work until") as caught:
        send_to(workers=1)
    assert str(journal) in str(caught.value)
    assert store.asked[1:] == [("PUT", 1), ("PUT", 2), ("PUT", 3)]
    assert store.objects == {}


def test_a_part_that_arrives_as_something_else_is_found(store: Store, send_to: Upload):
    store.trouble["PUT", 2] = [_put(lambda md5: f'"{"0" * 32}"')] * 3
    with pytest.raises(UploadError, match="ETag of part 2 is not the MD5") as caught:
        send_to()
    assert caught.value.status is None
    assert store.objects == {}


@pytest.mark.parametrize("etag", [None, "", "a\tb", "x" * 300])
def test_a_part_without_a_usable_etag_is_refused(store: Store, send_to: Upload, etag: str | None):
    store.trouble["PUT", 1] = [_put(lambda md5: etag)]
    with pytest.raises(UploadError, match="named no ETag for part 1"):
        send_to(workers=1)


@pytest.mark.parametrize("style", ['"{}-1"', "{}x", '"ABC/{}"'])
def test_where_etags_are_no_md5_the_length_is_checked(store: Store, send_to: Upload, style: str):
    store.etag = style.format
    assert send_to().checked == "length"
    assert store.asked[-1] == ("HEAD", 0)


def test_an_etag_of_a_kms_key_is_no_md5(store: Store, send_to: Upload):
    store.etag = lambda md5: f'"{md5[::-1]}"'
    for number in range(1, 6):
        store.trouble["PUT", number] = [_put(store.etag, **{"x-amz-server-side-encryption": "aws:kms"})]
    assert send_to().checked == "length"


def test_md5_can_be_left_out(store: Store, send_to: Upload):
    store.etag = lambda md5: f'"{md5[::-1]}"'
    assert send_to(md5=False).checked == "length"


def test_another_length_is_found(store: Store, send_to: Upload):
    store.etag = '"{}-1"'.format
    store.trouble["HEAD", "object"] = [lambda handler: handler.reply(200, head={"Content-Length": "7"})]
    with pytest.raises(UploadError, match=f"object has 7 bytes, and the file {SIZE}"):
        send_to()


def test_a_length_that_nobody_may_see_is_said_to_be_unchecked(store: Store, send_to: Upload):
    store.etag = '"{}-1"'.format
    store.trouble["HEAD", "object"] = [lambda handler: handler.reply(403)]
    with pytest.warns(UserWarning, match="length was not checked: the store answered 403"):
        assert send_to().checked == "nothing"


def test_an_error_behind_a_200_is_an_error(store: Store, send_to: Upload, journal: Path):
    store.trouble["POST", "uploadId"] = [_say(200, "InternalError")]
    with pytest.raises(UploadError, match="did not make an object of the parts") as caught:
        send_to()
    assert caught.value.code == "InternalError"
    assert send_to().resumed == 5
    assert store.stored == ALL
    assert not journal.exists()


def test_an_answer_that_was_lost_is_looked_for(store: Store, send_to: Upload):
    def complete_and_hang_up(handler: Any) -> None:
        handler.reply = lambda *_: None
        handler._answer("uploadId", handler.path.partition("?")[0])
        handler.close_connection = True

    store.trouble["POST", "uploadId"] = [complete_and_hang_up]
    done = send_to()
    assert store.objects["/b/k"] == (SIZE, f'"{done.etag}"')
    assert store.stored == ALL


def test_an_upload_that_is_over_says_so(store: Store, send_to: Upload, journal: Path):
    store.trouble["PUT", 2] = [_say(404, "NoSuchUpload")]
    with pytest.raises(UploadError, match="That upload is over") as caught:
        send_to(workers=1)
    assert str(journal) in str(caught.value)


# Going on


def test_the_next_call_sends_only_what_is_missing(store: Store, send_to: Upload, journal: Path):
    store.trouble["PUT", 3] = [_say(403, "AccessDenied")]
    with pytest.raises(UploadError):
        send_to(workers=1)
    assert journal.exists()
    done = send_to()
    assert done.resumed == 2
    assert store.stored == ALL
    assert store.begun == 1
    assert not journal.exists()


def test_an_interrupt_ends_the_call_and_the_next_one_goes_on(store: Store, send_to: Upload):
    def interrupt(handler: Any) -> None:
        _thread.interrupt_main()
        handler.put(store.etag)

    def interrupted() -> None:
        send_to(workers=1)
        threading.Event().wait(10)  # an interrupt that came later would hit another test

    store.trouble["PUT", 3] = [interrupt]
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert send_to().resumed >= 2
    assert store.stored == ALL
    assert store.begun == 1


def test_no_thread_is_left_after_a_failure(store: Store, send_to: Upload):
    store.trouble["PUT", 2] = [_say(403, "AccessDenied")]
    with pytest.raises(UploadError):
        send_to(workers=4)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("cosnb-upload")]


def test_no_connection_is_left_to_the_garbage_collector(store: Store, send_to: Upload):
    gc.disable()
    try:
        send_to()
        with store.lock:
            assert store.lock.wait_for(lambda: not store.connected, timeout=10)
    finally:
        gc.enable()


def test_the_journal_holds_no_secret_and_no_url(store: Store, send_to: Upload, journal: Path, credentials: Any):
    store.trouble["PUT", 4] = [_say(403, "AccessDenied")]
    with pytest.raises(UploadError):
        send_to(workers=1)
    text = journal.read_text("utf-8")
    first = json.loads(text.splitlines()[0])
    assert sorted(first) == sorted(
        [
            "endpoint",
            "region",
            "addressing",
            "bucket",
            "key",
            "upload_id",
            "part_size",
            "size",
            "mtime_ns",
            "content_type",
        ]
    )
    assert "X-Amz" not in text
    assert credentials.access_key_id not in text
    assert credentials.secret_access_key.reveal().decode() not in text


def test_a_changed_file_begins_anew_and_leaves_nothing(store: Store, send_to: Upload, file: Path):
    store.trouble["PUT", 3] = [_say(403, "AccessDenied")]
    with pytest.raises(UploadError):
        send_to(workers=1)
    file.write_bytes(b"another")
    done = send_to()
    assert (done.size, done.resumed) == (7, 0)
    assert store.begun == 2
    assert store.parts == {}


def test_a_file_that_changes_while_it_is_sent_is_not_completed(store: Store, send_to: Upload, file: Path):
    def change(handler: Any) -> None:
        os.utime(file, ns=(1, 1))
        handler.put(store.etag)

    store.trouble["PUT", 5] = [change]
    with pytest.raises(UploadError, match="was changed while it was sent"):
        send_to()
    assert store.objects == {}
    assert send_to().resumed == 0
    assert store.parts == {}


def test_a_file_that_shrinks_while_it_is_sent_is_not_completed(store: Store, send_to: Upload, file: Path):
    def cut(handler: Any) -> None:
        os.truncate(file, PART)
        handler.hang_up()

    store.trouble["PUT", 2] = [cut]
    with pytest.raises((UploadError, SendError)):
        send_to(workers=1)
    assert store.objects == {}


def test_an_upload_that_somebody_gave_up_begins_anew(store: Store, send_to: Upload):
    store.trouble["PUT", 3] = [_say(403, "AccessDenied")]
    with pytest.raises(UploadError):
        send_to(workers=1)
    store.parts.clear()
    done = send_to()
    assert (done.resumed, store.begun) == (0, 2)


def test_an_unfinished_upload_to_another_place_is_named(store: Store, send_to: Upload, file: Path, credentials: Any):
    store.trouble["PUT", 3] = [_say(403, "AccessDenied")]
    with pytest.raises(UploadError):
        send_to(workers=1)
    with pytest.raises(InputError, match="belongs to an upload to 'b', 'k' at http") as caught:
        upload(file, "b", "other", endpoint=store.endpoint, credentials=credentials)
    assert caught.value.field == "journal"


# Not even begun


@pytest.mark.parametrize("journal", ["none/j", "big file ü.bin"])
def test_an_upload_that_could_not_begin_leaves_nothing(store: Store, send_to: Upload, tmp_path: Path, journal: str):
    with pytest.raises(InputError, match=r"^journal: "):
        send_to(journal=tmp_path / journal)
    assert store.parts == {}


@pytest.mark.parametrize("stop", [KeyboardInterrupt, MemoryError])
def test_an_interrupt_before_there_is_a_journal_leaves_nothing(
    store: Store, send_to: Upload, file: Path, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
):
    def stopped(*_args: Any) -> None:
        raise stop

    monkeypatch.setattr("cosnb.uploads.journal.Journal.begin", stopped)
    with pytest.raises(stop):
        send_to()
    assert (store.begun, store.parts) == (1, {})
    assert list(file.parent.iterdir()) == [file]


def test_what_could_not_be_given_up_either_is_said_beside_the_reason(store: Store, send_to: Upload, tmp_path: Path):
    store.trouble["DELETE", "uploadId"] = [_say(403, "AccessDenied")]
    with (
        pytest.warns(UserWarning, match=r"may be left at the store.*did not abort the upload \(403"),
        pytest.raises(InputError, match="cannot be written"),
    ):
        send_to(journal=tmp_path / "none" / "j")


# Giving up


@pytest.fixture
def begun(store: Store, credentials: Credentials) -> UploadPlan:
    return plan_upload("b", "k", 1, endpoint=store.endpoint, credentials=credentials)


def _keep_the_parts(handler: Any) -> None:
    """As a store does where a part arrives after the upload was given up."""
    handler.reply(204)


def test_parts_that_arrive_late_are_given_up_as_well(store: Store, begun: UploadPlan):
    store.trouble["DELETE", "uploadId"] = [_keep_the_parts, _keep_the_parts]
    abort_upload(begun)
    assert store.parts == {}
    assert store.asked.count(("DELETE", 0)) == 3


def test_a_store_that_keeps_the_parts_is_named(store: Store, begun: UploadPlan):
    store.trouble["DELETE", "uploadId"] = [_keep_the_parts] * 9
    with pytest.raises(UploadError, match="still has parts of the upload to 'b', 'k'"):
        abort_upload(begun)


def test_giving_up_that_is_refused_is_an_error(store: Store, begun: UploadPlan):
    store.trouble["DELETE", "uploadId"] = [_say(403, "AccessDenied")]
    with pytest.raises(UploadError, match="did not abort the upload"):
        abort_upload(begun)


def test_where_nobody_may_list_parts_that_is_said(store: Store, begun: UploadPlan):
    store.trouble["GET", "uploadId"] = [_say(403, "AccessDenied")]
    with pytest.warns(UserWarning, match=r"could not be checked \(403\)"):
        abort_upload(begun)


# Input


@pytest.mark.parametrize("workers", [0, 33, -1, 2.5, "4"])
def test_a_wrong_number_of_workers_is_refused_before_the_store_is_asked(send_to: Upload, store: Store, workers: Any):
    with pytest.raises(InputError) as caught:
        send_to(workers=workers)
    assert caught.value.field == "workers"
    assert store.asked == []


# Progress


class Bar:
    """Stands in for tqdm: keeps what it is told."""

    def __init__(self) -> None:
        self.steps: list[int] = []
        self.threads: set[str] = set()

    def __call__(self, size: int) -> None:
        self.steps.append(size)
        self.threads.add(threading.current_thread().name)


@pytest.fixture
def bar(monkeypatch: pytest.MonkeyPatch) -> Bar:
    from contextlib import contextmanager

    made = Bar()

    @contextmanager
    def progress_bar(wanted: bool | None, label: str, total: int | None):
        assert (wanted, total) == (True, SIZE)
        yield made

    monkeypatch.setattr("cosnb.uploads.parts.progress_bar", progress_bar)
    return made


def test_the_bar_ends_at_the_size_of_the_file(store: Store, send_to: Upload, bar: Bar):
    store.trouble["PUT", 2] = [_hang_up, _say(503, "SlowDown"), _put(lambda md5: f'"{"0" * 32}"')][:2]
    send_to(progress=True)
    assert sum(bar.steps) == SIZE
    assert bar.threads == {threading.main_thread().name}


def test_the_bar_begins_with_what_is_there(store: Store, send_to: Upload, bar: Bar):
    store.trouble["PUT", 3] = [_say(403, "AccessDenied")]
    with pytest.raises(UploadError):
        send_to(progress=True, workers=1)
    bar.steps.clear()
    send_to(progress=True)
    assert bar.steps[0] == 2 * PART
    assert sum(bar.steps) == SIZE
