"""What happens to the host: other names of the store, its port, its case, and the bucket in front of it."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ...sigv4 import uri_decode, uri_encode
from ...sigv4.encoding import reencode
from ...sigv4.parts import join
from ...sigv4.url import DEFAULT_PORTS
from ...storage.known_hosts import global_host_of, is_accelerate, is_inside, other_names, recognise
from ..cause import Cause, Edit, Sight, Was
from ..evidence import Evidence
from ..formatting import shown
from ..lens import Lens, Step
from ..slots import Value, header_line, line
from .form import is_blotted
from .rows import causes_of, data_of

# Names and ports under which stores are reached on one machine or network; what comes of a public name in the place of one.
_KNOWN = data_of("host")


class HostLens(Lens[str, str]):
    """The value of the Host header."""

    def get(self, e: Evidence) -> str:
        return e.sent_host

    def wire(self, e: Evidence, value: str) -> tuple[dict[str, Value], tuple[Edit, ...]]:
        return {"header:host": header_line("host", value)}, (Edit("host", value),)

    def signed(self, e: Evidence, value: str) -> dict[str, Value]:
        return {"header:host": header_line("host", value)}


class Address(NamedTuple):
    """Host and path together: where the bucket is in one of them."""

    host: str
    path: str


class AddressLens(Lens[Address, Address]):
    """Host and path, where the bucket moves from one to the other."""

    def get(self, e: Evidence) -> Address:
        return Address(e.sent_host, reencode(e.path or "/", keep_slash=True))

    def wire(self, e: Evidence, value: Address) -> tuple[dict[str, Value], tuple[Edit, ...]]:
        return self.signed(e, value), (Edit("host", value.host), Edit("path", value.path))

    def signed(self, e: Evidence, value: Address) -> dict[str, Value]:
        return {"header:host": header_line("host", value.host), "path": line(value.path)}

    def words(self, e: Evidence, values: dict[str, Value], steps: Sequence[Step[Address, Address]]) -> tuple[str, str]:
        ((_, was),) = steps
        return "".join(was.value), e.sent_host + e.path


def _asked(host: str, e: Evidence) -> Iterator[Was[str]]:
    """The host that a proxy was asked for, as it says in a header that it added, where it passed on another one."""
    for name in _KNOWN["asked"]:
        asked = (e.header(name) or "").partition(",")[0].strip()
        if asked and asked.partition(":")[0].lower() != host.partition(":")[0].lower():
            yield Was(asked, shown(asked, 80))


def _rewritten(e: Evidence) -> Iterator[Sight]:
    if e.mismatch and (was := next(_asked(e.sent_host, e), None)):
        yield Sight("likely", f"the proxy was asked for: {was.how}\nit passed on: {shown(e.sent_host, 80)}", was.how)


def _given(host: str, e: Evidence) -> Iterator[Was[str]]:
    """The URL's own host where another was sent, and the hosts that the caller names."""
    port = e.request.url.port
    if e.sent.get("host") and host != e.url_host:
        yield Was(e.url_host, e.url_host)
    for other in e.hosts:
        yield Was(other, other)
        if port and ":" not in other:
            yield Was(f"{other}{port}", f"{other}{port}")
        elif ":" in other:
            name = other.rpartition(":")[0]
            yield Was(name, name)
    if e.request.provider == "custom":
        for name in _KNOWN["local_names"]:
            for local_port in _KNOWN["local_ports"]:
                other = f"{name}{local_port}"
                yield Was(other, other, likely=name in ("localhost", "minio") and local_port == ":9000")


def _cases(host: str, e: Evidence) -> Iterator[Was[str]]:
    for other in (host.lower(), e.request.host.lower(), join(e.request.url.host)):
        yield Was(other, other)


def _ports(host: str, e: Evidence) -> Iterator[Was[str]]:
    name = e.request.host
    for port in ("", DEFAULT_PORTS.get(e.request.url.scheme, ":443"), *_KNOWN["ports"]):
        if f"{name}{port}" != host.lower():
            yield Was(f"{name}{port}", f"{name}{port}", likely=port in ("", ":9000", ":443", ":80"))


