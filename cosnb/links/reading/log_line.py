"""What a line of a log tells of a request beside its URL: the method, and the host that a target alone does not name.

Source of the forms: the formats that nginx, Apache, HAProxy, Envoy, Traefik and Amazon S3 document for their access logs.
"""

import re

from ...storage.known_hosts import recognise
from .curl import UNREAD, TextRequest
from .pasted import TARGET, Found

_METHODS = "GET|PUT|POST|HEAD|DELETE|OPTIONS"
# In front of the target, as in "PUT /key HTTP/1.1"; as a field of its own; in the name of an operation. Go's errors
# write Put "https://…".
_IN_FRONT = re.compile(rf"(?<![\w-])(?:({_METHODS})[\"':=]?[ \t]{{1,3}}[\"'<]?|(Get|Put|Post|Head|Delete) \")\Z")
# The call of a client in any language whose first argument the URL is.
_CALL = re.compile(
    r"(?:axios|https?|client|requests?|session|ky|got|superagent|HTTParty|Faraday|conn(?:ection)?|\$|dio|unirest|needle)"
    r"(?:\(\))?\s{0,9}\.\s{0,9}(get|put|post|head|delete)\s?\(\s{0,40}(?:(?:new )?(?:Uri\.parse|URI(?:\.create)?|URL)\(\s?)?[\"'`]\Z",
    re.IGNORECASE,
)
# What it sends along: a type that stands there, or that of a form.
_TYPE = re.compile(
    r"[\"']content-type[\"']\s?(?:[:,]|=>)\s?[\"']([\w.+/-]{3,60}(?:; ?[\w=-]{3,40})?)[\"']", re.IGNORECASE
)
_FORM = re.compile(
    r"[\"'`)]{0,3}\s?,\s{0,40}(?:new )?\w{0,20}form_?data\b(?!\s?[.[])|[^)\n]{0,100}\bfiles\s?=", re.IGNORECASE
)
# urllib3 names the server in front of the request line.
_ORIGIN = re.compile(rf"(https?://[\w.-]+(?::\d{{1,5}})?)/? \"?(?:{_METHODS}) \Z", re.IGNORECASE)
_FIELD = re.compile(rf"(?:method|\btype)[\"']?\s?[:=]\s?[\"']?({_METHODS})\b", re.IGNORECASE)
_OPERATION = re.compile(r"\b(?:s3\.|REST\.)(Put|Get|Head|Delete)[.O]", re.IGNORECASE)
_HOST = re.compile(
    r"(?:\bhost|authority|server_name|vhost)[\"']?\s?[:=]\s?[\"']?(?P<said>[\w-]+(?:\.[\w-]+)*(?::\d{1,5})?)(?![\w.-])"
    r"|(?<![\w./@:?&=-])(?P<seen>(?-i:(?:[a-z0-9-]+\.)+[a-z]{2,})(?::\d{1,5})?)(?![\w./@-])",
    re.IGNORECASE,
)
# What stands between a URL and a field of another request.
_OTHER = re.compile(r"://|[{}]")
_AROUND = 300  # characters; in a printed object the method stands in another line
_LINE = 4_000


def in_log(text: str, found: Found) -> TextRequest:
    """The request of a URL that was found in a text, with what stands around it; nothing of it where it is wrapped."""
    scheme, _, rest = found.url.partition("://")
    named, slash, path = rest.partition("/")
    is_target = TARGET in found.marks
    written = slash + path if is_target else rest if "no-scheme" in found.marks else found.url
    start = text.find(written)
    if start < 0:
        return TextRequest(found.url, "text", marks=found.marks)
    in_front = _IN_FRONT.search(text, max(0, start - 12), start)
    # Of a preflight and the request that it asks for, a console shows both (aws/aws-sdk-ruby#207).
    if in_front and in_front[1] == "OPTIONS" and (behind := text.find(written, start + 1)) >= 0:
        in_front = _IN_FRONT.search(text, max(0, behind - 12), start := behind)
    end = start + len(written)
    line = text[max(text.rfind("\n", 0, start), start - _LINE, 0) : start], text[end : end + _LINE].partition("\n")[0]
    near = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    before = near[0].rpartition("}")[2].rpartition("://")[2]
    own = before, _OTHER.split(near[1], maxsplit=1)[0]
    fields = [match[1].upper() for part in own for match in _FIELD.finditer(part)]
    fields += [match[1].upper() for part in line for match in _OPERATION.finditer(part)]
    method = (in_front[1] or in_front[2]).upper() if in_front else fields[0] if len({*fields}) == 1 else None
    if called := None if in_front or is_target else _CALL.search(text, max(0, start - 100), start):
        typed = _TYPE.search(near[1].partition("://")[0])
        kind = typed[1] if typed else "multipart/form-data" if _FORM.match(near[1]) else ""
        headers = (("Content-Type", kind),) if kind else ()
        return TextRequest(found.url, "text", called[1].upper(), headers, marks=(*found.marks, UNREAD))
    url = f"{scheme}://{_host(' '.join(line)) or named}{written}" if is_target else found.url
    if is_target and (origin := _ORIGIN.search(near[0])):
        url = re.sub(r"^(https://.*):443$|^(http://.*):80$", r"\1\2", origin[1]) + written
    return TextRequest(url, "text", method, marks=found.marks)


def _host(line: str) -> str:
    """The host that a line names as one, else the only known store in it, else the only name of a host."""
    found = list(_HOST.finditer(line))
    seen = [match["seen"] for match in found if match["seen"]]
    stores = [host for host in seen if recognise(host).provider.id != "custom"]
    for hosts in ([match["said"] for match in found if match["said"]], stores, seen):
        if len({*hosts}) == 1:
            return hosts[0].removesuffix(":443")
    return ""
