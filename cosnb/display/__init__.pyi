# What this package exports, for type checkers and for lazy.py, which loads a name when it is first used.

from .answers import answer_tree as answer_tree, with_causes as with_causes
from .comparison import beside_tree as beside_tree
from .formatting import save_html as save_html, to_html as to_html, to_text as to_text, tree_of as tree_of
from .link_page import save_link_page as save_link_page
from .page import copy_as as copy_as, to_message as to_message
from .posting import form_page as form_page, upload_page as upload_page
from .stages import masked as masked, signed_tree as signed_tree
from .tree import Node as Node, fold as fold, line as line, node as node, view as view
