"""Presigned POST: equal to boto3's and to the published vector, taken and refused by a real store, never leaking."""

from __future__ import annotations

import base64
import copy
import json
import os
import random
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import requests

from cosnb.errors import InputError
from cosnb.links.forms.form import PostForm, sign_policy
from cosnb.links.forms.posting import presign_post
from cosnb.sandbox import Sandbox
from cosnb.sigv4 import Credentials, Part, Stage

os.environ["BOTO_DISABLE_CRT"] = "true"

import boto3
import botocore.auth
import botocore.config
import botocore.signers

VECTORS = Path(__file__).parents[1] / "vectors" / "sigv4-bundle.jsonl"
ENDPOINT = "https://s3.eu-central-1.amazonaws.com"
TOKEN = "FwoGZXIvYXdzEBYaD/+==EXAMPLE"

Make = Callable[..., PostForm]


@pytest.fixture
def make(credentials: Credentials, now: datetime) -> Make:
    def form(key: str = "in/${filename}", **options: Any) -> PostForm:
        chosen = {"endpoint": ENDPOINT, "credentials": credentials, "now": now, **options}
        return presign_post("my-bucket", key, **chosen)

    return form


# What others compute


def test_the_published_policy_has_the_published_signature():
    (row,) = (row for row in map(json.loads, VECTORS.read_text("utf-8").splitlines()) if row["kind"] == "post")
    args, policy_b64 = row["args"], row["extra"]["policy_b64"]
    policy = Stage("policy", (Part(base64.b64decode(policy_b64).decode()),))
    moment = datetime.strptime(args["timestamp"], "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    _, encoded, _, made = sign_policy(
        policy, Credentials(args["access_key"], args["secret"]), region=args["region"], now=moment
    )
    assert encoded.text == policy_b64
    assert made.text == row["expect"]["signature"]


@pytest.fixture
def boto(monkeypatch: pytest.MonkeyPatch, credentials: Credentials, now: datetime) -> Callable[..., Any]:
    """boto3's generate_presigned_post, at the tests' instant."""
    for module in (botocore.auth, botocore.signers):
        monkeypatch.setattr(module, "get_current_datetime", lambda: now.replace(tzinfo=None))

    def generate(bucket: str, key: str, *, style: str = "path", token: str | None = None, **options: Any) -> Any:
        client = boto3.client(
            "s3",
            endpoint_url=ENDPOINT,
            region_name="eu-central-1",
            aws_access_key_id=credentials.access_key_id,
            aws_secret_access_key=credentials.secret_access_key.reveal().decode(),
            aws_session_token=token,
            config=botocore.config.Config(signature_version="s3v4", s3={"addressing_style": style}),
        )
        return client.generate_presigned_post(bucket, key, **copy.deepcopy(options))

    return generate


def test_a_bare_form_is_boto3s_byte_for_byte(make: Make, boto: Callable[..., Any]):
    form, theirs = make("a b/ü.txt", addressing="path"), boto("my-bucket", "a b/ü.txt")
    assert form.url == theirs["url"]
    assert list(form.fields.items()) == list(theirs["fields"].items())


@pytest.mark.filterwarnings("ignore:credentials")
def test_a_form_with_a_session_token_is_boto3s(make: Make, boto: Callable[..., Any], credentials: Credentials):
    temporary = Credentials(credentials.access_key_id, credentials.secret_access_key, TOKEN)
    form = make(credentials=temporary, addressing="virtual")
    theirs = boto("my-bucket", "in/${filename}", style="virtual", token=TOKEN)
    assert form.url.rstrip("/") == theirs["url"].rstrip("/")
    assert list(form.fields.items()) == list(theirs["fields"].items())


VALUES = ("", "a", 'quote " and \\', "ü Ωß", "𝒳", "tab\tand\nline", "</form>", "${x}", "$", "a,b", "x" * 300)
FIELDS = ("acl", "Content-Type", "x-amz-meta-tag", "success_action_status", "Cache-Control")


