"""Forms for the notebook: state and events; what they show is made by display, what they do by links and transfer."""

from .break_it import BreakIt
from .presign_form import PresignForm
from .secret_field import SecretField
from .stage_view import StageView
from .url_inspector import UrlInspector

__all__ = ["BreakIt", "PresignForm", "SecretField", "StageView", "UrlInspector"]
