"""Sending a request exactly as it was signed, and what came back."""

from .answer import Answer, Sent
from .sending import send

__all__ = ["Answer", "Sent", "send"]
