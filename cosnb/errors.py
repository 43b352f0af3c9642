"""Every error cosnb raises, as one small tree.

    CosnbError
    ├── InputError         a value that was given cannot be used: .field .value .remedy
    │   └── CredentialsError   credentials are missing, unusable or of the wrong kind
    ├── SandboxError       the sandbox store cannot be started or reached
    └── SendError          a request did not reach a store, or no answer came back

A message names the field, the value and what to do about it. A secret is never a value here.
"""

from __future__ import annotations


class CosnbError(Exception):
    """The root: ``except CosnbError`` catches everything cosnb raises on purpose."""


class InputError(CosnbError, ValueError):
    """A value that cannot be used, with the field it belongs to and the remedy.

    Attributes:
        field: the parameter's name as the caller wrote it, for example ``"expires"``.
        value: what was given, or None where showing it could show a secret.
        problem: one sentence that says what is wrong.
        remedy: one sentence that says what to do.
    """

    def __init__(self, field: str, problem: str, remedy: str, *, value: object = None) -> None:
        self.field, self.problem, self.remedy, self.value = field, problem, remedy, value
        super().__init__(f"{field}: {problem} {remedy}".rstrip())


class CredentialsError(InputError):
    """Credentials that are missing, unusable or of the wrong kind."""


class SandboxError(CosnbError):
    """The sandbox store cannot be started or reached."""


class SendError(CosnbError):
    """A request did not reach a store, or no answer came back."""
