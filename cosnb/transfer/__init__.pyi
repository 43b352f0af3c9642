# What this package exports, for type checkers and for lazy.py, which loads a name when it is first used.

from .answer import Answer as Answer, Sent as Sent
from .asking import PageRules as PageRules, allow_page as allow_page, list_objects as list_objects
from .problems import proxy_for as proxy_for
from .sending import send as send
