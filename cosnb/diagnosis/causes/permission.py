"""Why a store refuses what was signed rightly: policies, ownership, keys of encryption.

Source of the messages: "Troubleshoot access denied (403 Forbidden) errors in Amazon S3", S3 user guide. AWS names principal,
action and policy for requests inside the same account or organization only.
"""

from __future__ import annotations

from functools import partial

from ..cause import Cause, Failures, Said

_DENIED: Failures = frozenset({"denied"})
_WHO = r"(?i)is not authorized to perform: (\S{1,80})[^\n]*?"
_cause = partial(Cause[None, None], stage="permission", fails="denied", leads_to=_DENIED, side="store")

CAUSES: tuple[Cause[None, None], ...] = (
    _cause(
        id="kms-denied",
        title="The signature was accepted: the signer may not use the key that encrypts the object ({how})",
        why="The object is encrypted by a KMS key, whose own policy decides who may use it, beside the permissions on the "
        "bucket.",
        fix="Allow the signer kms:Decrypt (to read) or kms:GenerateDataKey (to write) in the policy of the key and in its "
        "own.",
        answers=(Said(("AccessDenied",), r"(?i)perform: (kms:\w{1,40})|\bkms\b|ciphertext refers", how=r"\1"),),
    ),
    _cause(
        id="public-access-blocked",
        title="The signature was accepted: Block Public Access forbids {how}",
        why="The setting of the bucket or the account overrides policies and access control lists that make objects public.",
        fix="Leave the ACL out of the request, or change the setting BlockPublicAcls or BlockPublicPolicy; a presigned URL "
        "needs neither.",
        answers=(Said(("AccessDenied",), r"(?i)prevented by the (BlockPublic\w{1,20})", how=r"this (\1)"),),
    ),
    _cause(
        id="explicit-deny",
        title="The signature was accepted: a policy denies it ({how})",
        why="An explicit deny wins over every allow, so a permission that is added elsewhere does not help.",
        fix="Look at the deny statements of that policy and their conditions: source address, VPC endpoint, TLS, "
        "encryption, s3:signatureAge.",
        answers=(
            Said(
                ("AccessDenied",),
                _WHO + r"explicit deny in an? ([\w -]{1,60}?) ?policy",
                how=r"\1, explicit deny in a \2 policy",
            ),
        ),
    ),
    _cause(
        id="not-allowed",
        title="The signature was accepted: no policy allows it ({how})",
        why="Whoever signed lacks the permission; the answer names the kind of policy that would have to give it.",
        fix="Allow the action for the signer in a policy of that kind.",
        answers=(
            Said(("AccessDenied",), _WHO + r"because no ([\w -]{1,60}?) ?policy allows", how=r"\1, no \2 policy"),
        ),
    ),
    _cause(
        id="access-denied",
        title="The signature was accepted: whoever signed may not do this",
        why="A URL can do what its signer can. A policy, a firewall or an allow-list may refuse as well; and S3 says so "
        "for an object that does not exist if the signer may not list the bucket.",
        fix="Give the signer the right (read or write on this bucket), and check firewall and policies.",
        answers=(
            Said(("AccessDenied", "Forbidden", "AllAccessDisabled", "AccountProblem", "NotSignedUp")),
            # Backblaze B2, for keys that are limited to another bucket and for URLs that are signed by Version 2.
            Said(("UnauthorizedAccess",), certainty="likely"),
        ),
    ),
    _cause(
        id="acl-not-supported",
        title="The signature was accepted: the bucket takes no access control lists",
        why="Its object ownership is 'bucket owner enforced', the default of new buckets, which refuses every request with "
        "an ACL.",
        fix="Sign without x-amz-acl; give access by a policy, or change the bucket's object ownership.",
        answers=(Said(("AccessControlListNotSupported",)),),
    ),
)
