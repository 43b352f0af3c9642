"""Modules for one store alone: what they import is looked up in a table first, so that nothing else must change for them."""

import builtins
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from types import ModuleType, SimpleNamespace
from typing import Any


class Modules:
    """Those of a package; ``instead`` has what they get for another one, by its name or its package's, or None: it is absent."""

    def __init__(self, package: str, instead: dict[str, Any]) -> None:
        self._own: dict[str, ModuleType] = {}
        self._package, self._instead = package, {"importlib": SimpleNamespace(import_module=self.load), **instead}
        self._builtins = {**vars(builtins), "__import__": self._import}

    def load(self, name: str) -> Any:
        """One of them. Raises ImportError, and whatever it raises."""
        if name not in self._own:
            above, _, last = name.rpartition(".")
            spec = PathFinder.find_spec(name, self.load(above).__path__ if above else None)
            if spec is None or spec.loader is None:
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)
            module = self._own[name] = module_from_spec(spec)
            vars(module)["__builtins__"] = self._builtins
            spec.loader.exec_module(module)
            if above:
                setattr(self._own[above], last, module)
        return self._own[name]

    def _import(self, name: str, *given: Any, **more: Any) -> Any:
        """In the place of ``__import__``, which statements call with a name, two dictionaries, and what they want of it."""
        first, wanted = name.partition(".")[0], more.get("fromlist") or (given[2] if len(given) > 2 else None) or ()
        if first == self._package:
            module = self.load(name)
            for each in [each for each in wanted if not hasattr(module, each)]:
                self.load(f"{name}.{each}")
            return module if wanted else self._own[first]
        found = self._instead.get(name, self._instead.get(first, self))
        if found is None:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return __import__(name, *given, **more) if found is self else found
