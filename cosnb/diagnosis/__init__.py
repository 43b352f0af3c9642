"""Why a signed request fails: evidence in, findings out, with proof where a recomputed signature is the one in the URL."""

from ..lazy import lazily

__getattr__, __dir__ = lazily(__name__)
