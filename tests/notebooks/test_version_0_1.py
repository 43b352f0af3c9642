"""A notebook that was written for version 0.1 runs, and each name that changed says the new one."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import nbformat

BOOK = Path(__file__).with_name("version_0_1.ipynb")
PUBLIC = """Answer BreakIt Comparison CosnbError Credentials CredentialsError Diagnosis Finding InputError Part PostForm
PresignForm Presigner Sandbox SandboxError SecretField SendError Signed SignedRequest Stage StageView UploadError
UrlInspector Verification compare diagnose find_credentials parse presign presign_many presign_post save_html
save_link_page send snippets teach to_html to_text upload verify write_links"""


def test_a_notebook_of_version_0_1_runs_and_each_former_name_says_the_new_one_once(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    for name in ("COS_HMAC_ACCESS_KEY_ID", "AWS_ACCESS_KEY_ID", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    namespace = {"__name__": "notebook"}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for cell in cells():
            exec(compile(cell, "a cell", "exec"), namespace)
    assert [str(one.message) for one in caught if one.filename == "a cell" and " now" in str(one.message)] == [
        "cosnb.SignedRequest is now cosnb.ParsedRequest; the next version has only that.",
        "'plus' is called 'path-plus' now.",
        "'parameter' is called 'extra-parameters' now.",
        "PostForm.to_add is now PostForm.required_fields; the next version has only that.",
    ]


def test_it_has_every_public_name_of_that_version():
    used = set(re.findall(r"\w+", "\n".join(cells())))
    assert {*PUBLIC.split()} - used == set()


def cells() -> list[str]:
    return [cell.source for cell in nbformat.read(BOOK, as_version=4).cells if cell.cell_type == "code"]
