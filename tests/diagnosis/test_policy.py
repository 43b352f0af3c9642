"""Forms against the policy that was signed for them."""

from __future__ import annotations

import base64
import json
import shlex
from collections.abc import Mapping

import pytest
from cases import AWS_KEYS, NOW

from cosnb import presign_post
from cosnb.diagnosis import Diagnosis, diagnose
from cosnb.links.forms.form import PostForm
from cosnb.links.forms.policy import ConditionLike


def form(*conditions: ConditionLike, key: str = "up/x", **given: object) -> PostForm:
    return presign_post(
        "my-bucket", key, endpoint="eu-central-1", credentials=AWS_KEYS, now=NOW, conditions=conditions, **given
    )  # type: ignore[arg-type]


def of(made: PostForm, changed: Mapping[str, str | None] = {}) -> Diagnosis:
    """The diagnosis of a form some of whose fields were changed, or taken away."""
    fields = {name: value for name, value in {**made.fields, **changed}.items() if value is not None}
    return diagnose(json.dumps({"url": made.url, "fields": fields}), credentials=AWS_KEYS, now=NOW, progress=False)


def found(diagnosis: Diagnosis) -> list[tuple[str, str]]:
    return [(finding.id, finding.certainty) for finding in diagnosis.findings]


TYPED = form({"Content-Type": "text/csv"})
IMAGES = form(["starts-with", "$Content-Type", "image/"], ["starts-with", "$success_action_redirect", ""])


@pytest.mark.parametrize(
    ("made", "changed", "name", "certainty"),
    [
        (TYPED, {"Content-Type": "text/plain"}, "policy-condition", "certain"),
        (TYPED, {"acl": "public-read"}, "policy-extra-field", "certain"),
        (TYPED, {"key": "other"}, "policy-condition", "certain"),
        (TYPED, {"bucket": "other"}, "policy-condition", "certain"),
        (TYPED, {"x-amz-date": "20240102T030501Z"}, "policy-condition", "certain"),
        (TYPED, {"Content-Type": None}, "policy-field-missing", "possible"),
        (IMAGES, {"Content-Type": "text/plain"}, "policy-condition", "certain"),
        (IMAGES, {}, "policy-field-missing", "possible"),
    ],
    ids=["value", "extra", "key", "bucket", "date", "missing", "beginning", "beginning-missing"],
)
def test_a_form_that_breaks_its_policy_is_told_so(
    made: PostForm,
    changed: Mapping[str, str | None],
    name: str,
    certainty: str,
) -> None:
    diagnosis = of(made, changed)
    assert (name, certainty) in found(diagnosis)
    field = next(iter(changed), "content-type").lower()
    assert field in diagnosis.findings[0].title.lower()


@pytest.mark.parametrize(
    ("made", "changed"),
    [
        (TYPED, {}),
        (TYPED, {"content-type": "text/csv", "Content-Type": None}),
        (TYPED, {"x-ignore-me": "1"}),
        (TYPED, {"file": "", "submit": "Upload"}),
        (IMAGES, {"Content-Type": "image/png", "success_action_redirect": "https://example.com/"}),
        (IMAGES, {"Content-Type": "image/png"}),
        (form(key="up/${filename}"), {}),
        (form(key="up/${filename}"), {"key": "up/a.txt"}),
    ],
)
def test_a_form_that_meets_its_policy_gives_nothing(made: PostForm, changed: Mapping[str, str | None]) -> None:
    assert found(of(made, changed)) == []


def test_the_size_of_the_file_is_said_to_be_unchecked() -> None:
    checked = " ".join(of(form(["content-length-range", 1, 10])).checked)
    assert "The size of the file, which the policy limits, was not checked." in checked
    assert "size of the file" not in " ".join(of(TYPED).checked)


def test_the_value_of_a_secret_field_is_not_shown() -> None:
    name = "x-amz-server-side-encryption-customer-key"
    finding = of(form({name: "c2VjcmV0LW9uZQ=="}), {name: "c2VjcmV0LXR3bw=="}).findings[0]
    assert (finding.id, name in finding.title) == ("policy-condition", True)
    assert "c2VjcmV0" not in finding.evidence


