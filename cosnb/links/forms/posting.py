"""Make a presigned POST: a form that lets a browser upload a file, within what a signed policy allows."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from ...errors import InputError
from ...scrub_frames import scrub_frames
from ...sigv4 import Part
from ...sigv4.moments import expiry, timestamp_of
from ...sigv4.parts import join, joined
from ...sigv4.signing import ALGORITHM, scope_pieces, token_part
from ...storage import Addressing, Advice, Endpoint, Expires, KeySource, check_expires, check_key, warn_of
from ...storage.checks import WEEK, Pairs, moment
from ...storage.object_names import read_row
from ...visible import visible
from ..making import LinkPlace, Plan, plan
from ..operations import field_advice
from . import policy
from .form import PostForm, sign_policy
from .policy import FILENAME, Condition, ConditionLike, exact


@scrub_frames
def presign_post(
    bucket: str,
    key: str,
    *,
    conditions: Iterable[ConditionLike] = (),
    fields: Pairs = (),
    endpoint: str | None = None,
    region: str | None = None,
    expires: Expires = 3600,
    credentials: KeySource | None = None,
    addressing: Addressing | None = None,
    now: datetime | None = None,
) -> PostForm:
    """Make a presigned POST: the fields of a form that uploads one file, and the policy that limits it.

    Args:
        bucket: the bucket's name.
        key: the key of the object to come. ``${filename}`` in it stands for the name of the file that is sent, and
            leaves the rest of the key open.
        conditions: what the policy allows: ``{"acl": "private"}`` (exactly this value), ``["eq", "$acl", "private"]``
            (the same), ``["starts-with", "$Content-Type", "image/"]``, ``["content-length-range", 1, 1048576]`` (bytes
            of the file). An exact value is also filled into the form.
        fields: more fields of the form, a mapping or pairs, such as ``{"success_action_status": "201"}``. A field that
            no condition is about gets an exact one, because a store refuses what its policy does not name.
        endpoint, region, expires, credentials, addressing, now: as in :func:`cosnb.presign`; no longest time is documented.

    Returns:
        The form as data: ``.url``, ``.fields``, and every stage that made them.

    Raises:
        InputError: a value cannot be used, a condition could never be met, or the provider takes no such form.
        CredentialsError: no usable credentials.

    Source: "POST policy" and "Authenticating requests in browser-based uploads", Amazon S3 API reference.
    """
    when = moment(now)
    seconds = check_expires(expires, when)
    place = LinkPlace(endpoint=endpoint, region=region, credentials=credentials, addressing=addressing)
    ready = plan(bucket, method="POST", expires=min(seconds, WEEK), now=when, **place)
    if ready.key is not None:
        raise InputError("key", "the bucket's field names an object already.", "Give the bucket's name there.")
    key, _ = read_row(key, ready.bucket)
    advice = (*ready.advice, *_key_advice(key), *_form_advice(ready.endpoint))
    if seconds > WEEK:
        text = f"No longest time is documented for a policy; whether a store takes more than {WEEK} seconds is not confirmed."
        advice += (Advice("expires", text),)
    asked, given = policy.read_conditions(conditions), policy.check_fields(fields)
    advice += (*field_advice("fields", given), *field_advice("conditions", {item.field for item in asked} - {*given}))
    filled = _filled(given, asked)
    known = {name.lower() for name in filled} | {"key", "bucket", ""}
    policy.check_possible(asked, {**filled, "key": key, "bucket": ready.bucket})
    warn_of(advice)
    named = (exact("bucket", Part(ready.bucket, "bucket")), _key_condition(key))
    auth = _auth(ready, when)
    expires_at = expiry(when, seconds)
    document = policy.document_of(expires_at, (*asked, *_uncovered(filled, asked), *named, *auth))
    scope, encoded, derivation, made = sign_policy(document, ready.credentials, region=ready.region, now=when)
    signed = {"policy": encoded.text, "x-amz-signature": made.text}
    return PostForm(
        url=str(ready.request.url),
        fields={**filled, "key": key, **{one.field: join(one.value) for one in auth}, **signed},
        # What a condition asks for and nobody has filled in.
        required_fields=tuple({item.name: item.field for item in asked if item.name not in known}.values()),
        scope=scope,
        document=document,
        encoded=encoded,
        derivation=derivation,
        made=made,
        signed_at=when,
        expires_at=min(expires_at, ready.credentials.expires_at or expires_at),
        advice=advice,
        example=ready.credentials.example,
    )


def _auth(ready: Plan, when: datetime) -> tuple[Condition, ...]:
    """What says how the policy is signed, each a condition and a field."""
    date, time = timestamp_of(when)
    key_id = Part(ready.credentials.access_key_id, "access_key_id")
    conditions = [
        exact("x-amz-algorithm", Part(ALGORITHM)),
        exact("x-amz-credential", *joined((key_id, *scope_pieces(date, ready.region)))),
        exact("x-amz-date", date, time),
    ]
    if token := token_part(ready.credentials):
        conditions.append(exact("x-amz-security-token", token))
    return tuple(conditions)


def _key_condition(key: str) -> Condition:
    """The key itself, or what comes before the name of a file that is not known yet."""
    known, later, _ = key.partition(FILENAME)
    if later:
        return Condition("starts-with", "key", (Part(known, "key"),))
    return exact("key", Part(key, "key"))


def _filled(given: Mapping[str, str], asked: Iterable[Condition]) -> dict[str, str]:
    """The fields given, and those that a condition leaves only one value."""
    filled = dict(given)
    known = {name.lower() for name in given} | {"key", "bucket"}
    for item in asked:
        if item.operator == "eq" and item.name not in known:
            filled[item.field] = join(item.value)
            known.add(item.name)
    return filled


def _uncovered(fields: Mapping[str, str], asked: Iterable[Condition]) -> Iterator[Condition]:
    """An exact condition for each field without one; x-ignore-… is what stores do not ask about."""
    covered = {item.name for item in asked}
    for name, value in fields.items():
        if name.lower() not in covered and not name.lower().startswith("x-ignore-"):
            yield exact(name, Part(value, policy.source_of(name.lower())))


def _key_advice(key: str) -> list[Advice]:
    if key is None:
        raise InputError("key", "it is None.", f"Give the object's key, such as 'in/{FILENAME}'.")
    advice = check_key(key)
    if key.endswith("/") and FILENAME not in key:
        text = f"Every file would be stored under this one name: write {visible(key, 100) + FILENAME!r} to add its own."
        advice.append(Advice("key", text))
    return advice


def _form_advice(endpoint: Endpoint) -> list[Advice]:
    provider = endpoint.provider
    if provider.post_form is False:
        remedy = "Use presign(…, method='PUT'), and send the file as the body."
        raise InputError("endpoint", f"{provider.name} takes no presigned POST.", remedy, value=endpoint.url)
    if provider.post_form or endpoint.is_loopback:
        return []
    text = f"Whether {provider.name} takes presigned POST is not confirmed. A presigned PUT is the safer choice."
    return [Advice("endpoint", text)]
