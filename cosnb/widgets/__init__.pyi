# What this package exports, for type checkers and for lazy.py, which loads a name when it is first used.

from .break_it import BreakIt as BreakIt
from .credential_fields import SecretField as SecretField
from .presign_form import PresignForm as PresignForm
from .stage_view import StageView as StageView
from .url_inspector import UrlInspector as UrlInspector
