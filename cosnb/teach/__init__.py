"""Exercises for the lessons: they say what is right, what to look at first, and which rule it is about.

    from cosnb import teach

    teach.exercise("string_to_sign")         the task, and what it gives
    teach.check("string_to_sign", answer)    right, or the first byte that differs and its rule
    teach.hint("string_to_sign")             a hint; again for the next of three
    teach.solution("string_to_sign")         the answer, last
    teach.mystery(7)                         a link that fails; find out why

Own material: ``teach.check("canonical_request", text, of=link)`` compares with a stage of any signing made with example
credentials. No answer is kept.
"""

from ..errors import InputError
from ..sigv4 import Signed
from .exercise import Exercise, Feedback, Shown
from .mystery import Mystery, mystery
from .stages import KEYS, StageJudge, check_key

__all__ = ["Exercise", "Feedback", "Mystery", "check", "exercise", "hint", "mystery", "names", "solution"]

# How many hints of an exercise were shown since its task was; gone with the kernel.
_hints: dict[str, int] = {}


def names() -> tuple[str, ...]:
    """The names of all exercises, lesson by lesson."""
    from .catalogue import EXERCISES

    return tuple(EXERCISES)


def exercise(name: str) -> Exercise:
    """An exercise by its name; as the last line of a cell it shows its task. Its hints begin with the first again.

    Raises:
        InputError: there is no exercise of that name.
    """
    found = _find(name)
    _hints.pop(name, None)
    return found


def check(name: str, answer: object, *, of: Signed | None = None) -> Feedback:
    """Say whether an answer is right and, if it is not, what to look at first.

    Args:
        name: an exercise; with ``of``, a stage (``"canonical_request"``, ``"scope"``, ``"string_to_sign"``,
            ``"signature"``, ``"url"``) or a key (``"kDate"``, ``"kRegion"``, ``"kService"``, ``"kSigning"``).
        answer: a text, its bytes or a list, as the task asks; anything else gets an answer too.
        of: the signing whose stage is the right answer; made with published example credentials.

    Returns:
        The feedback, which shows itself; ``.right`` is True or False.

    Raises:
        InputError: there is no exercise or stage of that name, or ``of`` was signed with live credentials.
    """
    if of is None:
        return _find(name).check(answer)
    if not of.example:
        problem = "it was signed with live credentials, and an exercise shows signatures."
        raise InputError("of", problem, "Use published example credentials, such as the sandbox's.")
    return check_key(of, name, answer) if name in KEYS else StageJudge(of, name).check(answer)


def hint(name: str) -> Shown:
    """The next hint of an exercise, of three. Raises what :func:`exercise` raises."""
    found = _find(name)
    _hints[name] = min(_hints.get(name, 0) + 1, len(found.hints))
    return found.hint(_hints[name])


def solution(name: str) -> Shown:
    """The right answer of an exercise, and why it is that. Raises what :func:`exercise` raises."""
    return _find(name).solution()


def _find(name: str) -> Exercise:
    from .catalogue import EXERCISES, made

    if not isinstance(name, str) or name not in EXERCISES:
        raise InputError("name", f"{name!r} is not an exercise.", f"There are: {', '.join(names())}.", value=name)
    return made(name)
