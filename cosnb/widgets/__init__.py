"""Forms for the notebook: state and events; what they show is made by display, what they do by links and transfer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy import lazily

if TYPE_CHECKING:
    from .break_it import BreakIt
    from .credential_fields import SecretField
    from .presign_form import PresignForm
    from .stage_view import StageView
    from .url_inspector import UrlInspector

__getattr__, __dir__ = lazily(
    __name__,
    {
        "break_it": "BreakIt",
        "credential_fields": "SecretField",
        "presign_form": "PresignForm",
        "stage_view": "StageView",
        "url_inspector": "UrlInspector",
    },
)