def test_random_policies_are_signed_as_boto3_signs_them(make: Make, boto: Callable[..., Any]):
    draw = random.Random(20240102)
    for _ in range(150):
        names = draw.sample(FIELDS, draw.randint(0, 5))
        fields = {name: draw.choice(VALUES) for name in names}
        conditions: list[Any] = [_condition_on(name, value, draw) for name, value in fields.items()]
        if draw.random() < 0.5:
            conditions.append(["content-length-range", draw.randint(0, 9), draw.randint(9, 10**9)])
        draw.shuffle(conditions)
        options = {"key": draw.choice(("a/${filename}", "${filename}", "k ü", "a/b")), "expires": draw.randint(1, 9999)}
        form = make(**options, conditions=conditions, fields=fields, addressing="path")
        theirs = boto("my-bucket", options["key"], Conditions=conditions, Fields=fields, ExpiresIn=options["expires"])
        assert form.policy == base64.b64decode(theirs["fields"]["policy"]).decode()
        assert list(form.fields.items()) == list(theirs["fields"].items())


def _condition_on(name: str, value: str, draw: random.Random) -> Any:
    begin = value[: draw.randint(0, len(value))]
    return draw.choice(({name: value}, ["eq", f"${name}", value], ["starts-with", f"${name}", begin]))


# The form


def test_every_field_gets_a_condition(make: Make):
    form = make("k", fields={"acl": "private", "x-ignore-me": "1"}, conditions=[["starts-with", "$ACL", "p"]])
    asked = json.loads(form.policy)["conditions"]
    assert asked[0] == ["starts-with", "$ACL", "p"]
    assert not any(isinstance(item, dict) and {"acl", "x-ignore-me"} & item.keys() for item in asked)
    asked = json.loads(make("k", fields={"acl": "private"}).policy)["conditions"]
    assert {"acl": "private"} in asked


def test_an_exact_condition_fills_its_field(make: Make):
    form = make(conditions=[{"acl": "private"}, ["eq", "$Content-Type", "text/csv"]])
    assert (form.fields["acl"], form.fields["Content-Type"]) == ("private", "text/csv")
    assert form.required_fields == ()


def test_what_the_sender_must_add_is_named(make: Make):
    conditions = [
        ["starts-with", "$Content-Type", "image/"],
        ["starts-with", "$content-type", ""],
        ["starts-with", "$x", ""],
    ]
    assert make(conditions=conditions).required_fields == ("content-type", "x")
    assert make(conditions=conditions, fields={"x": "1", "Content-Type": "image/png"}).required_fields == ()


def test_a_key_with_a_file_name_leaves_what_follows_open(make: Make):
    assert ["starts-with", "$key", "in/"] in json.loads(make("in/${filename}/x").policy)["conditions"]
    assert {"key": "in/x"} in json.loads(make("in/x").policy)["conditions"]


def test_the_form_expires_in_utc(make: Make, now: datetime):
    form = make(expires=90)
    assert form.signed_at == now
    assert form.expires_at == now + timedelta(seconds=90)
    assert json.loads(form.policy)["expiration"] == "2024-01-02T03:05:35Z"


def test_the_stages_are_what_was_signed(make: Make, credentials: Credentials):
    form = make(fields={"acl": "private"})
    assert [stage.name for stage in form.stages] == ["scope", "policy", "policy_base64", "signature"]
    assert base64.b64decode(form.fields["policy"]).decode() == form.policy
    assert form.derivation[-1].output.hmac(form.fields["policy"]).reveal().hex() == form.signature
    texts = {part.source: part.text for part in form.stages[1].parts if part.source}
    assert (texts["bucket"], texts["field:acl"]) == ("my-bucket", "private")
    assert texts["access_key_id"] == credentials.access_key_id
    assert {"key", "expires", "region", "date", "time"} <= texts.keys()


# Input


