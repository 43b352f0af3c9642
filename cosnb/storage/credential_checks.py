"""Can this key pair sign, and is it of the right kind? Values are never shown and never mended."""

import re
from datetime import datetime

from ..errors import CredentialsError
from ..scrub_frames import scrub_frames
from ..sigv4 import Credentials, Secret
from .checks import moment
from .durations import format_duration
from .input_errors import Advice

# Source: "Using HMAC credentials" and "Service credentials", IBM Cloud Object Storage documentation.
HOW_TO_GET_KEYS = (
    "HMAC keys come with a service credential. In the console: Service credentials, New credential, "
    "Include HMAC Credential: On. With the CLI: ibmcloud resource service-key-create NAME Writer "
    "--instance-name INSTANCE --parameters '{\"HMAC\":true}'."
)

# The forms that documentation shows. IBM prints lengths in examples only, so another length is no error.
_IBM_ID = re.compile(r"[0-9a-f]{32}")
_IBM_SECRET = re.compile(r"[0-9a-f]{48}")
_IBM_API_KEY = re.compile(r"(?![0-9a-f]+$)[A-Za-z0-9_-]{44}")
_AWS_ID = re.compile(r"(?:AKIA|ASIA)[A-Z0-9]{16}")
_IAM_TOKEN = re.compile(r"eyJ[A-Za-z0-9_.-]{97,}")
_NAME = re.compile(r"(?:crn:|ServiceId-|iam-ServiceId-).*", re.DOTALL)
_PLACEHOLDER = re.compile(
    r"<.*>|\[.*\]|\{.*\}|\$\{?\w+\}?|\$\(.*\)|%\w+%|none|null|undefined|redacted|todo|tbd|placeholder|change[_ -]?me"
    r"|replace[_ -]?me|your.*(?:key|id|secret|token|here).*|(?:insert|enter|paste|put|replace|add)[_ -].*(?:key|id|secret|here).*"
    r"|(?:aws_?|cos_?(?:hmac_?)?)?(?:secret_?)?access_?key(?:_?id)?|[*•.…]+|(?:AKIA|ASIA)?x{3,}",
    re.DOTALL | re.IGNORECASE,
)

_QUOTES = "\"'`“”‘’«»"


@scrub_frames
def check_credentials(credentials: object) -> Credentials:
    """A key pair that can sign, in any shape that :func:`cosnb.find_credentials` reads.

    Raises:
        CredentialsError: a part is empty; has white space, a line end, quotes or a byte-order mark around it; the two
            are swapped; or one of them is an IAM API key, an IAM token, a name or a placeholder.
    """
    credentials = check_key_pair(credentials)
    # The error is made where the values are, and raised here, where a verbose traceback finds none of them.
    if fault := _fault(credentials):
        raise fault
    return credentials


@scrub_frames
def check_key_pair(credentials: object) -> Credentials:
    """A key pair, whether it can sign or not, in any shape that :func:`cosnb.find_credentials` reads; else CredentialsError."""
    if isinstance(credentials, Credentials):
        return credentials
    from .key_shapes import read_key_pair  # it is rarely needed, and asks here what a placeholder is

    return read_key_pair(credentials, field="credentials")


def is_placeholder(value: object) -> bool:
    """Whether a value only says what belongs there, such as ``YOUR_ACCESS_KEY_ID``."""
    return isinstance(value, str) and len(value) <= 200 and bool(_PLACEHOLDER.fullmatch(value))


def credential_advice(credentials: Credentials, seconds: int = 0, now: datetime | None = None) -> list[Advice]:
    """What may not work with this pair, for a link of so many seconds: a session, and lengths that documentation does not show."""
    key_id, secret = credentials.access_key_id, _text(credentials.secret_access_key)
    texts = []
    if end := credentials.expires_at:
        left = int((end - moment(now)).total_seconds())
        at = f"{end:%Y-%m-%d %H:%M:%S} UTC"
        if left <= 0:
            texts.append(f"Their session ended at {at}: stores refuse what they sign.")
        elif left < seconds:
            after = f"after {format_duration(left)}, not {format_duration(seconds)}"
            texts.append(f"Their session ends at {at}, and the link with it: {after}.")
    elif credentials.session_token:
        texts.append("They are temporary: the link dies with their session, however long it is made for.")
    elif key_id.startswith("ASIA"):
        texts.append("An access key id that begins with ASIA is temporary, and its session token is missing.")
    if not credentials.example and (unusual := _unusual_length(key_id, secret)):
        texts.append(unusual)
    return [Advice("credentials", text) for text in texts]


