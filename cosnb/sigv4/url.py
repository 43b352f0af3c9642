"""A URL as parts, so that bucket, key and endpoint keep their names through every stage."""

from dataclasses import dataclass
from typing import NamedTuple

from .encoding import uri_decode
from .live import query_source
from .parts import AMPERSAND, EQUALS, Part, Parts, join

QUESTION_MARK = Part("?")
DEFAULT_PORTS = {"http": ":80", "https": ":443"}


class Param(NamedTuple):
    """One query parameter as it goes on the wire: name and value percent-encoded; ``?acl`` alone has no value."""

    name: Part
    value: Parts


def _parsed(field: str) -> Param:
    name, equals, value = field.partition("=")
    source = query_source(uri_decode(name))
    return Param(Part(name, source), (Part(value, source, uri_decode(value)),) if equals else ())


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
    def parse(cls, text: str) -> "Url":
        """Cut a URL into its pieces without changing any of them, but for the scheme, which becomes lower-case.

        What clients do not send, or stores do not read, is dropped: the ``#`` fragment, a user name, an empty parameter.
        """
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
            query=tuple(_parsed(field) for field in query.split("&") if field),
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
            query += (AMPERSAND if query else QUESTION_MARK, name, *((EQUALS, *value) if value else ()))
        return (Part(f"{self.scheme}://", "endpoint"), *self.host, *port, *self.path, *query)

    def __str__(self) -> str:
        return join(self.parts)
