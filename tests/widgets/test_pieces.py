"""A file that comes from the page in pieces: whole at the store, given up in between, and refused where it cannot go on."""

from __future__ import annotations

import errno

import pytest

from cosnb import send
from cosnb.widgets import send_panel, upload

PIECE = bytes(range(256)) * 4096


@pytest.fixture
def putting(form, monkeypatch):
    """A form that puts, whose panel sends to the store in this thread, and what it tells the page."""
    monkeypatch.setattr(send_panel, "in_thread", lambda work: work())
    form.fill({"method": "PUT", "key": "pieces.bin"})
    told: list[dict] = []
    form.panel.send = lambda content, buffers=None: told.append(content)
    return form, told


def piece(form, at, *, name="u", first=False, **more) -> None:
    content = {
        "piece": at,
        "size": 3 * len(PIECE),
        "upload": name,
        "view": "v",
        **({"send": True} if first else {}),
        **more,
    }
    form.panel._receive(form.panel, content, [memoryview(PIECE)])


def stored(form):
    form.fields["method"].value = "GET"
    return send(form.signed)


def test_pieces_are_one_body_at_the_store_and_each_is_acknowledged(putting):
    form, told = putting
    for at in range(3):
        piece(form, at * len(PIECE), first=not at)
    assert [one["came"] for one in told if "came" in one] == [len(PIECE), 2 * len(PIECE), 3 * len(PIECE)]
    assert any(one.get("sent") for one in told)
    assert told[-1] == {"done": True, "view": "v"}
    assert form.panel.last_answer.status == 200
    assert stored(form).body == PIECE * 3


def test_a_piece_that_comes_again_after_a_broken_connection_counts_once(putting):
    form, told = putting
    for at in (0, 0, 1, 1, 2):
        piece(form, at * len(PIECE), first=not told)
    assert stored(form).body == PIECE * 3


def test_what_was_edited_while_it_came_changes_neither_the_request_nor_whose_answer_it_is(putting):
    form, _ = putting
    piece(form, 0, first=True)
    form.fields["key"].value = "another.bin"
    piece(form, len(PIECE))
    piece(form, 2 * len(PIECE))
    assert "/pieces.bin?" in form.panel.last_answer.sent.target
    assert form.panel.earlier


def test_what_was_given_up_is_forgotten_and_the_page_hears_it_if_it_goes_on(putting):
    form, told = putting
    piece(form, 0, first=True)
    form.panel._receive(form.panel, {"cancel": True, "upload": "u"}, [])
    piece(form, len(PIECE))
    assert told[-1] == {"upload": "u", "lost": True}
    assert form.panel.last_answer is None


def test_another_press_takes_the_place_of_a_file_that_is_not_whole(putting):
    form, told = putting
    piece(form, 0, name="old", first=True)
    piece(form, 0, name="new", first=True)
    piece(form, len(PIECE), name="old")
    assert told[-1] == {"upload": "old", "lost": True}
    for at in (1, 2):
        piece(form, at * len(PIECE), name="new")
    assert stored(form).body == PIECE * 3


def test_while_a_file_goes_to_the_store_another_press_waits_and_cancel_cuts_it_off(putting, monkeypatch):
    form, told = putting
    monkeypatch.setattr(send_panel, "in_thread", lambda work: waiting.append(work))
    waiting: list = []
    form.fields["key"].value = "cut.bin"
    for at in range(3):
        piece(form, at * len(PIECE), first=not at)
    form.panel._receive(form.panel, {"send": True, "view": "w"}, [memoryview(b"x")])
    assert told[-1]["view"] == "w"
    assert "a file is on its way to the store" in told[-1]["problem"]
    form.panel._receive(form.panel, {"cancel": True, "upload": "u"}, [])
    waiting[0]()
    assert told[-1] == {"done": True, "problem": "Cancelled: nothing was stored.", "view": "v"}
    assert stored(form).status == 404
    form.panel._receive(form.panel, {"send": True}, [])
    assert form.panel.last_answer is not None


def test_a_kernel_without_space_says_so(putting, monkeypatch):
    form, told = putting

    class Full:
        def write(self, _piece):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(upload.tempfile, "TemporaryFile", Full)
    piece(form, 0, first=True)
    assert told[-1]["problem"].startswith("The kernel cannot keep the file: No space left on device.")


def test_a_store_that_refuses_a_long_body_is_shown_as_its_answer(putting):
    form, told = putting
    changed = form.signed.url[:-4] + "0000"
    for at in range(3):
        more = {"edited": changed, "of": form.panel.url} if not at else {}
        piece(form, at * len(PIECE), first=not at, **more)
    assert told[-1] == {"done": True, "view": "v"}
    assert form.panel.last_answer.error.code == "SignatureDoesNotMatch"


def test_where_there_are_no_threads_the_work_is_done_at_once(monkeypatch):
    def none(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(upload.threading.Thread, "start", none)
    done: list[int] = []
    upload.in_thread(lambda: done.append(1))
    assert done == [1]
