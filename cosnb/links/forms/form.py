"""An upload form as data, and how its policy is signed.

    policy (JSON) ─► Base64, which is the string to sign ─┐
    secret ─► kDate ─► kRegion ─► kService ─► kSigning ───┴─► signature

Source of the rule: "Authenticating requests in browser-based uploads using POST", Amazon S3 API reference.
"""

import base64
from dataclasses import dataclass
from datetime import datetime

from ...notices import advise
from ...results import Result
from ...sigv4 import Credentials, Part, Stage, utc
from ...sigv4.moments import timestamp_of
from ...sigv4.parts import joined
from ...sigv4.signed import derive
from ...sigv4.signing import scope_pieces
from ...storage import Advice
from ...visible import MASK, visible
from ..template import Derivation


@dataclass(frozen=True, slots=True, repr=False)
class PostForm(Result):
    """A form that is ready to be sent with a file.

    Attributes:
        url: where the form goes, with the method POST and the type multipart/form-data.
        fields: what the form sends, name to value, in this order; the file follows them, named ``file``.
        required_fields: the fields that a condition asks for and that are still empty, such as ``Content-Type``.
        scope: date, region, service and terminator.
        document: the policy as a stage, each byte with its source.
        encoded: its Base64, which is the string to sign.
        derivation: the four HMACs that make the signing key.
        made: the signature as a stage.
        signed_at, expires_at: when it was signed, and when the store stops taking it (UTC).
        advice: what may not work at this store.
        example: the credentials are published ones, so that everything may be shown and saved.
    """

    url: str
    fields: dict[str, str]
    required_fields: tuple[str, ...]
    scope: Stage
    document: Stage
    encoded: Stage
    derivation: Derivation
    made: Stage
    signed_at: datetime
    expires_at: datetime
    advice: tuple[Advice, ...]
    example: bool

    @property
    def to_add(self) -> tuple[str, ...]:
        """What :attr:`required_fields` was called in version 0.1."""
        advise("PostForm.to_add is now PostForm.required_fields; the next version has only that.", DeprecationWarning)
        return self.required_fields

    @property
    def policy(self) -> str:
        """The policy: a JSON text."""
        return self.document.text

    @property
    def signature(self) -> str:
        """64 lower-case hex digits."""
        return self.made.text

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Every text, in the order it is made; the key derivation comes between the third and the fourth."""
        return self.scope, self.document, self.encoded, self.made

    @property
    def live_texts(self) -> tuple[str, ...]:
        """What of this works as a credential: the signature, and with temporary keys the token and the policy."""
        parts = (part for stage in self.stages for part in stage.parts)
        return tuple({part.text for part in parts if part.is_live})

    def __repr__(self) -> str:
        signature = self.signature if self.example else MASK
        key, until = visible(self.fields["key"], 300), f"{self.expires_at:%Y-%m-%dT%H:%M:%SZ}"
        return f"PostForm({self.url}, key={key!r}, expires_at={until}, signature={signature})"


def sign_policy(
    policy: Stage, credentials: Credentials, *, region: str, now: datetime
) -> tuple[Stage, Stage, Derivation, Stage]:
    """Sign the text of a policy, whoever wrote it: the scope, the Base64, the key derivation and the signature."""
    pieces = scope_pieces(timestamp_of(utc(now))[0], region)
    # Base64 hides nothing: where a token is in the policy, its Base64 is as secret.
    holds = next((part.source for part in policy.parts if part.is_live), "policy")
    encoded = Stage("policy_base64", (Part(base64.b64encode(policy.text.encode()).decode(), holds),))
    derivation = derive(credentials, pieces)
    made = Part(derivation[-1].output.signature(encoded.text), "signature")
    return Stage("scope", joined(pieces)), encoded, derivation, Stage("signature", (made,))