def _fault(credentials: Credentials) -> CredentialsError | None:
    where = "" if credentials.source == "arguments" else f", as found in {credentials.source}"
    values = {
        "access_key_id": credentials.access_key_id,
        "secret_access_key": _text(credentials.secret_access_key),
    }
    if credentials.session_token:
        values["session_token"] = _text(credentials.session_token)
    for field, value in values.items():
        if not value:
            return CredentialsError(field, f"it is empty{where}.", "Give the value from the service credential.")
        if field != "session_token" and is_placeholder(value):
            of_aws = credentials.access_key_id.startswith(("AKIA", "ASIA"))
            remedy = "Put the real value in its place." if of_aws else HOW_TO_GET_KEYS
            return CredentialsError(field, f"it is a placeholder, not a value{where}.", remedy)
        if stray := _stray(value):
            remedy = "Remove that: every byte of it goes into the signature."
            return CredentialsError(field, f"it {stray}{where}.", remedy)
    if wrong := _wrong_kind(credentials):
        return CredentialsError(wrong[0], f"{wrong[1]}{where}.", HOW_TO_GET_KEYS)
    return None


def _stray(value: str) -> str | None:
    """What does not belong to the value, in words."""
    if value.isprintable() and " " not in value and value[0] not in _QUOTES and value[-1] not in _QUOTES:
        return None
    text = value.lstrip("\ufeff").rstrip("\r\n")
    end, bare = value[len(value.rstrip("\r\n")) :], text.strip()
    line_end = {"\r\n": "CR LF", "\n": "LF", "\r": "CR"}.get(end, "more than one")
    faults = {
        "begins with a byte-order mark": value.startswith("\ufeff"),
        f"ends with a line end ({line_end})": end,
        "is white space only": text and not bare,
        "begins or ends with white space": bare and text != bare,
        "stands in quotes": bare and {bare[0], bare[-1]} & {*_QUOTES},
        "holds white space or an unprintable character": " " in bare or not bare.isprintable(),
    }
    return " and ".join(words for words, found in faults.items() if found) or None


def _wrong_kind(credentials: Credentials) -> tuple[str, str] | None:
    """The field and what is wrong with it, where a value cannot be half of an HMAC key pair."""
    key_id, secret = credentials.access_key_id, _text(credentials.secret_access_key)
    for field, value in (("access_key_id", key_id), ("secret_access_key", secret)):
        if _IAM_TOKEN.fullmatch(value):
            return field, "it is an IAM token, which cannot presign"
        if _NAME.fullmatch(value):
            return field, "it is the name of a service ID or resource, not a key"
    if look_swapped(credentials):
        return "credentials", "the access key id and the secret access key are swapped"
    if _IBM_API_KEY.fullmatch(key_id):
        return "access_key_id", "it has the form of an IAM API key, which cannot presign"
    if _IBM_API_KEY.fullmatch(secret) and _IBM_ID.fullmatch(key_id):
        return "secret_access_key", "it has the form of an IAM API key, which cannot presign"
    return None


def look_swapped(credentials: Credentials) -> bool:
    """Whether each half has the form of the other, by the forms that documentation shows; False where nothing is known."""
    key_id, secret = credentials.access_key_id, _text(credentials.secret_access_key)
    ibm = _IBM_SECRET.fullmatch(key_id) and _IBM_ID.fullmatch(secret)
    aws = _AWS_ID.fullmatch(secret) and not _AWS_ID.fullmatch(key_id)
    return bool(ibm or aws)


def _unusual_length(key_id: str, secret: str) -> str | None:
    if _IBM_ID.fullmatch(key_id) and re.fullmatch(r"[0-9a-f]+", secret) and len(secret) not in (48, 64):
        return f"IBM's documentation shows 48 characters in such a secret; this one has {len(secret)}."
    if _IBM_SECRET.fullmatch(secret) and re.fullmatch(r"[0-9a-f]+", key_id) and len(key_id) != 32:
        return f"IBM's documentation shows 32 characters in such an access key id; this one has {len(key_id)}."
    if _AWS_ID.fullmatch(key_id) and len(secret) != 40:
        return f"The secret of an AWS access key has 40 characters; this one has {len(secret)}."
    if _IBM_API_KEY.fullmatch(secret):
        return "The secret has the form of an IAM API key, and those cannot presign."
    return None


def _text(secret: Secret) -> str:
    return secret.reveal().decode("utf-8", "replace")