@pytest.mark.parametrize(
    "condition, words",
    [
        ("acl", "condition 2 is neither"),
        (["starts-with", "$acl"], "condition 2 is neither"),
        ({}, "condition 2 has 0 pairs"),
        ({"acl": "a", "x": "b"}, "condition 2 has 2 pairs"),
        (["matches", "$acl", "a"], "operator 'matches'"),
        ([["eq"], "$acl", "a"], "operator"),
        (["eq", "acl", "a"], "Put a dollar in front: '$acl'"),
        ({"$acl": "a"}, "leave the dollar out"),
        (["eq", "$", "a"], "not the name of a field"),
        ({'a"b': "a"}, "not the name of a field"),
        ({"a b": "a"}, "not the name of a field"),
        ({"acl": 1}, "int as the value of 'acl'"),
        ({1: "x"}, "int as the value of 'field'"),
        (["eq", "$acl", None], "NoneType"),
        ({"acl": "\ud800"}, "lone surrogate"),
        ({"x-amz-date": "a"}, "the signature sets itself"),
        (["starts-with", "$Policy", ""], "the signature sets itself"),
        (["content-length-range", 2, 1], "2 to 1 bytes"),
        (["content-length-range", -1, 1], "size -1"),
        (["content-length-range", 1, "9"], "size '9'"),
        (["content-length-range", True, 9], "size True"),
        (["content-length-range", 0, 1.5], "size 1.5"),
        ({"bucket": "other"}, "is not met by this form's own 'bucket'"),
        (["starts-with", "$key", "out/"], "is not met by this form's own 'key'"),
        ({"key": "out/x"}, "is not met by this form's own 'key'"),
        (["starts-with", "$Success_Action_Status", "3"], "is not met by"),
        ({"acl": "public-read"}, "is not met by"),
    ],
)
def test_a_wrong_condition_is_named(make: Make, condition: Any, words: str):
    with pytest.raises(InputError) as caught:
        make(conditions=[["eq", "$acl", "private"], condition], fields={"success_action_status": "201"})
    assert caught.value.field == "conditions"
    assert "condition 2" in str(caught.value)
    assert words in str(caught.value)


@pytest.mark.parametrize("condition", [{"key": "in/x"}, ["starts-with", "$key", "in/a"], ["starts-with", "$key", "i"]])
def test_a_condition_that_a_file_name_can_meet_is_accepted(make: Make, condition: Any):
    assert condition in json.loads(make(conditions=[condition]).policy)["conditions"]


@pytest.mark.parametrize("given", [{"acl": "private"}, "acl", 3, None])
def test_conditions_that_are_no_list_are_refused(make: Make, given: Any):
    with pytest.raises(InputError, match=r"^conditions: .* is not a list"):
        make(conditions=given)


@pytest.mark.parametrize(
    "fields, words",
    [
        ({"key": "k"}, "filled in by the form itself"),
        ({"Policy": "k"}, "filled in by the form itself"),
        ({"file": "k"}, "filled in by the form itself"),
        ({"acl": "a", "ACL": "b"}, "given twice"),
        ({"": "a"}, "not the name of a field"),
        ({'x"><script>': "a"}, "not the name of a field"),
        ({"acl": 1}, "not text"),
        ("acl", "not a pair"),
    ],
)
def test_a_wrong_field_is_named(make: Make, fields: Any, words: str):
    with pytest.raises(InputError, match=words) as caught:
        make(fields=fields)
    assert caught.value.field == "fields"


@pytest.mark.parametrize("key, field", [("", "key"), (None, "key"), (7, "key"), ("\ud800", "key")])
def test_a_wrong_key_is_refused(make: Make, key: Any, field: str):
    with pytest.raises(InputError) as caught:
        make(key)
    assert caught.value.field == field


def test_a_key_beside_the_name_of_an_object_is_refused(credentials: Credentials):
    with pytest.raises(InputError, match="names an object already"):
        presign_post("s3://my-bucket/a.txt", "b.txt", endpoint=ENDPOINT, credentials=credentials)


@pytest.mark.parametrize(
    "options", [{"expires": 0}, {"expires": 10**12}, {"now": datetime(2024, 1, 1)}, {"region": "a b"}]
)
@pytest.mark.filterwarnings("ignore:expires")
def test_a_wrong_option_is_refused(make: Make, options: dict[str, Any]):
    with pytest.raises(InputError) as caught:
        make(**options)
    assert caught.value.field in options


# Providers


def test_r2_has_no_presigned_post(make: Make):
    with pytest.raises(InputError, match="Cloudflare R2 takes no presigned POST") as caught:
        make(endpoint="https://0123456789abcdef.r2.cloudflarestorage.com")
    assert "PUT" in caught.value.remedy


def test_it_is_said_that_ibm_cos_is_not_confirmed(make: Make):
    with pytest.warns(UserWarning, match="Whether IBM Cloud Object Storage takes presigned POST is not confirmed"):
        form = make(endpoint="us-south")
    assert [advice.field for advice in form.advice] == ["endpoint"]


