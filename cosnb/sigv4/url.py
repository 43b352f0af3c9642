"""A URL as parts, so that bucket, key and endpoint keep their names through every stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from .encoding import split_query, uri_decode
from .parts import Part, Parts, join

DEFAULT_PORTS = {"http": ":80", "https": ":443"}


class Param(NamedTuple):
    """One query parameter as it stands on the wire: name and value percent-encoded."""

    name: Part
    value: Parts


def param(name: Part, *value: Part) -> Param:
    return Param(name, value)


@dataclass(frozen=True, slots=True)
class Url:
    """A URL as it goes on the wire.

    https://my-bucket.s3.us-south.cloud-object-storage.appdomain.cloud:443/a%20b?versionId=1
    └─┬─┘   └──────────────────────────┬──────────────────────────────┘└┬─┘└─┬─┘ └────┬────┘
    scheme                            host                            port  path    query
    """

    scheme: str
    host: Parts
    port: str = ""
    path: Parts = (Part("/"),)
    query: tuple[Param, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Url:
        """Cut a URL into its pieces without changing any of them; a ``#`` fragment is never sent, so it is dropped."""
        scheme, _, rest = text.partition("://")
        rest = rest.partition("#")[0]
        before_query, _, query = rest.partition("?")
        authority, slash, path = before_query.partition("/")
        hostport = authority.rpartition("@")[2]
        # An IPv6 address has colons of its own, inside its brackets.
        host, colon, port = hostport.rpartition(":") if ":" in hostport.rpartition("]")[2] else (hostport, "", "")
        return cls(
            scheme=scheme.lower(),
            host=(Part(host, "endpoint"),),
            port=colon + port if port else "",
            path=(Part(slash + path, "path"),) if slash else (Part("/"),),
            query=tuple(
                param(Part(name, source := f"query:{uri_decode(name)}"), Part(value, source, uri_decode(value)))
                for name, value in split_query(query)
            ),
        )

    @property
    def signed_host(self) -> Parts:
        """The value of the Host header: a default port is not part of it, any other is (RFC 9110 section 7.2)."""
        if not self.port or DEFAULT_PORTS.get(self.scheme) == self.port:
            return self.host
        return (*self.host, Part(self.port, "endpoint"))

    @property
    def parts(self) -> Parts:
        """The whole URL, in order."""
        port = (Part(self.port, "endpoint"),) if self.port else ()
        query: list[Part] = []
        for name, value in self.query:
            query += (Part("&") if query else Part("?"), name, Part("="), *value)
        return (Part(f"{self.scheme}://", "endpoint"), *self.host, *port, *self.path, *query)

    def __str__(self) -> str:
        return join(self.parts)
