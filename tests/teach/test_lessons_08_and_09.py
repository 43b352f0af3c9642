"""The exercises of lessons 08 and 09 are solved with what their tasks give, and by nothing near it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from cosnb import presign, teach
from cosnb.teach.catalogue import CREDENTIALS


def link(name: str, **more: Any):
    given = teach.exercise(name).given
    signed_at = datetime.strptime(given["timestamp"], "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    place: dict[str, Any] = {"endpoint": given["region"], "credentials": CREDENTIALS, "now": signed_at}
    return presign(given["bucket"], given["key"], **{"method": given["method"], **place, **more})


@pytest.mark.parametrize(("part", "said"), [(3, "All "), (2, "parameter partNumber"), (0, "parameter partNumber")])
def test_the_last_part_is_counted_from_one(part, said):
    given = teach.exercise("last_part").given
    assert part != 3 or part == -(-int(given["file_size"]) // int(given["part_size"]))
    query = {"partNumber": str(part), "uploadId": given["upload_id"]}
    feedback = teach.check("last_part", link("last_part", query=query, expires=int(given["expires"])))
    assert feedback.right == (part == 3)
    assert said in repr(feedback)


def test_an_upload_id_that_is_encoded_by_hand_is_encoded_once_too_often():
    given = teach.exercise("last_part").given
    query = {"partNumber": "3", "uploadId": given["upload_id"].replace("/", "%2F")}
    feedback = teach.check("last_part", link("last_part", query=query, expires=600))
    assert not feedback.right
    assert "parameter uploadId" in repr(feedback)


@pytest.mark.parametrize(("hours_ahead", "right"), [(1, True), (0, False), (2, False)])
def test_the_deadline_is_that_of_a_clock_in_berlin(hours_ahead, right):
    signed_at = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
    closes = datetime(2026, 1, 16, 18, tzinfo=timezone(timedelta(hours=hours_ahead)))
    feedback = teach.check("hand_in", link("hand_in", expires=int((closes - signed_at).total_seconds())))
    assert feedback.right == right
    assert right or "parameter X-Amz-Expires" in repr(feedback)


def test_a_link_to_fetch_is_no_link_to_hand_in():
    feedback = teach.check("hand_in", link("hand_in", method="GET", expires=29 * 3600))
    assert not feedback.right
    assert "Presigned URL" in repr(feedback)
