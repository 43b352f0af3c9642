"""The catalogue: every cause of a refusal, in one module for each piece of the request that it is about.

What a cause is called, means and leads to is a row of the JSON file beside the module; the module has the code that looks for
it, does it, undoes it, or signs as a faulty signer does.
"""

from collections.abc import Container, Iterator
from typing import Any

from ...notices import advise
from ..cause import AnyCause, Many, Option
from ..evidence import Evidence
from ..lens import Lens, options
from . import (
    form,
    headers,
    host,
    method,
    path,
    place,
    policy,
    query,
    scheme,
    scope,
    secret,
    store,
    time,
    token,
    transfer,
    url,
)
from .rows import data_of, plain_causes

# In the order in which they are asked; where two findings are equally sure, the first one stands first.
CAUSES: tuple[AnyCause, ...] = (
    *url.CAUSES,
    *scheme.CAUSES,
    *form.CAUSES,
    *policy.POLICY,
    *policy.CAUSES,
    *time.CAUSES,
    *scope.OTHER,
    *scope.SCOPES.values(),
    *scope.TIME,
    *token.CAUSES,
    *place.CAUSES,
    *method.TURNED,
    *host.HOST,
    *host.ADDRESS,
    *path.CAUSES,
    *query.DAMAGE,
    *query.SIGNER,
    *headers.HEADER,
    *headers.LIST,
    *headers.LINES,
    *headers.OTHER,
    *method.METHOD,
    *method.PAYLOAD,
    *method.LAYOUT,
    *method.OTHER,
    *transfer.CAUSES,
    *plain_causes("answers"),
    *store.CAUSES,
    *plain_causes("conclusions"),
    *secret.OTHER,
    *secret.SECRET,
)
BY_ID: dict[str, AnyCause] = {cause.id: cause for cause in CAUSES}
assert len(BY_ID) == len(CAUSES), "an id is declared twice"
# What version 0.1 called a cause: its ids, the ticks of the break-it panel, the guesses of mystery 403; and the id now.
_FORMER: dict[str, str] = data_of("renamed")["former"]
RENAMED = {old: new for new, former in _FORMER.items() for old in former.split()}


def cause(name: str) -> AnyCause | None:
    """The cause of an id, of this version or of version 0.1; None where there is none."""
    name = name.partition(":")[0]  # some of them named a header or a field behind a colon
    return BY_ID.get(RENAMED.get(name, name))


def current(name: str, known: Container[str]) -> str:
    """The id of a cause, by the one that it has or had; of one that it had there is a warning, which says the new one."""
    now = RENAMED.get(name, name)
    if name in known or now not in known:
        return name
    advise(f"{name!r} is called {now!r} now.", DeprecationWarning)
    return now


def alone(e: Evidence) -> Iterator[Many]:
    """What has too many values to be combined with anything else."""
    yield from headers.lengths(e)
    yield from path.one_letter_off(e)


def hypotheses(e: Evidence, ids: frozenset[str] | None = None) -> Iterator[tuple[str, Iterator[Option]]]:
    """What may have been signed in place of what is there now, piece by piece, in the order in which it is tried.

    Args:
        ids: the causes to ask; None for all.
    """
    names = [name for name in e.signed_headers if name not in ("", "host")]
    rows: list[tuple[str, Lens[Any, Any], tuple[AnyCause, ...]]] = [
        ("secret", secret.SecretLens(), secret.SECRET),
        ("method", method.MethodLens(), method.METHOD),
        ("host", host.HostLens(), host.HOST),
        ("host", host.AddressLens(), host.ADDRESS),
        ("path", path.PathLens(), path.CAUSES),
        ("query", query.QueryLens(), (*token.CAUSES, *query.DAMAGE, *query.SIGNER)),
        *(("signed headers", headers.HeaderLens(name), headers.HEADER) for name in names),
        ("list of signed headers", headers.ListLens(), headers.LIST),
        ("list of signed headers", headers.LinesLens(), headers.LINES),
        ("payload hash", method.PayloadLens(), method.PAYLOAD),
        *(("scope", scope.ScopeLens(slot), (cause,)) for slot, cause in scope.SCOPES.items()),
        ("scope", scope.TimeLens(), scope.TIME),
        ("layout", method.LayoutLens(), method.LAYOUT),
        ("policy", policy.PolicyLens(), policy.POLICY),
    ]
    for name, lens, causes in rows:
        yield name, options(lens, causes if ids is None else tuple(one for one in causes if one.id in ids), e)
