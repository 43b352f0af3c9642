"""What each cause does to a good link: a store refuses it, and the cause is found, with the keys proven or certain."""

from __future__ import annotations

import warnings
from datetime import timedelta
from typing import Any

import pytest
from cases import KEYS, NOW

from cosnb import InputError, presign
from cosnb.diagnosis import Diagnosis, diagnose
from cosnb.diagnosis.causes import BY_ID, CAUSES
from cosnb.diagnosis.damage import DAMAGES, Outgoing, damaged, possible, signed_with
from cosnb.links import verify
from cosnb.sigv4 import Credentials, Secret

ENDPOINT = "http://127.0.0.1:9444"
TOKEN = Credentials(KEYS.access_key_id, KEYS.secret_access_key, Secret("FwoGZXIv+++/aGk=" * 5), example=True)
SIGNED_AT = NOW - timedelta(minutes=1)


def good(key: str = "notes/to do list.txt", **more: Any) -> Outgoing:
    given = {"endpoint": ENDPOINT, "region": "us-south", "credentials": KEYS, "expires": 600, "now": SIGNED_AT, **more}
    with warnings.catch_warnings():
        # That a session token ends is no matter here.
        warnings.simplefilter("ignore", UserWarning)
        return Outgoing.of(presign("my-bucket", key, **given))


# A damage is done to the first of these that it changes.
LINKS = {
    "get": good(),
    "put": good(method="PUT", headers={"Content-Type": "text/plain"}),
    "letters": good("Zoë//1+1.txt", query={"response-content-type": "image/svg+xml"}),
    "spaces": good(query={"response-content-disposition": "inline; filename=a b.txt"}),
    "token": good(credentials=TOKEN),
    "percent": good("100%20/../c.txt"),
}
# The same bytes come about in another way, which is likelier.
SAME = {
    "path-decoded": "path-encoding",
    "token-double-encoded": "double-encoded",
    "signed-header-missing": "signed-header",
}
# That there were dots no URL tells once they were resolved.
LOST = "path-dots"
# Never sent by any client, or to another host, or read as it was before.
UNSENT = {"invisible-characters", "link-wrapper", "scheme", "line-break", "quoted-printable"}
ROWS = {name: next(link for link, sent in LINKS.items() if damaged(sent, [name]) != sent) for name in DAMAGES}


def pair_of(link: str) -> Credentials:
    return TOKEN if link == "token" else KEYS


def accepted(sent: Outgoing, pair: Credentials) -> bool:
    try:
        return verify(sent.url, pair, method=sent.method, headers=sent.headers, now=NOW).accepted
    except InputError:
        return False  # there is no signature in it


def why(sent: Outgoing, pair: Credentials) -> Diagnosis:
    given: dict[str, Any] = {"method": sent.method, "headers": sent.headers, "hosts": [ENDPOINT], "now": NOW}
    return diagnose(sent.url, credentials=pair, budget=60, progress=False, **given)


@pytest.mark.parametrize("name", ROWS)
def test_a_damaged_link_is_refused_and_the_cause_is_found_with_the_keys(name: str) -> None:
    sent, pair = damaged(LINKS[ROWS[name]], [name]), pair_of(ROWS[name])
    cause = BY_ID[name]
    assert accepted(sent, pair) == (cause.harmless or name in ("line-break", "quoted-printable"))
    found = why(sent, pair).findings
    if cause.harmless:
        assert all(one.certainty == "possible" for one in found)
    elif name != LOST:
        assert (found[0].id, found[0].certainty in ("proven", "certain")) == (SAME.get(name, name), True), found


def test_a_good_link_is_accepted_and_nothing_is_wrong_with_it() -> None:
    for link, sent in LINKS.items():
        assert accepted(sent, pair_of(link))
        assert all(one.certainty == "possible" for one in why(sent, pair_of(link)).findings)


def test_what_is_done_has_words() -> None:
    for one in CAUSES:
        assert bool(one.do) == bool(one.done), one.id
        assert not one.harmless or one.do, one.id


def test_what_cannot_arrive_at_the_sandbox_is_not_possible_there() -> None:
    assert set(possible(LINKS["get"])) == {name for name, link in ROWS.items() if link == "get"} - UNSENT
    assert not possible(good(endpoint="us-south"))


def test_several_damages_are_done_in_one_order() -> None:
    names = list(possible(LINKS["put"]))
    assert damaged(LINKS["put"], names[:9]) == damaged(LINKS["put"], names[:9][::-1])


@pytest.mark.parametrize("name", ["secret-cut", "expired", "not-yet-valid"])
def test_what_happens_before_a_link_is_signed_is_found(name: str) -> None:
    pair, signed_at = signed_with(name, KEYS, NOW)
    found = why(good(credentials=pair, now=signed_at), KEYS).findings[0]
    assert (found.id, found.certainty in ("proven", "certain")) == (name, True)


def test_what_happens_later_leaves_the_key_pair_and_the_moment_alone() -> None:
    assert signed_with("path-plus", KEYS, NOW) == (KEYS, NOW)
