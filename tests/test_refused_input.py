"""What cannot be used is refused by the function that is given it, in words, and is not repeated where it is secret."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from cosnb import (
    Credentials,
    InputError,
    Presigner,
    PresignForm,
    Sandbox,
    UrlInspector,
    diagnose,
    presign,
    presign_many,
    presign_post,
    save_link_page,
    upload,
    verify,
    write_links,
)
from cosnb.uploads import plan_upload

PAIR = Credentials("0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677")
NOW = datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
HERE: dict[str, Any] = {"endpoint": "us-south", "credentials": PAIR}
LINK = presign("my-bucket", "k", now=NOW, **HERE)
PRESIGNER = Presigner("my-bucket", now=NOW, **HERE)


# The moment of signing

CLOCKS: dict[str, Callable[[Any], object]] = {
    "presign": lambda now: presign("my-bucket", "k", now=now, **HERE),
    "presign_many": lambda now: presign_many("my-bucket", ["k"], now=now, **HERE),
    "presign_post": lambda now: presign_post("my-bucket", "k", now=now, **HERE),
    "Presigner": lambda now: Presigner("my-bucket", now=now, **HERE),
    "Presigner.at": lambda now: PRESIGNER.at(now),
    "verify": lambda now: verify(LINK, PAIR, now=now),
    "diagnose": lambda now: diagnose(LINK.url, now=now),
    "write_links": lambda now: write_links(PRESIGNER, ["k"], "links.csv", now=now),
    "write_links to Parquet": lambda now: write_links(PRESIGNER, ["k"], "links.parquet", now=now),
    "save_link_page": lambda now: save_link_page(PRESIGNER, ["k"], "links.html", now=now),
    "plan_upload": lambda now: plan_upload("my-bucket", "k", 1, now=now, **HERE),
    "upload": lambda now: upload(__file__, "my-bucket", "k", now=now, **HERE),
    "Sandbox": lambda now: Sandbox(0, now=now),
    "PresignForm": lambda now: PresignForm(now=now),
    "UrlInspector": lambda now: UrlInspector(now=now),
}
NO_MOMENTS = ("2026-01-01", "", date(2026, 1, 1), 5, 0, datetime(2026, 1, 1), datetime(999, 1, 1, tzinfo=timezone.utc))


@pytest.mark.parametrize("now", NO_MOMENTS, ids=repr)
@pytest.mark.parametrize("name", CLOCKS)
def test_what_is_no_moment_is_refused_before_anything_is_done(
    name: str, now: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"^now: .*\.") as caught:
        CLOCKS[name](now)
    assert caught.value.remedy
    assert not list(tmp_path.iterdir())
