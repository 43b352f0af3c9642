"""Uploads that are more than one PUT: a large file in parts, and a form with a file."""

from .parts import Uploaded, send_parts
from .plan import UploadPlan, plan_upload
from .posting import send_form
from .whole import abort_upload, upload

__all__ = ["UploadPlan", "Uploaded", "abort_upload", "plan_upload", "send_form", "send_parts", "upload"]