def _other_names(*kinds: str) -> Callable[[str, Evidence], Iterator[Was[str]]]:
    def values(host: str, e: Evidence) -> Iterator[Was[str]]:
        for kind, name, _ in other_names(e.request.host, e.request.region):
            if kind in kinds:
                yield Was(name, name)

    return values


def _malformed(host: str, e: Evidence) -> Iterator[Was[str]]:
    scheme = e.request.url.scheme
    for odd in (f"{scheme}://{host}", f"{host}/", f"{host}.", f"{scheme}://{host}/"):
        yield Was(odd, odd)


def _port_of(e: Evidence) -> str:
    port = e.request.url.port
    return port if e.sent_host.endswith(port) else ""


def _names_of_place(e: Evidence, endpoint: str) -> list[str]:
    """An endpoint under its names; those of other places are tried alone, not together with a moved bucket."""
    others = other_names(endpoint, e.request.region)
    return [endpoint, *(name for kind, name, _ in others if kind not in ("host-location", "host-region"))]


def _moved(address: Address, e: Evidence) -> Iterator[Was[Address]]:
    """The bucket in the path where the URL has it in the host, or the other way round."""
    bucket, host, port = e.host.bucket, e.request.host, _port_of(e)
    if bucket:
        path = f"/{uri_encode(bucket)}{'' if address.path == '/' else address.path}"
        names = _names_of_place(e, host.removeprefix(f"{bucket}."))
        hosts = [f"{name}{port}" for name in names]
    else:
        first, _, rest = e.path.removeprefix("/").partition("/")
        if not first or "%" in first:
            return
        path = reencode("/" + rest, keep_slash=True)
        hosts = [f"{first}.{name}{port}" for name in _names_of_place(e, host)]
    for place, name in enumerate(hosts):
        yield Was(Address(name, path), f"{name}{path}", likely=place == 0)


def _behind_host(address: Address, e: Evidence) -> Iterator[Was[Address]]:
    """The bucket was given to the signer as a part of the host, as in 'localhost:3900/bucket'."""
    first, _, rest = address.path.removeprefix("/").partition("/")
    yield Was(Address(f"{address.host}/{first}", f"/{rest}"), f"the host '{shown(f'{address.host}/{first}', 120)}'")


def _without_bucket(host: str, e: Evidence) -> Iterator[Was[str]]:
    if e.host.bucket:
        name = e.request.host.removeprefix(f"{e.host.bucket}.") + _port_of(e)
        yield Was(name, name)


def _with_bucket(host: str, e: Evidence) -> Iterator[Was[str]]:
    first = e.path.removeprefix("/").partition("/")[0]
    if not e.host.bucket and first and "%" not in first:
        for place, name in enumerate(_names_of_place(e, e.request.host)):
            yield Was(f"{first}.{name}{_port_of(e)}", f"{first}.{name}{_port_of(e)}", likely=place == 0)


def _arrived(e: Evidence) -> tuple[str, str] | None:
    """The address under which the store was reached, where that is another name of the same store."""
    host = e.echo.header("host") if e.echo else None
    if not host or host == e.url_host:
        return None
    there = recognise(host.partition(":")[0])
    same = there.provider.id == e.host.provider.id != "custom" and there.bucket == e.host.bucket
    return (host, e.path) if same else None


def _sent_otherwise(e: Evidence) -> Iterator[Sight]:
    sent = (e.header("host") or "").strip()
    plain = join(e.request.url.host) + e.request.url.port
    if sent and e.request.wire and sent.lower() not in (e.url_host.lower(), plain.lower()):
        yield Sight("certain", f"Host: {shown(sent, 120)}\nURL: {shown(e.url_host, 120)}", shown(e.url_host, 80))


def _capitals(e: Evidence) -> Iterator[Sight]:
    host = join(e.request.url.host)
    if (e.host.bucket or e.mismatch) and host != host.lower() and not is_blotted(host, e):
        yield Sight("likely", f"host: {shown(host, 120)}", shown(host, 80))


