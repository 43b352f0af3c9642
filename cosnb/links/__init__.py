"""A presigned link as an object: made, read, verified, compared, and the store's answer read.

making     one link; template cuts it at its key
many       a million: streamed, and written to files
forms      an upload form and its policy
reading    what a link says, wherever it stood
checking   the store's side; two signings side by side
code       a link as a command or a program
redaction  what works as a credential, found in any text
"""

from ..lazy import lazily

__getattr__, __dir__ = lazily(__name__)
