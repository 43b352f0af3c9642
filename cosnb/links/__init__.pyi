# What this package exports, for type checkers and for lazy.py, which loads a name when it is first used.

from .checking.comparing import Comparison as Comparison, compare as compare
from .checking.verifying import Verification as Verification, verify as verify
from .code import Snippet as Snippet, snippets as snippets
from .forms.form import PostForm as PostForm
from .forms.posting import presign_post as presign_post
from .making import Plan as Plan, plan as plan, presign as presign
from .many.bulk import Presigner as Presigner, presign_many as presign_many
from .many.writing import write_links as write_links
from .reading.answer import StoreError as StoreError, read_error as read_error
from .reading.parsing import ParsedRequest as ParsedRequest, parse as parse
from .redaction import live_texts as live_texts