def _default_port(e: Evidence) -> Iterator[Sight]:
    url = e.request.url
    if url.port in DEFAULT_PORTS.values():  # some signers leave out both, whatever the scheme (minio/minio-java#680)
        yield Sight(evidence=f"host: {shown(e.request.host + url.port, 100)}", how=shown(e.request.host, 100))


def _global(e: Evidence) -> Iterator[Sight]:
    request = e.request
    stayed = e.echo and e.echo.header("host") == e.url_host  # the store received it under this name
    elsewhere = e.has_scope and request.date and request.region not in ("us-east-1", "") and not stayed
    if elsewhere and e.provider.id not in ("ibm", "custom") and global_host_of(request.host):
        redirected = e.reply is not None and e.reply.status in (301, 307)
        evidence = f"host: {shown(request.host, 120)}\nsigned for: {shown(request.region, 30)}"
        yield Sight("certain" if redirected else "possible", evidence)


def _local(e: Evidence) -> Iterator[Sight]:
    host = e.request.host
    own = e.provider.id in ("custom", "minio", "ceph") and e.request.kind != "unsigned"
    if own and host and e.request.wire and is_inside(host):
        fix = "" if e.has_scope else "Use the host under which its users reach the store."
        of_signed = "A public name in its place breaks the signature, which covers the host."
        note = _KNOWN["renamed"].get(e.request.kind, of_signed)
        yield Sight(evidence=f"host: {shown(host + e.request.url.port, 80)}", note=note, fix=fix)


def _localstack(e: Evidence) -> Iterator[Sight]:
    if e.request.wire and (e.request.url.port == ":4566" or "localstack" in e.request.host):
        yield Sight(evidence=f"host: {shown(e.request.host + e.request.url.port, 80)}")


def _dotted(e: Evidence) -> Iterator[Sight]:
    bucket = e.host.bucket
    if bucket and "." in bucket and e.request.url.scheme == "https":
        yield Sight("likely", f"bucket: {shown(bucket, 80)}")


def _bad_name(e: Evidence) -> Iterator[Sight]:
    bucket = e.host.bucket
    fits = bucket and re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", bucket)
    if bucket and not fits and not next(_capitals(e), None) and not is_blotted(join(e.request.url.host), e):
        yield Sight("likely", f"bucket: {shown(bucket, 80)}", "in front of a host")
    named = uri_decode(e.reply.fields.get("BucketName", "")).strip("/") if e.reply and e.mismatch else ""
    if "/" in named:
        fix = "Give the name of the bucket alone, and put the folder in front of the key."
        yield Sight("likely", f"BucketName: {shown(named, 120)}", "as one: it has a folder behind it", fix=fix)


_cause = causes_of("host")

HOST: tuple[Cause[str, str], ...] = (
    _cause(
        "host-changed",
        do=lambda host: re.sub("^[^:]*", "localhost", host),
        undo=_given,
        seen=_sent_otherwise,
        address=_arrived,
    ),
    _cause("host-rewritten", undo=_asked, seen=_rewritten),
    _cause("host-port", undo=_ports, seen=_default_port),
    _cause("host-case", undo=_cases, seen=_capitals),
    _cause("host-name", undo=_other_names("host-legacy", "host-network", "host-global", "host-accelerate")),
    _cause("host-place", undo=_other_names("host-location", "host-region")),
    _cause("host-malformed", sign=_malformed),
    _cause("host-without-bucket", sign=_without_bucket),
    _cause("host-with-bucket", sign=_with_bucket),
    _cause("global-host", seen=_global),
    _cause(
        "accelerate-host",
        seen=lambda e: [Sight(evidence=f"host: {shown(e.request.host, 120)}")] * is_accelerate(e.request.host),
    ),
    _cause("localstack", seen=_localstack),
    _cause("local-host", seen=_local),
    _cause("dotted-bucket", seen=_dotted),
    _cause("bucket-name", seen=_bad_name),
)

ADDRESS: tuple[Cause[Address, Address], ...] = (_cause("addressing", undo=_moved, sign=_behind_host),)
