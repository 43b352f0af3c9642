"""Causes that the URL alone shows."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from by_hand import IBM_HOST
from cases import KEYS, NOW, Case, aws, check, ibm, minio

from cosnb.diagnosis import diagnose
from cosnb.links import parse

U = ibm()
A = aws()
M = minio()
V2 = (
    f"https://{IBM_HOST}/my-bucket/a.txt"
    "?AWSAccessKeyId=0123456789abcdef0123456789abcdef&Signature=vjbyPxybdZaNmGa%2ByT272YEAiv4%3D&Expires=1704170000"
)
TOKEN = "FwoGZXIvYXdzEBYaDH+abc/def=="


def without(url: str, name: str) -> str:
    path, _, query = url.partition("?")
    return f"{path}?{'&'.join(field for field in query.split('&') if field.partition('=')[0] != name)}"


def swap(url: str, old: str, new: str) -> str:
    assert old in url, old
    return url.replace(old, new)


CASES = [
    # What mail, chat, editors and shells do
    Case("amp entities", swap(U, "&", "&amp;"), "html-escaped", "certain", "url"),
    Case("numeric entities", swap(U, "&", "&#38;"), "html-escaped", "certain", "url"),
    Case("doubly escaped entities", swap(U, "&", "&amp;amp;"), "html-escaped", "certain", "url"),
    Case("Handlebars", swap(swap(U, "&", "&amp;"), "=", "&#x3D;"), "html-escaped", "certain", "url"),
    Case("Mustache", swap(swap(swap(U, "&", "&amp;"), "=", "&#x3D;"), "/", "&#x2F;"), "html-escaped", "certain", "url"),
    Case("equals signs as numbers", swap(U, "=", "&#0061;"), "html-escaped", "certain", "url"),
    Case("equals signs escaped twice", swap(U, "=", "&amp;equals;"), "html-escaped", "certain", "url"),
    Case("colon as a number", swap(U, "https:", "https&#58;"), "html-escaped", "certain", "url"),
    Case("json escapes", swap(U, "&", "\\u0026"), "json-escaped", "certain", "url"),
    Case("json slashes", swap(U, "/", "\\/"), "json-escaped", "certain", "url"),
    Case("shell escapes", swap(U, "&", "\\&"), "shell-escaped", "certain", "url"),
    Case("cmd escapes", swap(U, "&", "^&"), "shell-escaped", "certain", "url"),
    Case("line break", f"{U[:120]}\n{U[120:]}", "line-break", "certain", "url"),
    Case("three lines of a quoted mail", f"> {U[:76]}\n> {U[76:152]}\n> {U[152:]}", "line-break", "certain", "url"),
    Case("line break in the signature", f"{U[:-20]}\r\n{U[-20:]}", "line-break", "certain", "url"),
    Case("blank in the credential", swap(U, "us-south%2Fs3", "us-south %2Fs3"), "space", "certain", "url"),
    Case("full stop", f"{U}.", "decorated", "certain", "url"),
    Case("closing bracket", f"{U})", "decorated", "certain", "url"),
    Case("encoded quote", f"{U}%22", "decorated", "certain", "url"),
    Case("encoded line end", f"{U}%0A", "decorated", "certain", "url"),
    Case("quoted-printable", swap(U, "=", "=3D"), "quoted-printable", "certain", "url"),
    Case("zero width space", swap(U, "my-bucket", "my-\u200bbucket"), "invisible-characters", "certain", "url"),
    Case("no-break space", f"{U}\xa0", "invisible-characters", "certain", "url"),
    Case(
        "safelinks",
        "https://eur01.safelinks.protection.outlook.com/?url=" + swap(U.replace("%", "%25"), "&", "%26") + "&data=05",
        "link-wrapper",
        "certain",
        "url",
    ),
    Case("another redirector", f"https://click.example.com/r?id=7&u={U}", "link-wrapper", "certain", "url"),
    Case("scheme twice", f"https://{U}", "scheme", "certain", "url"),
    Case("pasted twice", U + U, "pasted-twice", "certain", "url"),
    Case("first parameter only", U[: U.index("&")], "shell-truncated", "certain", "url"),
    Case("cut in the middle", U[: U.index("&X-Amz-SignedHeaders")], "truncated", "certain", "url"),
    Case("cut in the signature", U[:-9], "truncated", "certain", "url"),
    Case("ellipsis", f"{U[:-30]}...", "truncated", "certain", "url"),
    Case("empty signature", U[:-64], "truncated", "certain", "url"),
    Case("no scheme", U.removeprefix("https://"), "no-scheme", "certain", "url"),
    Case("wholly encoded", U.replace("%", "%25").replace(":", "%3A").replace("/", "%2F").replace("?", "%3F"),
         "double-encoded", "certain", "url"),
    Case("s3 uri", "s3://my-bucket/a.txt", "s3-uri", "certain", "url"),
    Case("no url", "the file is in the bucket", "no-url", "certain", "url"),
    # The form of the parameters
    Case("date missing", without(U, "X-Amz-Date"), "missing-parameter", "certain", "query"),
    Case("credential missing", without(U, "X-Amz-Credential"), "missing-parameter", "certain", "query"),
    Case("signed headers missing", without(U, "X-Amz-SignedHeaders"), "missing-parameter", "certain", "query"),
    Case("expires missing", without(U, "X-Amz-Expires"), "missing-parameter", "certain", "query"),
    Case("misspelt by two letters", swap(U, "X-Amz-SignedHeaders", "x-zmz-signedheaders"), "misspelt-parameter",
         "certain", "url"),
    Case("misspelt by one letter", swap(U, "X-Amz-Credential", "X-Amz-Credentials"), "misspelt-parameter", "certain",
         "url"),
    Case("small letters", U.replace("X-Amz-", "x-amz-"), "misspelt-parameter", "likely", "url"),
    Case("date twice", f"{U}&X-Amz-Date=20240102T030406Z", "duplicate-parameter", "certain", "query"),
    Case("both versions", f"{U}&AWSAccessKeyId=AKIA&Signature=abc", "mixed-versions", "certain", "query"),
    Case("signature in capitals", U[:-64] + U[-64:].upper(), "signature-case", "likely", "url"),
    Case("signature in base64", U[:-64] + "vjbyPxybdZaNmGa%2ByT272YEAiv4vjbyPxybdZaNmGa0%3D", "signature-malformed",
         "certain", "signature"),
    Case("algorithm", swap(U, "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"), "algorithm", "certain", "string_to_sign"),
    Case("sigv4a", swap(U, "AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"), "sigv4a", "certain", "string_to_sign"),
    Case("credential without scope", swap(U, "%2F20240102%2Fus-south%2Fs3%2Faws4_request", ""), "credential-malformed",
         "certain", "scope"),
    Case("credential without id", swap(U, "=0123456789abcdef0123456789abcdef%2F", "=%2F"), "credential-malformed",
         "certain", "scope"),
    Case("double-encoded credential", swap(U, "%2F", "%252F"), "double-encoded", "certain", "url"),
    Case("two question marks", swap(ibm(query=(("versionId", "1"),)), "versionId=1&", "versionId=1?"), "question-mark",
         "certain", "url"),
    Case("no question mark", swap(U, "?", "&"), "question-mark", "certain", "url"),
    Case("hash in the key", swap(U, "a.txt", "a%23b.txt").replace("%23", "#"), "fragment", "certain", "url"),
    Case("lone percent sign", swap(U, "a.txt", "100%.txt"), "bad-escape", "likely", "url"),
    # Kind
    Case("sigv2 for ibm", V2, "sigv2", "likely", "signature"),
    Case("sigv2 for aws", V2.replace(IBM_HOST, "s3.amazonaws.com"), "sigv2", "likely", "signature", {"foreign-key": "likely"}),
    Case("sigv2 for r2", V2.replace(IBM_HOST, "abc123.r2.cloudflarestorage.com"), "sigv2", "certain", "signature"),
    Case("sigv2 without signature", without(V2, "Signature"), "missing-parameter", "certain", "query",
         {"sigv2": "likely"}),
    Case("unsigned", f"https://{IBM_HOST}/my-bucket/a.txt", "unsigned", "certain", "signature"),
    Case("google's own scheme", "https://storage.googleapis.com/b/k?X-Goog-Algorithm=GOOG4&X-Goog-Signature=ab",
         "other-scheme", "certain", "url"),
    Case("azure", "https://a.blob.core.windows.net/c/b?sv=2022-11-02&sig=abc", "other-scheme", "certain", "url"),
    Case("undefined credential", swap(U, "0123456789abcdef0123456789abcdef", "undefined"), "placeholder", "certain",
         "url"),
    Case("undefined region", swap(A, "%2Feu-central-1%2F", "%2Fundefined%2F"), "placeholder", "certain", "url"),
    Case("bucket in angle brackets", swap(U, "/my-bucket/", "/%3Cbucket%3E/"), "placeholder", "certain", "url"),
    Case("region in the host", swap(U, "us-south.cloud", "{region}.cloud"), "placeholder", "certain", "url"),
    # Time and expiry
    Case("expired", U, "expired", "certain", "time", given={"now": NOW.replace(hour=5)}),
    Case("expired sigv2", V2, "expired", "certain", "time", {}, {"now": NOW.replace(year=2025)}),
    Case("dated tomorrow", aws(stamp="20240103T030405Z"), "not-yet-valid", "certain", "time"),
    Case("dated tomorrow for ibm", ibm(stamp="20240103T030405Z"), "not-yet-valid", "likely", "time"),
    Case("dated in ten minutes", aws(stamp="20240102T031500Z"), "clock-ahead", "possible", "time"),
    Case("eight days for aws", aws(expires="691200"), "expires-too-long", "certain", "query"),
    Case("eight days for b2", signed_b2 := ibm(host="s3.us-west-004.backblazeb2.com", region="us-west-004",
                                              expires="691200"), "expires-too-long", "likely", "query"),
    Case("no seconds", U.replace("Expires=600", "Expires=0"), "expires-invalid", "certain", "query"),
    Case("negative", U.replace("Expires=600", "Expires=-5"), "expires-invalid", "certain", "query"),
    Case("no number", U.replace("Expires=600", "Expires=1h"), "expires-invalid", "certain", "query"),
    Case("fraction", U.replace("Expires=600", "Expires=1.5"), "expires-invalid", "certain", "query"),
    Case("date with separators", swap(U, "20240102T030405Z", "2024-01-02T03%3A04%3A05Z"), "date-format", "certain",
         "string_to_sign"),
    Case("date of yesterday in the scope", swap(U, "%2F20240102%2F", "%2F20240101%2F"), "scope-date", "certain",
         "scope"),
    # Scope
    Case("another service", swap(U, "%2Fs3%2F", "%2Fexecute-api%2F"), "service", "certain", "scope"),
    Case("another service at an unknown host", swap(M, "%2Fs3%2F", "%2Fsts%2F"), "service", "likely", "scope"),
    Case("terminator", swap(U, "aws4_request", "aws4-request"), "terminator", "certain", "scope"),
    Case("region of aws", aws(region="us-east-1"), "region", "certain", "scope"),
    Case("region of b2", ibm(host="s3.us-west-004.backblazeb2.com", region="us-east-1"), "region", "certain", "scope"),
    Case("region of r2", ibm(host="abc123.r2.cloudflarestorage.com", region="cn-north-1"), "region", "certain",
         "scope"),
    Case("region of wasabi", ibm(host="s3.eu-central-1.wasabisys.com", region="us-east-1"), "region", "possible",
         "scope"),
    Case("global host", aws(host="my-bucket.s3.amazonaws.com"), "global-host", "possible", "network"),
    # Credentials by their form
    Case("line end in the key id", swap(U, "cdef%2F2024", "cdef%0A%2F2024"), "access-key-characters", "certain",
         "credentials"),
    Case("quotes around the key id", swap(U, "=0123456789abcdef0123456789abcdef%2F",
                                          "=%220123456789abcdef0123456789abcdef%22%2F"),
         "access-key-characters", "certain", "credentials"),
    Case("aws key at ibm", ibm(access_key_id="AKIAIOSFODNN7EXAMPLE"), "foreign-key", "likely", "credentials"),
    Case("iam key at ibm", ibm(access_key_id="aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hI6kL9nO2qR"), "foreign-key", "likely",
         "credentials"),
    Case("ibm key at aws", aws(access_key_id="0123456789abcdef0123456789abcdef"), "foreign-key", "likely",
         "credentials"),
    Case("secret for the key id", aws(access_key_id="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), "swapped-keys",
         "likely", "credentials"),
    Case("temporary key without token", aws(access_key_id="ASIAIOSFODNN7EXAMPLE"), "token-missing", "certain",
         "credentials"),
    Case("space in the token", swap(aws(access_key_id="ASIAIOSFODNN7EXAMPLE", token=TOKEN), "%2Babc", "%20abc"),
         "token-plus", "likely", "query"),
    Case("plus sign in the token", swap(aws(access_key_id="ASIAIOSFODNN7EXAMPLE", token=TOKEN), "%2Babc", "+abc"),
         "token-plus", "likely", "query"),
    Case("token", aws(access_key_id="ASIAIOSFODNN7EXAMPLE", token=TOKEN), "temporary-credentials", "possible",
         "credentials"),
    # Hosts
    Case("private endpoint", ibm(host=IBM_HOST.replace("s3.", "s3.private.")), "private-endpoint", "likely", "network"),
    Case("direct endpoint", ibm(host=IBM_HOST.replace("s3.", "s3.direct.")), "direct-endpoint", "likely", "network"),
    Case("old name", ibm(host="s3.us-south.objectstorage.softlayer.net"), "legacy-host", "likely", "network"),
    Case("closed location", ibm(host="s3.mel01.cloud-object-storage.appdomain.cloud"), "retired-location", "likely",
         "network"),
    Case("location to be closed", ibm(host="s3.che01.cloud-object-storage.appdomain.cloud"), "location-withdrawn",
         "possible", "network"),
    Case("location in no list", ibm(host="s3.xx-nowh.cloud-object-storage.appdomain.cloud"), "unknown-location",
         "likely", "network"),
    Case("website host of ibm", ibm(host=IBM_HOST.replace("s3.", "s3-web.")), "no-s3-host", "certain", "network"),
    Case("website host of aws", aws(host="my-bucket.s3-website.eu-central-1.amazonaws.com"), "no-s3-host", "certain",
         "network"),
    Case("configuration api", ibm(host="config.cloud-object-storage.cloud.ibm.com"), "no-s3-host", "certain",
         "network"),
    Case("public bucket host of r2", ibm(host="pub-1234.r2.dev"), "no-s3-host", "certain", "network"),
    Case("console", "https://cloud.ibm.com/objectstorage/my-bucket/a.txt", "console-page", "certain", "network"),
    Case("acceleration", aws(host="my-bucket.s3-accelerate.amazonaws.com"), "accelerate-host", "possible", "network"),
    Case("dotted bucket", aws(host="my.dotted.bucket.s3.eu-central-1.amazonaws.com"), "dotted-bucket", "likely",
         "network"),
    Case("capitals in the host", aws(host="My-Bucket.s3.eu-central-1.amazonaws.com"), "host-case", "likely", "headers"),
    Case("bucket twice", aws(path="/my-bucket/a.txt"), "bucket-twice", "likely", "path"),
    Case("bucket twice in the path", ibm(path="/my-bucket/my-bucket/a.txt"), "bucket-twice", "possible", "path"),
    Case("store on this machine", minio(host="localhost:9000"), "local-host", "possible", "network"),
    Case("name inside a network", minio(host="minio:9000"), "local-host", "possible", "network"),
    Case("localstack", minio(host="localhost:4566"), "localstack", "possible", "network"),
    Case("default port", ibm(host=f"{IBM_HOST}:443"), "host-port", "possible", "headers"),
    Case("plain http at b2", ibm(host="s3.us-west-004.backblazeb2.com", region="us-west-004", scheme="http"),
         "plain-http", "certain", "network"),
    # Path and query
    Case("plus sign in the path", swap(U, "a.txt", "a+b.txt"), "path-plus", "possible", "path"),
    Case("dot segments", swap(U, "a.txt", "x/../a.txt"), "path-dots", "possible", "path"),
    Case("encoded dot segments", swap(U, "a.txt", "x/%2E%2E/a.txt"), "path-dots", "possible", "path"),
    Case("two slashes", swap(U, "/my-bucket/", "/my-bucket//"), "path-slashes", "possible", "path"),
    Case("decomposed letters", swap(U, "a.txt", "u%CC%88.txt"), "path-unicode", "possible", "path"),
    Case("doubly encoded key", swap(U, "a.txt", "a%2520b.txt"), "path-double-encoded", "possible", "path"),
    Case("small escapes", swap(U, "a.txt", "%c3%bc.txt"), "path-lower-escapes", "possible", "path"),
    Case("brackets in the key", swap(U, "a.txt", "a(1).txt"), "path-reserved", "possible", "path"),
    Case("letters not encoded", swap(U, "a.txt", "ü.txt"), "path-unencoded", "possible", "path"),
    Case("plus sign in a value", swap(ibm(query=(("response-content-disposition", "inline; filename=a b"),)), "%20",
                                      "+"), "query-plus", "possible", "query"),
    Case("decoded by an editor", swap(U, "%2F", "/"), "query-decoded", "possible", "query"),
    Case("umlaut in the file name", ibm(query=(("response-content-disposition", "inline; filename=ü.txt"),)),
         "disposition-encoding", "possible", "query"),
    Case("tracker", f"{U}&utm_source=mail", "extra-parameters", "likely", "query"),
    Case("cache buster", f"{U}&_=1704164645", "extra-parameters", "likely", "query"),
    Case("disposition appended", f"{U}&response-content-disposition=attachment", "extra-parameters", "likely", "query"),
    Case("unknown parameter", ibm(query=(("colour", "blue"),)), "extra-parameters", "possible", "query"),
    Case("checksum of an empty body", ibm(method="PUT", query=(("x-amz-checksum-crc32", "AAAAAA=="),)), "sdk-checksum",
         "likely", "query"),
    Case("checksum of an empty body, which S3 ignores", aws(method="PUT", query=(("x-amz-checksum-crc32", "AAAAAA=="),)),
         "sdk-checksum", "possible", "query"),
    Case("checksum of an empty body for a download", ibm(query=(("x-amz-checksum-crc32", "AAAAAA=="),)), "sdk-checksum",
         "possible", "query", given={"method": "GET"}),
    Case("checksum algorithm", ibm(method="PUT", query=(("x-amz-sdk-checksum-algorithm", "CRC32"),)), "sdk-checksum",
         "possible", "query"),
    # Signed headers
    Case("content type signed", ibm(headers={"content-type": "text/csv"}), "headers-to-send", "possible", "headers"),
    Case("acl signed", ibm(headers={"x-amz-acl": "public-read"}), "headers-to-send", "possible", "headers"),
    Case("host not signed", swap(U, "SignedHeaders=host", "SignedHeaders=x-amz-date"), "host-not-signed", "certain",
         "headers"),
    Case("accept-encoding signed", ibm(headers={"accept-encoding": "gzip"}), "rewritten-header", "likely", "headers"),
    Case("capitals in the list", swap(U, "SignedHeaders=host", "SignedHeaders=Host"), "signed-headers-list", "likely",
         "headers"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_cause_is_found_in_the_url(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(
    "url",
    [
        swap(U, "&", "&amp;"),
        f"{U}.",
        swap(U, "%2F", "%252F"),
        f"{U[:90]}\n{U[90:]}",
        swap(U, "&", "\\u0026"),
        swap(U, "?", "&"),
        f"https://{U}",
        U + U,
        U.replace("X-Amz-", "x-amz-"),
        swap(U, "X-Amz-Credential", "X-Amz-Credentail"),
        swap(U.replace("&", "&amp;"), "%2F", "%252F") + ").",
    ],
)
def test_damage_is_undone_to_the_byte(url: str) -> None:
    assert {finding.repaired_url for finding in diagnose(url, now=NOW).findings} == {U}


def test_a_link_inside_a_mail_filter_is_taken_out_of_it() -> None:
    wrapped = "https://eur01.safelinks.protection.outlook.com/?url=" + U.replace("%", "%25").replace("&", "%26")
    assert diagnose(wrapped, now=NOW).findings[0].repaired_url == U


@pytest.mark.parametrize("region", ["us-standard", "", "any", "us-east-1", "eu-de-standard", "undefined"])
def test_the_region_is_never_judged_for_ibm(region: str) -> None:
    diagnosis = diagnose(ibm(region=region), now=NOW)
    assert diagnosis.findings == ()
    assert any("region was not judged" in note for note in diagnosis.checked)


def test_a_long_expiry_is_no_fault_at_ibm_and_the_source_is_named() -> None:
    diagnosis = diagnose(ibm(expires="1000000"), now=NOW)
    assert diagnosis.findings == ()
    assert any("IBM documents no maximum; it was not seen on the server" in note for note in diagnosis.checked)


def test_an_expired_url_is_not_also_a_region_problem() -> None:
    diagnosis = diagnose(aws(region="us-east-1"), now=NOW.replace(day=4))
    assert [finding.id for finding in diagnosis.findings] == ["expired"]
    assert [finding.id for finding in diagnosis.superseded] == ["region"]


def test_the_clock_is_named() -> None:
    assert "the clock that was given: 2024-01-04" in diagnose(U, now=NOW.replace(day=4)).findings[0].evidence
    assert "this machine's clock" in diagnose(U).findings[0].evidence


def test_a_sigv2_url_does_not_care_for_parameters_it_does_not_sign() -> None:
    assert [finding.id for finding in diagnose(f"{V2}&utm_source=x", now=NOW).findings] == ["sigv2"]


def test_a_secret_in_the_place_of_the_key_id_is_not_repeated() -> None:
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    diagnosis = diagnose(aws(access_key_id=secret), now=NOW)
    assert secret not in "".join(f"{one.title}{one.explanation}{one.evidence}{one.fix}" for one in diagnosis.findings)


def test_the_request_is_the_one_that_was_pasted() -> None:
    assert diagnose(swap(U, "&", "&amp;"), now=NOW).request == parse(swap(U, "&", "&amp;"))


def _proofpoint(url: str) -> str:
    """As version 2 of URL Defense writes it: a letter, a digit or a full stop as it is, "/" as "_", the rest in hex."""
    signs = ("".join(c if c.isalnum() or c == "." else "_" if c == "/" else f"-{ord(c):02X}" for c in url),)
    return f"https://urldefense.proofpoint.com/v2/url?u={signs[0]}&d=DwMFaQ&c=x&r=y&m=z&s=q&e="


@pytest.mark.parametrize("url", [U, A, ibm(path="/my-bucket/a_b-c%20d.txt")])
@pytest.mark.parametrize(
    "wrap",
    [
        _proofpoint,
        lambda url: f"https://x1.r.eu-west-1.awstrack.me/L0/{quote(url, safe='')}/1/0102018-000/abc=12",
        lambda url: f"https://x1.r.eu-west-1.awstrack.me/L0/{quote(url, safe=':')}/1/0102018-000/abc=12",
    ],
    ids=["Proofpoint 2", "awstrack", "awstrack with a colon"],
)
def test_the_link_of_a_filter_is_unwrapped(wrap: Callable[[str], str], url: str) -> None:
    for credentials in (None, KEYS):
        found = diagnose(wrap(url), credentials=credentials, now=NOW, progress=False)
        assert [(one.id, one.repaired_url) for one in found.findings][:1] == [("link-wrapper", url)]


@pytest.mark.parametrize(
    "link",
    [
        "https://u123.ct.sendgrid.net/ls/click?upn=u001.abcdef-2Bghi",
        "https://example.us1.list-manage.com/track/click?u=abc&id=1",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__example.com&d=x",
        "https://t.co/abc",
    ],
)
def test_nothing_is_signed_for_the_host_of_a_link_tracker(link: str) -> None:
    found = diagnose(link, credentials=KEYS, now=NOW, progress=False)
    assert not any(one.repaired_url for one in found.findings)


@pytest.mark.parametrize(
    "code",
    [
        f"import boto3\ns3 = boto3.client('s3', endpoint_url='https://{IBM_HOST}')\nurl = s3.generate_presigned_url('get_object')",
        f"cos = ibm_boto3.client('s3', ibm_api_key_id='x', endpoint_url='https://{IBM_HOST}')\nUnsupportedSignatureVersionError: "
        "Signature version is not supported: oauth-query",
    ],
)
def test_code_that_makes_a_link_is_no_unsigned_link(code: str) -> None:
    found = diagnose(code, credentials=KEYS, now=NOW, progress=False)
    assert [(one.id, one.certainty, one.repaired_url) for one in found.findings] == [("makes-links", "certain", None)]
    assert "Print what generate_presigned_url returned" in found.findings[0].fix


def test_a_link_that_stands_below_the_code_that_made_it_is_read() -> None:
    code = f"s3 = boto3.client('s3', endpoint_url='https://{IBM_HOST}')\nprint(s3.generate_presigned_url('get_object'))\n{U}"
    assert parse(code).wire == U


def test_lines_that_lack_the_rest_of_the_signature_are_no_repaired_url() -> None:
    """Whoever copied some of the lines has to copy the others too."""
    for end in range(300, U.index("X-Amz-Signature") - 1, 7):
        found = diagnose(f"{U[:120]}\n{U[120:end]}", now=NOW, progress=False)
        assert {"line-break", "truncated"} <= {one.id for one in found.findings} | {"line-break"}, end
        assert not any(one.repaired_url for one in found.findings), end