def curl(made: PostForm, **changed: str) -> str:
    rows = {**made.fields, **changed}
    return shlex.join(
        ["curl", *(word for row in rows.items() for word in ("-F", "=".join(row))), "-F", "file=@a.txt", made.url]
    )


def test_a_form_that_curl_sends_is_read_as_one() -> None:
    made = form({"Content-Type": "text/csv"}, key="up/${filename}")
    assert found(diagnose(curl(made), credentials=AWS_KEYS, now=NOW)) == []
    assert found(diagnose(curl(made, acl="private"), credentials=AWS_KEYS, now=NOW)) == [
        ("policy-extra-field", "certain")
    ]


def test_a_field_that_curl_reads_from_a_file_is_not_judged() -> None:
    assert found(diagnose(curl(TYPED).replace("Content-Type=text/csv", "Content-Type=@type.txt"), now=NOW)) == []


def test_a_field_that_curl_does_not_send_is_missing_for_certain() -> None:
    command = curl(TYPED).replace("-F Content-Type=text/csv ", "")
    assert found(diagnose(command, now=NOW)) == [("policy-field-missing", "certain")]


@pytest.mark.parametrize("policy", ["e30=", "W10=", "!", base64.b64encode(b'{"conditions": 3}').decode()])
def test_a_policy_without_conditions_is_not_held_against_the_fields(policy: str) -> None:
    ids = [finding.id for finding in of(TYPED, {"policy": policy}).findings]
    assert not [name for name in ids if name.startswith("policy-")]


def body(fields: Mapping[str, str], end: str) -> str:
    """A form as it goes on the wire."""
    rows = [
        f'--b{end}Content-Disposition: form-data; name="{name}"{end}{end}{value}{end}' for name, value in fields.items()
    ]
    file = f'--b{end}Content-Disposition: form-data; name="file"; filename="a.jpg"{end}Content-Type: image/jpeg{end}{end}xx{end}'
    return "".join((*rows, file, f"--b--{end}"))


def spellings(made: PostForm, fields: Mapping[str, str]) -> dict[str, str]:
    """The ways in which people have a form that was sent."""
    host, kind = made.url.split("/")[2], "multipart/form-data; boundary=b"
    head = f"POST /{made.url.partition(host)[2].lstrip(chr(47))} HTTP/1.1\nHost: {host}\nContent-Type: {kind}\n\n"
    sent = {"method": "POST", "url": made.url, "headers": [{"name": "Content-Type", "value": kind}]}
    params = [{"name": name, "value": value} for name, value in fields.items()]
    quoted = body(fields, "\\r\\n").replace("'", "\\'")
    return {
        "raw, LF": head + body(fields, "\n"),
        "raw, CRLF": (head + body(fields, "\n")).replace("\n", "\r\n"),
        "HAR, text": json.dumps({"request": {**sent, "postData": {"text": body(fields, "\r\n")}}}),
        "HAR, params": json.dumps({"request": {**sent, "postData": {"params": params}}}),
        "copied as cURL": f"curl '{made.url}' -H 'content-type: {kind}' --data-raw $'{quoted}'",
        "copied as fetch": f'fetch("{made.url}", {{"method": "POST", "headers": {{"content-type": "{kind}"}}, '
        f'"body": {json.dumps(body(fields, chr(13) + chr(10)))}}});',
    }


@pytest.mark.parametrize("name", spellings(TYPED, TYPED.fields))
def test_a_form_is_read_in_whatever_it_was_sent(name: str) -> None:
    # aws/aws-sdk-js#1983: the type stands at the file's part alone
    whole = diagnose(spellings(TYPED, TYPED.fields)[name], now=NOW, credentials=AWS_KEYS, progress=False)
    assert whole.request.kind == "post"
    assert found(whole) == []
    lost = {field: value for field, value in TYPED.fields.items() if field != "Content-Type"}
    given = diagnose(spellings(TYPED, lost)[name], now=NOW, credentials=AWS_KEYS, progress=False)
    assert found(given) == [("policy-field-missing", "certain")]
    assert "Content-Type" in given.findings[0].title


def test_a_form_that_nobody_signed_is_none() -> None:
    text = spellings(TYPED, {"name": "Ann", "key": "a"})["raw, LF"]
    assert diagnose(text, now=NOW, progress=False).request.kind == "unsigned"
