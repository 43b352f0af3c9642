"""IBM COS links as botocore made them at a fixed instant, met by the front door in every stage, URL included."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import cosnb

CASES = json.loads((Path(__file__).parents[1] / "vectors" / "cos-presign.json").read_text("utf-8"))


def test_no_case_has_vanished(now: datetime) -> None:
    assert len({case["name"] for case in CASES["cases"]}) == 30
    assert CASES["meta"]["timestamp"] == now.strftime("%Y%m%dT%H%M%SZ")


# The advice that some of them earn is tested with the advice.
@pytest.mark.filterwarnings("ignore:(key|expires|credentials). ")
@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_every_stage_is_botocores(case: dict[str, Any], now: datetime) -> None:
    meta = CASES["meta"]
    made = cosnb.presign(
        case["bucket"],
        case["key"],
        method=case["method"],
        endpoint=f"https://{case['host']}",
        region=case["region"],
        expires=case["expires"],
        credentials=cosnb.Credentials(meta["access_key_id"], meta["secret_access_key"], case["session_token"]),
        addressing=case["style"],
        query=case["query"],
        headers=case["headers"],
        now=now,
    )
    assert made.canonical_request.text == case["canonical_request"]
    assert made.string_to_sign.text == case["string_to_sign"]
    assert made.signature == case["signature"]
    assert made.url == case["url"]
    assert made.headers == case["headers"]
