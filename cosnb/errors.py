"""Every error cosnb raises. A message names the field, the value and what to do about it; a secret is never a value here."""

from .visible import visible

_LONGEST = 2000  # characters of a sentence


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
        # The arguments, so that the error can be pickled and raised again in another process.
        super().__init__(field, problem, remedy)

    def __str__(self) -> str:
        # They repeat what was given, which may be anything.
        return f"{self.field}: {visible(self.problem, _LONGEST)} {visible(self.remedy, _LONGEST)}".rstrip()


class CredentialsError(InputError):
    """Credentials that are missing, unusable or of the wrong kind."""


class SandboxError(CosnbError):
    """The sandbox store cannot be started or reached."""


class SendError(CosnbError):
    """A request did not reach a store, no answer came back, or not the one that was needed."""


class UploadError(CosnbError):
    """A store did not take a part of an upload, or not as it was sent.

    Attributes:
        status: the HTTP status it refused with, or None where it accepted something other than what was sent.
        code: the store's error code, such as ``"NoSuchUpload"``, or None where it gave none.
    """

    def __init__(self, message: str, *, status: int | None = None, code: str | None = None) -> None:
        self.status, self.code = status, code
        super().__init__(message)


def install_command(*packages: str) -> str:
    """The command that installs packages of an extra, each as this package asks for it, wherever it came from itself."""
    from importlib.metadata import PackageNotFoundError, requires  # only where something is missing

    try:
        rows = requires("cosnb") or []
    except PackageNotFoundError:  # run out of a folder
        rows = []
    asked = [row.partition(";")[0].strip() for row in rows]
    named = (next((row for row in asked if row.startswith(name)), name) for name in packages)
    return "pip install " + " ".join(f'"{row}"' for row in named)
