"""Public names that are loaded when they are first used (PEP 562), so that an import costs what is used of it."""

import sys
from collections.abc import Callable
from importlib import import_module
from itertools import pairwise

from .notices import advise

# Names of the version before, which work for this one.
RENAMED = {"SignedRequest": "ParsedRequest"}


def lazily(package: str) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """``__getattr__`` and ``__dir__`` for a package, which gets its ``__all__`` here, out of the stub beside it, ``__init__.pyi``."""
    homes, home_of = set[str](), dict[str, str]()
    with open(f"{sys.modules[package].__file__}i", encoding="utf-8") as stub:
        home = ""
        for words in (line.replace(",", " ").split() for line in stub):
            home = words[1].lstrip(".") if words[:1] == ["from"] else home
            home_of |= {name: home for before, name in pairwise(words) if before == "as"}
            homes.add(home)

    def load(name: str) -> object:
        if name in homes or home_of.get(name) == "":
            return import_module(f".{name}", package)
        new = RENAMED.get(name, name)
        if new not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        if new != name:
            advise(f"{package}.{name} is now {package}.{new}; the next version has only that.", DeprecationWarning)
        value = getattr(import_module(f".{home_of[new]}", package), new)
        setattr(sys.modules[package], name, value)
        return value

    def listed() -> list[str]:
        # Not what the package imports for itself, nor a module within one: both are of no use to whoever looks.
        own = [name for name in vars(sys.modules[package]) if name.startswith("__") and name.endswith("__")]
        return sorted({*own, *filter(str.isidentifier, homes), *home_of})

    vars(sys.modules[package])["__all__"] = sorted(home_of)
    return load, listed
