"""A presigned link as an object: made, parsed, verified, and the store's answer read."""

from .making import Plan, plan, presign
from .parsing import SignedRequest, parse
from .verifying import Verification, verify

__all__ = ["Plan", "SignedRequest", "Verification", "parse", "plan", "presign", "verify"]
