"""What shows without credentials: in the request, in the store's answer, and between the two."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..links.reading.answer import code_of
from .cause import AnyCause, Sight
from .causes import BY_ID, CAUSES
from .causes.token import is_without_session
from .evidence import Evidence
from .finding import Certainty, Finding
from .formatting import shown
from .received import in_two_spellings, on_the_way, signed_by_client
from .reply import WORDS, Reply


def guesses(e: Evidence) -> Iterator[Finding]:
    """Every finding that needs no secret, in the order of the catalogue."""
    for cause in CAUSES:
        if cause.seen:
            yield from map(cause.found, cause.seen(e))
    yield from _answered(e)
    yield from on_the_way(e)
    yield from signed_by_client(e)
    yield from in_two_spellings(e)
    yield from _told(e)


def _told(e: Evidence) -> Iterator[Finding]:
    """What the words around a request tell, where the store computed another signature."""
    text = e.pasted.text[:200_000]
    for row in (row for row in WORDS["told"] if e.mismatch or (e.failed and row.get("any"))):
        unless = any(getattr(e, name) for name in row.get("unless", ())) or re.search(row.get("none", "(?!)"), text)
        found = [one[1] for pattern in row["all"] if (one := re.search(pattern, text))]
        # A proxy that sends the name which the URL has changes nothing.
        is_signed = "way" in row and e.request.kind != "unsigned"
        is_same = is_signed and any(f"//{e.sent_host}" in words for words in found)
        if len(found) == len(row["all"]) and not (unless or is_same):
            told = "\n".join(shown(words, 120) for words in found)
            sight = Sight("likely", told, row["how"], row.get("note", ""), row.get("fix", ""))
            cause = BY_ID[row["id"]]
            yield cause.found_on_the_way(sight) if "way" in row else cause.found(sight)


class Meaning(NamedTuple):
    """What an answer means: the cause, how sure that is, and what completes its words."""

    cause: AnyCause
    certainty: Certainty
    how: str


def meaning_of(reply: Reply | None) -> Meaning | None:
    """The cause that an answer names: by its code and a pattern in its words, else by the code alone."""
    if not reply or not reply.error:
        return None
    text = "\n".join((reply.message, reply.fields.get("Details", "")))[:20_000]
    code = reply.code or code_of(text)
    rows = [(cause, said) for cause in CAUSES for said in cause.answers if code in said.codes]
    for cause, said in rows:
        if said.pattern and (match := re.search(said.pattern, text)):
            return Meaning(cause, said.certainty, shown(match.expand(said.how), 200))
    return next((Meaning(cause, said.certainty, said.how) for cause, said in rows if not said.pattern), None)


def failure_of(reply: Reply | None) -> str | None:
    """What has failed, by the answer; None without an answer or where all went well."""
    if reply is None or reply.ok:
        return None
    if found := meaning_of(reply):
        return found.cause.fails
    if reply.status in (301, 307, 308):
        return "routing"
    if reply.status == 404 and reply.kind == "empty":
        return "missing"
    return "unreached" if reply.kind == "html" or reply.failed_client else "unknown"


def _answered(e: Evidence) -> Iterator[Finding]:
    """The answer's own cause."""
    if not e.reply or not (found := meaning_of(e.reply)):
        return
    cause, certainty, how = found
    note = ""
    if cause.id == "unsigned-headers" and (names := e.reply.fields.get("HeadersNotSigned")):
        how = shown(names.strip(), 120)
    elif cause.id == "unsigned-headers" and (absent := _absent(e)):
        # MinIO says so too where a signed header was not sent at all.
        cause, certainty = BY_ID["signed-header-missing"], "certain" if e.is_sent else "likely"
        how = ", ".join(shown(name, 60) for name in absent[:6])
    elif cause.id == "missing-parameter" and e.request.kind == "query-v2":
        cause, certainty = (
            BY_ID["sigv2"],
            "likely",
        )  # a store that knows Version 4 alone sees none (supabase/storage#617)
    elif cause.id == "sigv2" and e.request.kind in ("query", "header"):
        cause = BY_ID["version-unread"]
    elif cause.id == "token-expired" and is_without_session(e):
        cause, certainty = BY_ID["expired"], "likely"
    elif cause.id == "access-denied" and e.is_ibm:
        certainty = "likely"
        note = "Which code IBM COS gives for an expired URL is documented nowhere, so look at the expiry as well."
    elif cause.id == "no-such-key" and e.is_ibm:
        note = "At the endpoint of another location IBM COS has been reported to say this too."
    evidence = [f"{e.reply.code or 'no code'}: {shown(e.reply.message, 300) or '(no message)'}", *_details(e, e.reply)]
    yield cause.found(Sight(certainty, "\n".join(evidence), how, note, _fix(cause, e.reply)))


def _absent(e: Evidence) -> tuple[str, ...]:
    """The signed headers that nobody sent, where the store speaks of unsigned ones, names none, and none is known."""
    signed = {name.lower() for name in e.request.signed_headers}
    sent = {name.strip().lower() for name, _ in e.headers}
    loose = any(name.startswith("x-amz-") and name not in signed for name in sent)
    names_them = e.reply is not None and e.reply.fields.get("HeadersNotSigned")
    return () if loose or names_them or e.provider.id not in ("minio", "custom") else e.unsent


def _details(e: Evidence, reply: Reply) -> Iterator[str]:
    for name in WORDS["shown"]:
        if value := reply.fields.get(name):
            yield f"{name}: {shown(value, 160)}"
    echoed = reply.fields.get("AWSAccessKeyId", "").strip()
    if echoed and e.request.access_key_id and echoed != e.request.access_key_id:
        yield "the access key id in the answer is not the one in the URL"


def expected_region(reply: Reply) -> str | None:
    """The region that the store expects, where it says so."""
    if region := reply.fields.get("Region"):
        return region
    if match := re.search(r"expecting ['\"]([^'\"<>]{1,60})(?:['\"]|\Z)", reply.message[:5_000]):
        return match[1]
    return reply.headers.get("x-amz-bucket-region")


def _fix(cause: AnyCause, reply: Reply) -> str:
    """What to do, with the names that the answer gives; empty where the cause's own words are all there is."""
    host = reply.fields.get("Endpoint")
    if cause.id in ("region", "redirect") and (region := expected_region(reply)):
        return f"Sign with region '{shown(region, 60)}'" + (f", for the host {shown(host, 120)}." if host else ".")
    return f"Sign for the host {shown(host, 120)}." if cause.id == "redirect" and host else ""
