"""A presigned link as an object: made, parsed, verified, and the store's answer read."""

from .make import Plan, plan, presign
from .parse import SignedRequest, parse
from .verify import Verification, verify

__all__ = ["Plan", "SignedRequest", "Verification", "parse", "plan", "presign", "verify"]
