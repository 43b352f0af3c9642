"""Presign URLs for IBM Cloud Object Storage and every S3-compatible store, see every stage, and learn why one fails.

Every public name, loaded when it is first used: ``import cosnb`` alone loads no Jupyter package.
"""

import sys
from importlib import import_module
from typing import Any

from .lazy import lazily
from .results import display_with

__version__ = "0.1.0"

_load, __dir__ = lazily(__name__)


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


# Where an IPython shell is running, it learns ``%presign``.
if (_ipython := sys.modules.get("IPython")) and (_shell := _ipython.get_ipython()):
    load_ipython_extension(_shell)
