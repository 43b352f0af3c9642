"""A signed request as code to copy, in two honest groups.

``sends``: sends this very URL, which works until it expires, and so is a credential in the copied text. An answer other
than 2xx ends it with an error that holds the store's words, and leaves an earlier file as it was.
``signs``: makes an equivalent URL (same host, path and query but for the time) with keys from the environment.

Each is offered only where it is valid; where it is not, it says why.
"""

from ...errors import InputError
from ...scrub_frames import scrub_frames
from ...sigv4 import Signed
from ..forms.form import PostForm
from .clients import read
from .formats import all_formats
from .sdk_snippets import made_by, trace
from .sending import posted_by, sent_by
from .snippet import Group, Snippet

__all__ = ["Group", "Snippet", "snippets"]


@scrub_frames
def snippets(signed: Signed | PostForm) -> tuple[Snippet, ...]:
    """Code that sends a signed request, or makes one like it; or sends an upload form.

    Args:
        signed: what to copy. Bucket, key, endpoint and region are read from its parts, so nothing else is needed;
            where it was signed from a ready-made URL its parts do not tell, and the second group is not offered.

    Returns:
        Always the same, in the same order: url, markdown, curl, wget, powershell, requests, httpx, fetch,
        http (a file for an editor's HTTP client); cosnb, boto3, ibm_boto3, sdk_js (the SDK for JavaScript v3, which adds
        two parameters of its own to the URL), aws. Of a form three: curl, requests, fetch. One that is not valid for
        this request has no text, and ``unavailable`` says why.

    The secret access key is in none of them, nor is the access key id. The second group reads both from the
    environment: ``COS_HMAC_ACCESS_KEY_ID`` and ``COS_HMAC_SECRET_ACCESS_KEY`` for IBM COS and for the sandbox,
    ``AWS_ACCESS_KEY_ID`` and ``AWS_SECRET_ACCESS_KEY`` for every other store, and ``AWS_SESSION_TOKEN`` with those
    wherever the request carries a session token. A customer's encryption key is read from ``SSE_CUSTOMER_KEY``.

    Raises:
        InputError: it is neither.
    """
    if isinstance(signed, PostForm):
        return tuple(posted_by(how, signed) for how in all_formats() if how.post_needs)
    if not isinstance(signed, Signed):
        problem = f"a {type(signed).__name__} does not tell what was signed."
        raise InputError("signed", problem, "Give what presign(…) or presign_post(…) returned.")
    link, origin = read(signed), trace(signed)
    return tuple(sent_by(how, link) if how.group == "sends" else made_by(how, origin) for how in all_formats())
