"""Forms for the notebook: state and events; what they show is made by display, what they do by links and transfer."""

from ..lazy import lazily

__getattr__, __dir__ = lazily(__name__)
