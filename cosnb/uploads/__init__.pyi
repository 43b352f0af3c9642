# What this package exports, for type checkers and for lazy.py, which loads a name when it is first used.

from .parts import Uploaded as Uploaded, send_parts as send_parts
from .plan import UploadPlan as UploadPlan, plan_upload as plan_upload
from .posting import send_form as send_form
from .whole import abort_upload as abort_upload, upload as upload
