"""Object storage as its users meet it: endpoints, providers, addressing, input checks, and sources of credentials."""

from ..lazy import lazily

__getattr__, __dir__ = lazily(__name__)