def test_a_confirmed_provider_and_this_machine_need_no_advice(make: Make):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert (
            make(endpoint="https://s3.fr-par.scw.cloud").advice == make(endpoint="http://127.0.0.1:9000").advice == ()
        )


def test_a_long_expiry_is_advised_against(make: Make):
    with pytest.warns(UserWarning, match="expires: No longest time is documented"):
        assert make(expires=604_801).expires_at.year == 2024


# Secrets


@pytest.mark.filterwarnings("ignore:credentials")
def test_no_repr_shows_a_secret(credentials: Credentials, now: datetime):
    secret = Credentials("AKID", "the-secret-key", TOKEN)
    key_header = "x-amz-server-side-encryption-customer-key"
    form = presign_post(
        "b", "k", endpoint=ENDPOINT, credentials=secret, now=now, fields={key_header: "customers-own-key"}
    )
    shown = repr(form) + repr(form.stages) + repr(form.derivation)
    live = ("the-secret-key", TOKEN, "customers-own-key", form.signature, form.fields["policy"])
    assert not [text for text in live if text in shown]
    assert {form.signature, form.fields["policy"], TOKEN, "customers-own-key"} == set(form.live_texts)


def test_an_error_shows_no_value_of_a_field(make: Make):
    with pytest.raises(InputError) as caught:
        make(fields={"x-secret": "value-1"}, conditions=[{"x-secret": "value-2"}])
    assert "value-" not in str(caught.value) + repr(caught.value.value)


# A real store


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with Sandbox(port=0, now=datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)) as box:
        yield box


@pytest.fixture
def form(box: Sandbox) -> PostForm:
    return presign_post(
        box.bucket,
        "in/${filename}",
        conditions=[["content-length-range", 1, 100], ["starts-with", "$Content-Type", "text/"]],
        fields={"x-amz-meta-note": 'ü "quoted" & <b>', "success_action_status": "201"},
        credentials=box.credentials,
        now=box.now,
    )


def _send(form: PostForm, data: bytes = b"hello", **fields: str) -> requests.Response:
    filled = {**form.fields, "Content-Type": "text/plain", **fields}
    return requests.post(form.url, data=filled, files={"file": ("a b.txt", data)}, timeout=30)


def test_the_store_takes_the_form(form: PostForm, box: Sandbox):
    answer = _send(form)
    assert answer.status_code == 201
    assert "<Key>in/a b.txt</Key>" in answer.text


def test_the_store_takes_a_form_with_an_exact_key(box: Sandbox):
    form = presign_post(box.bucket, "ö/x y.txt", credentials=box.credentials, now=box.now)
    answer = requests.post(form.url, data=form.fields, files={"file": b"1"}, timeout=30)
    assert answer.status_code == 204


@pytest.mark.parametrize(
    "sent, status, code",
    [
        ({"data": b"x" * 101}, 400, "EntityTooLarge"),
        ({"data": b""}, 400, "EntityTooSmall"),
        ({"key": "out/${filename}"}, 403, "AccessDenied"),
        ({"Content-Type": "image/png"}, 403, "AccessDenied"),
        ({"success_action_status": "200"}, 403, "AccessDenied"),
        ({"acl": "public-read"}, 403, "AccessDenied"),
        ({"x-amz-signature": "0" * 64}, 403, "SignatureDoesNotMatch"),
    ],
)
def test_the_store_refuses_what_the_policy_does_not_allow(form: PostForm, sent: Any, status: int, code: str):
    answer = _send(form, **sent)
    assert (answer.status_code, f"<Code>{code}</Code>" in answer.text) == (status, True)


def test_the_store_refuses_a_policy_that_was_changed_after_signing(form: PostForm):
    changed = form.policy.replace('"content-length-range", 1, 100', '"content-length-range", 1, 999')
    answer = _send(form, b"x" * 500, policy=base64.b64encode(changed.encode()).decode())
    assert (answer.status_code, "<Code>SignatureDoesNotMatch</Code>" in answer.text) == (403, True)


def test_the_store_refuses_an_expired_form(box: Sandbox):
    assert box.now
    early = box.now - timedelta(seconds=61)
    form = presign_post(box.bucket, "k", credentials=box.credentials, now=early, expires=60)
    answer = requests.post(form.url, data=form.fields, files={"file": b"1"}, timeout=30)
    assert (answer.status_code, "Policy expired" in answer.text) == (403, True)
