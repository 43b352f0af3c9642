"""Presign URLs for IBM Cloud Object Storage and every S3-compatible store, see every stage, and learn why one fails.

Every public name, loaded when it is first used: ``import cosnb`` alone loads no Jupyter package.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .lazy import lazily
from .results import display_with

if TYPE_CHECKING:
    from . import teach
    from .diagnosis import Diagnosis, DiagnosisTable, Finding, diagnose, diagnose_many
    from .display import form_page, save_html, save_link_page, to_html, to_text
    from .errors import CosnbError, CredentialsError, InputError, SandboxError, SendError, UploadError
    from .links import (
        Comparison,
        ParsedRequest,
        PostForm,
        Presigner,
        Verification,
        compare,
        parse,
        presign,
        presign_many,
        presign_post,
        snippets,
        verify,
        write_links,
    )
    from .sandbox import Sandbox
    from .sigv4 import Credentials, Part, Signed, Stage
    from .storage import (
        credential_sources,
        endpoint_advice,
        find_credentials,
        find_endpoint,
        providers,
        search_endpoints,
    )
    from .transfer import Answer, send
    from .uploads import Uploaded, UploadPlan, abort_upload, plan_upload, send_form, send_parts, upload
    from .widgets import BreakIt, PresignForm, SecretField, StageView, UrlInspector

__version__ = "0.1.0"

_load, __dir__ = lazily(
    __name__,
    {
        "errors": "CosnbError CredentialsError InputError SandboxError SendError UploadError",
        "sigv4": "Credentials Part Signed Stage",
        "storage": "credential_sources endpoint_advice find_credentials find_endpoint providers search_endpoints",
        "links": "Comparison ParsedRequest PostForm Presigner Verification compare parse presign presign_many "
        "presign_post snippets verify write_links",
        "diagnosis": "Diagnosis DiagnosisTable Finding diagnose diagnose_many",
        "sandbox": "Sandbox",
        "transfer": "Answer send",
        "uploads": "UploadPlan Uploaded abort_upload plan_upload send_form send_parts upload",
        "display": "form_page save_html save_link_page to_html to_text",
        "widgets": "BreakIt PresignForm SecretField StageView UrlInspector",
        "teach": "",
    },
)

__all__ = [
    "Answer",
    "BreakIt",
    "Comparison",
    "CosnbError",
    "Credentials",
    "CredentialsError",
    "Diagnosis",
    "DiagnosisTable",
    "Finding",
    "InputError",
    "ParsedRequest",
    "Part",
    "PostForm",
    "PresignForm",
    "Presigner",
    "Sandbox",
    "SandboxError",
    "SecretField",
    "SendError",
    "Signed",
    "Stage",
    "StageView",
    "UploadError",
    "UploadPlan",
    "Uploaded",
    "UrlInspector",
    "Verification",
    "abort_upload",
    "compare",
    "credential_sources",
    "diagnose",
    "diagnose_many",
    "endpoint_advice",
    "find_credentials",
    "find_endpoint",
    "form_page",
    "parse",
    "plan_upload",
    "presign",
    "presign_many",
    "presign_post",
    "providers",
    "save_html",
    "save_link_page",
    "search_endpoints",
    "send",
    "send_form",
    "send_parts",
    "snippets",
    "teach",
    "to_html",
    "to_text",
    "upload",
    "verify",
    "write_links",
]


def __getattr__(name: str) -> object:
    """A public name, loaded. Whoever uses one sees results as notebooks can show them."""
    display_with(_display)
    return _load(name)


def _display(result: object) -> Any:
    return import_module(".magics", __name__).display(result)


def load_ipython_extension(shell: Any) -> None:
    """What ``%load_ext cosnb`` calls. An import does it too, where a shell is running."""
    display_with(_display)
    import_module(".magics", __name__).load_ipython_extension(shell)


def _register() -> None:
    """Where an IPython shell is running, it learns ``%presign``."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is not None:
        load_ipython_extension(shell)


_register()
