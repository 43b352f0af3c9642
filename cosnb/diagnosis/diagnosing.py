"""Why does it fail? Evidence in, ranked findings out."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal
from urllib.parse import unquote

from ..links.reading.pasted import CUT
from ..links.reading.python import UNREAD
from ..links.redaction import Hider, live_of_headers, live_texts
from ..notices import progress_bar
from ..scrub_frames import scrub_frames
from ..sigv4 import Credentials
from ..storage.credentials import local_key_pair
from .arguments import Arguments, check_arguments
from .cause import Sight
from .causes import BY_ID
from .causes.policy import has_range
from .causes.scheme import MAX_URL
from .copies import others_in
from .evidence import Evidence
from .finding import Diagnosis, Finding
from .formatting import shown
from .guessing import failure_of, guesses, meaning_of
from .proving import prove
from .ranking import ranked, with_repairs
from .reading import read_evidence
from .reply import WORDS
from .search.searching import Outcome, Reach
from .slots import looks_secret, revealed


@scrub_frames
def diagnose(
    evidence: object,
    *,
    credentials: Credentials | Literal[False] | None = None,
    response: object = None,
    method: str | None = None,
    headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    body: bytes | str | None = None,
    provider: str | None = None,
    hosts: Iterable[str] = (),
    budget: float = 2.0,
    now: datetime | None = None,
    progress: bool | None = None,
) -> Diagnosis:
    """Say why a presigned URL, or another signed request, fails. Nothing is sent anywhere.

    Args:
        evidence: whatever there is: a URL, a text with a URL in it, a curl, wget or PowerShell command, ``fetch(…)``,
            Python code that calls requests or httpx, a HAR, a raw HTTP request, a form, the store's error, or several of
            them in one paste; or the path of a file with it. Or what a client gave: the response of requests, httpx or
            aiohttp, or the error that was raised, also by urllib, boto3 or what uses them; or what
            :func:`cosnb.presign`, ``send`` or ``parse`` returned.
        credentials: the key pair that signed; with it the cause can be proven. None uses one of the environment or of a
            local file if its access key id is that of the request, and says so; False uses none.
        response: the store's answer: the body as text, a mapping with ``status``, ``headers`` and ``body``, or any object
            with attributes of these names.
        method: the HTTP method that was sent, where the evidence does not tell.
        headers: the headers that were sent, a mapping or pairs.
        body: the body that was sent.
        provider: the store's id, such as ``"minio"``, where its host does not tell; see ``cosnb.providers()``.
        hosts: other names under which the store is known, such as ``"minio:9000"``.
        budget: seconds that the search for proof may take.
        now: the clock to judge by, with a time zone; None reads this machine's.
        progress: a progress bar: True at once, False none, None where it takes more than half a second.

    Returns:
        The findings, the surest first, and what was checked. A proof is claimed only where a recomputed signature equals
        the one in the URL, or all but a few digits of it. An interrupt during the search ends it, and what was found by then is returned.

    Raises:
        InputError: ``provider`` is not known, ``now`` has no time zone, or an argument has the wrong type.
    """
    given = check_arguments(credentials, method, headers, body, provider, hosts, budget, now)
    given = given._replace(look=local_key_pair if credentials is None else None)
    label = f"searching for proof, {given.budget:g} s at most"
    with progress_bar(progress, label, None, unit=" tried", leave=False) as tick:
        return judge(evidence, response, given, tick=tick)


def judge(
    evidence: object,
    response: object,
    given: Arguments,
    *,
    tick: Callable[[int], object],
    searches: Iterable[Reach] = (Reach(),),
) -> Diagnosis:
    """The diagnosis of one request, by arguments that were checked.

    Args:
        tick: called with how many more hypotheses were tried.
        searches: how far to search for proof: one after the other, until one finds it.
    """
    e, mended = read_evidence(evidence, response, given)
    here = list[str]()
    if given.look and (pair := given.look(e.request.access_key_id)):
        given = given._replace(credentials=pair)
        here.append(f"The key pair with the access key id of the request, which was found here: {pair.source}.")
        e = replace(e, credentials=pair)
        if not e.pasted.host:  # the endpoint that stands beside the keys may be that of a target alone
            e, mended = read_evidence(e.pasted, e.reply if response is None else response, given)
    if len(e.pasted.wire) > MAX_URL:
        told = Sight("certain", f"it begins: {shown(e.pasted.wire[:80])}", f"{len(e.pasted.wire):,}")
        found, checked = (BY_ID["too-long"].found(told),), ("The length of the URL.",)
        return Diagnosis(found, e.pasted, checked, live_texts=live_texts_of(e))
    given_evidence, (e, seen) = e, own_answer(e)
    meaning = meaning_of(e.reply)
    e = replace(e, failed=failure_of(e.reply), answered=meaning.cause.id if meaning else None)
    seen += guesses(e)
    proof = prove(e, mended, budget=given.budget, tick=tick, searches=searches)
    live = live_texts_of(given_evidence)
    hide = Hider(live)
    made = with_repairs(e, [*proof.undone, *seen, *proof.findings], proof.repair)
    findings = [_hidden(finding, hide) for finding in made]
    outcome = proof.outcome or Outcome()
    kept, aside = ranked(findings, e, is_valid=proof.is_valid, is_known=bool(outcome.matches))
    return Diagnosis(
        findings=tuple(_as_sure_as_read(finding, e) for finding in kept),
        request=replace(e.pasted, method=e.method, headers=e.headers, body=e.body),
        reply=given_evidence.reply,
        checked=tuple(map(hide, [*_checked(e), *here, *proof.notes])),
        tried=outcome.tried,
        superseded=aside,
        complete=outcome.complete,
        interrupted=outcome.interrupted,
        live_texts=live,
    )


def _hidden(finding: Finding, hide: Callable[[str], str]) -> Finding:
    """The finding with nothing in its words that works as a credential, whatever they repeat."""
    words: dict[str, Any] = {name: hide(getattr(finding, name)) for name in ("title", "explanation", "evidence", "fix")}
    return replace(finding, **words)


# What a text says of a link that does not work.
_AILING = re.compile(WORDS["ailing"])


def _as_sure_as_read(finding: Finding, e: Evidence) -> Finding:
    """The finding, likely at most where what was not read could speak against it, or where nobody says that the link fails."""
    if e.reply and e.reply.ok and finding.stage != "transfer":
        return replace(finding, certainty="possible")
    if finding.certainty == "possible" or (finding.certainty == "proven" and CUT not in e.pasted.marks):
        return finding
    unsaid = finding.id == "method" and UNREAD in e.pasted.marks and not e.arrived
    # A client or a log tells of a URL, not of the headers, where a signature may have been.
    unsaid = unsaid or (finding.id == "unsigned" and e.pasted.source == "text")
    spoken = e.reply is None and e.pasted.source == "text" and bool(e.request.wire) and not BY_ID[finding.id].holds
    if unsaid or CUT in e.pasted.marks:
        return replace(finding, certainty="likely", repaired_url=None)
    if finding.certainty == "certain" and spoken and not _AILING.search(text := e.pasted.text[:_MOST]):
        # A text speaks of a link, in four words at least, and not of a failure.
        words = sum(word.strip(".,:;!?").isalpha() and len(word) < 30 for word in text.split())
        return replace(finding, certainty="likely") if words > 3 else finding
    return finding


def _checked(e: Evidence) -> list[str]:
    """What was looked at, in words."""
    notes = list(filter(None, (others_in(e),)))
    if e.request.wire:
        rules = "S3, as most stores follow them" if e.provider.id == "custom" else e.provider.name
        notes.append(f"The form of the URL, its parameters, path and host, by the rules of {rules}.")
        if e.is_ibm and e.has_scope:
            notes.append("The region was not judged: IBM documents that its scope takes any string.")
            if (e.request.expires or 0) > 604_800:
                notes.append("The expiry is over 7 days: IBM documents no maximum; it was not seen on the server.")
    if e.request.kind == "post":
        size = " The size of the file, which the policy limits, was not checked." if has_range(e) else ""
        notes.append(f"The fields of the form, by the conditions of its policy.{size}")
    if e.request.expires_at:
        notes.append(f"The expiry, by {e.clock}: {e.now:%Y-%m-%d %H:%M:%S} UTC.")
    if UNREAD in e.pasted.marks:
        notes.append("Not all of the code was understood, so the URL was looked at alone.")
    if UNREAD in e.pasted.marks or CUT in e.pasted.marks:
        notes += e.pasted.problems
    if e.is_sent:
        notes.append(f"The request as it was sent: {e.method or 'method unknown'}, {len(e.headers)} headers.")
    if e.reply:
        notes.append(f"The store's answer: {e.reply.code or e.reply.kind}, status {e.reply.status or 'not given'}.")
        if e.echo and (e.echo.text or e.echo.scope):
            notes.append("What the store says it computed, line by line.")
    return notes


# The store's words may be cut or blotted out, and so may the URL; what is left of a signature is compared.
_SIGNATURE = re.compile(r"[0-9a-f]{64}")
_BEGINNING = re.compile(r"[0-9a-f]{8,64}")


def own_answer(e: Evidence) -> tuple[Evidence, list[Finding]]:
    """The evidence without an answer that belongs to another URL, and the finding that says so."""
    provided = (e.reply.fields.get("SignatureProvided", "") if e.reply else "").strip().lower()
    if not e.has_scope or not _SIGNATURE.fullmatch(provided):
        return e, []
    given = [_BEGINNING.match(text.strip().lower()) for text in (e.request.signature, e.pasted.signature)]
    if not all(given) or any(found and provided.startswith(found[0]) for found in given):
        return e, []
    what = "URL" if e.request.kind == "query" else "request"
    told = f"SignatureProvided in the answer is not the signature of this {what}"
    found = BY_ID["other-answer"].found(Sight("certain", told, what))
    return replace(e, reply=None, target=None), [found]


_MOST = 100_000  # characters of an answer; no more of one is repeated


def live_texts_of(e: Evidence) -> tuple[str, ...]:
    """Tokens, signatures, keys and cookies: those that are known first, then those that names and looks betray."""
    requests = (e.pasted,) if e.request is e.pasted else (e.pasted, e.request)
    read = (text for request in requests for text in request.live_texts)
    told = (*live_of_headers(e.reply.headers.items()), *live_texts(e.reply.text[:_MOST])) if e.reply else ()
    return tuple(dict.fromkeys((*_known(e), *live_of_headers(e.headers), *read, *told)))


def _known(e: Evidence) -> Iterator[str]:
    """The session token, which a repaired URL holds; the secret only where the paste holds it, so that it stays here."""
    if e.credentials and e.credentials.session_token:
        yield revealed(e.credentials.session_token).decode("utf-8", "replace")
    if e.credentials:
        secret = revealed(e.credentials.secret_access_key).decode("utf-8", "replace")
        if secret and (secret in e.pasted.text or secret in unquote(e.pasted.text)):
            yield secret
    if looks_secret(e.request.access_key_id):
        yield e.request.access_key_id
