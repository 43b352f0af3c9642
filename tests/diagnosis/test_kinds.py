"""Kinds of public evidence, each in several wordings, with look-alikes on which its rule stays silent."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from answers import MISMATCH, canonical, error, mismatch
from cases import AWS_KEYS, NOW, aws, ibm

from cosnb.diagnosis import Diagnosis, diagnose

U, A = ibm(), aws()
ERROR = error("SignatureDoesNotMatch", MISMATCH)


def of(text: str, **given: object) -> Diagnosis:
    return diagnose(text, **{"now": NOW, "progress": False, **given})  # type: ignore[arg-type]


def sure(text: str, **given: object) -> Mapping[str, str]:
    return {one.id: one.certainty for one in of(text, **given).findings if one.certainty != "possible"}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        # khairul169/garage-webui#47, quarfie/s3presignedUrl_FMFunction#6
        ("AccessDenied", "Forbidden: Invalid signature"),
        ("AccessDenied", "The request signature is invalid"),
        ("Forbidden", "Bad signature"),
        ("InvalidRequest", "Signature verification failed"),
        ("Unauthorized", "signature mismatch"),
        ("AccessDenied", "The signature you sent does not match"),
        ("InvalidSignature", "no"),
    ],
)
def test_the_words_of_a_refusal_say_more_than_its_code(code: str, words: str) -> None:
    for text in (f"api error {code}: {words}", f"{U}\n{error(code, words)}", f"ERROR code: {code}, message: {words}"):
        assert "access-denied" not in sure(text), text
        assert of(text).findings[0].title.startswith("The store computed another signature"), text
    assert sure(f"api error {code}: Access Denied").keys() != {"signature-mismatch"} or code == "InvalidSignature"
    assert (
        "signature-mismatch" not in sure(f"api error {code}: invalid signature version") or code == "InvalidSignature"
    )


@pytest.mark.parametrize(
    "words",
    [
        "Forbidden: No such key: GK31c2f218a2e44f485b94239e",  # Garage 2.3.0
        "Access key not found",
        "Invalid access key",
        "The access key id AKIA4T7QXH2NBVC6LMPD does not exist",
    ],
)
def test_a_store_may_deny_what_it_does_not_know(words: str) -> None:
    assert sure(f"{U}\n{error('AccessDenied', words)}")["unknown-access-key"] == "certain"
    assert "access-denied" in sure(f"{U}\n{error('AccessDenied', 'Access key may not do this')}")


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        # component/s3#7
        (
            "XMLHttpRequest cannot load https://b.s3.amazonaws.com/. The request was redirected to "
            "'https://b.s3-us-west-2.amazonaws.com/', which is disallowed for cross-origin requests that require preflight.",
            "cors-redirect",
        ),
        # aws-amplify/amplify-js#1083
        (
            "Failed to load https://b.s3.amazonaws.com/a: Response to preflight request doesn't pass access control check: "
            "No 'Access-Control-Allow-Origin' header is present on the requested resource.",
            "cors-preflight",
        ),
        (
            "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at "
            "https://b.s3.amazonaws.com/a. (Reason: CORS header ‘Access-Control-Allow-Origin’ missing).",
            "cors-hidden",
        ),
        (
            "Origin http://localhost:3000 is not allowed by Access-Control-Allow-Origin. https://b.s3.amazonaws.com/a",
            "cors-hidden",
        ),
    ],
)
def test_a_browsers_words_are_read_in_the_spelling_of_each(text: str, id_: str) -> None:
    assert of(text).findings[0].id == id_
    assert "unsigned" not in sure(text)
    assert "unsigned" in sure("https://b.s3.amazonaws.com/a\n403 Forbidden\n" + error("AccessDenied", "Access Denied"))


def test_whom_a_store_names_has_signed() -> None:
    # Privado-Inc/privado#573
    told = "Request to https://b.s3.amazonaws.com/ failed with status code 403\n" + error(
        "AccessDenied",
        'User: arn:aws:iam::1:user/s3 is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::b/a" '
        "with an explicit deny in an identity-based policy",
    )
    assert [*sure(told)] == ["explicit-deny"]
    assert "unsigned" in sure(told.replace("User: arn:aws:iam::1:user/s3", "Anonymous").replace("arn:aws:s3:::", ""))


@pytest.mark.parametrize(
    "text",
    [
        # envoyproxy/envoy#35023
        "GET\n/test%20file\n\nhost:b.s3.us-west-2.amazonaws.com\n\nfrom Envoy:\nGET\n/test%2520file\n\nThis triggers a signature mismatch.",
        # envoyproxy/envoy#42165
        "`GET /mac@2x.png` returns 403, SignatureDoesNotMatch\n`GET /mac%402x.png` returns 200",
        "PUT /a+b.txt fails with SignatureDoesNotMatch\nPUT /a%2Bb.txt works",
    ],
)
def test_one_path_in_two_spellings_is_what_was_signed_beside_what_was_sent(text: str) -> None:
    found = of(text).findings[0]
    assert (found.id, found.certainty) == ("path-encoding", "likely")
    if "%402x" in text:
        assert found.fix.startswith("Send '/mac%402x.png', which works")
    other = text.replace("%2520file", "%20other").replace("%402x", "%403x").replace("a%2Bb", "a%2Bc")
    assert "path-encoding" not in sure(other)
    # A key and its link are two spellings as well.
    assert "path-encoding" not in sure(f"the key is /a b.txt\n{ibm(path='/my-bucket/a%20b.txt')}\n{ERROR}")


def test_of_two_links_the_one_that_does_not_work_is_looked_at() -> None:
    # mhart/aws4fetch#35
    other = A.replace("X-Amz-Signature=", "X-Amz-Signature=00")[:-2].replace("a.txt", "b.txt")
    for text in (
        f"I get a link, which works:\n{A}\nBut this one does not work:\n{other}",
        f"{A}\nworks fine.\n{other}\ndoesn't work.",
        f"This fails:\n{other}\nThis works:\n{A}",
    ):
        assert of(text).request.wire == other, text
    assert of(f"Two links:\n{A}\n{other}").request.wire == A


@pytest.mark.parametrize(
    "words",
    [
        "java.lang.IllegalArgumentException: Access key cannot be null.",  # IBM/ibm-cos-sdk-java#1
        "UnsupportedSigner: Presigning only supports S3 or SigV4 signing.",  # IBM/ibm-cos-sdk-js#11
        "botocore.exceptions.NoCredentialsError: Unable to locate credentials",
        "CredentialsProviderError: Could not load credentials from any providers",
        "Error: Missing credentials in config, if using AWS_CONFIG_FILE, set AWS_SDK_LOAD_CONFIG=1",
        "failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata",
        "NoCredentialProviders: no valid providers in chain. Deprecated.",
    ],
)
def test_a_client_without_keys_has_sent_nothing(words: str) -> None:
    assert [*sure(words)] == ["no-credentials"]
    assert "HMAC" in of(words).findings[0].fix
    assert "no-credentials" not in sure(f"It needs credentials.\n{U}\n{ERROR}")


def test_a_client_s_exception_holds_the_words_that_an_answer_without_a_body_had() -> None:
    # iterate-ch/cyberduck#16107
    told = "> PUT /a.jpg HTTP/1.1\n> Host: b.s3.eu-central-003.backblazeb2.com\n> Authorization: ***\n< HTTP/1.1 400\n< Server: nginx\n\n"
    cause = "HttpResponseException: status code: 400, reason phrase: Unsupported header 'x-amz-checksum-sha256' received for this API call."
    assert of(told + cause).findings[0].id == "sdk-checksum"
    assert "sdk-checksum" not in sure(told + "Caused by: HttpResponseException")


def test_a_log_closes_the_bracket_that_it_opened_before_the_method() -> None:
    # gaul/s3proxy#652
    told = f"request: Request(PUT {A})@1c5eebea\nsendSimpleErrorResponse: 403 SignatureDoesNotMatch Forbidden {{}}"
    assert of(told).request.wire == A
    assert "decorated" not in sure(told)
    assert sure(told)["signature-mismatch"] == "likely"
    assert of(f"see ({A}&x=1) there").request.wire == f"{A}&x=1"


def test_plus_signs_that_a_store_reads_as_blanks_are_no_other_query() -> None:
    # smarty-archives/go-aws-auth#21
    url = aws(query=(("response-content-disposition", "attachment; filename=a b.csv"),))
    found = sure(url.replace("a%20b", "a+b"), response=mismatch(canonical(url)))
    assert found["query-plus"] == "certain"
    assert "query-changed" not in found
    assert "query-changed" in sure(url.replace("a%20b", "ab"), response=mismatch(canonical(url)))


def test_a_header_of_one_hop_that_is_signed_changes_at_the_next() -> None:
    # s3tools/s3cmd#1333
    told = f"{MISMATCH}\nIt happens because s3cmd is copying `cf-ray` header and using it for the signature."
    assert sure(f"api error SignatureDoesNotMatch: {told}")["rewritten-header"] == "likely"
    assert "rewritten-header" not in sure(
        f"api error SignatureDoesNotMatch: {told.replace('using', 'not signed, but using')}"
    )


def test_a_code_in_front_of_its_words_is_read_where_nothing_announces_it() -> None:
    # ryanto/next-s3-upload#87
    told = "The security token included in the request is invalid"
    assert of(f"error - InvalidClientTokenId: {told}.\n    at throwDefaultError").findings[0].id == "unknown-access-key"
    assert of(f"Error: {told}").findings[0].id == "unknown-access-key"
    assert of("The provided token is malformed or otherwise invalid.").findings[0].id == "token-invalid"
    assert (
        of("S3Error: The authorization header is malformed; the region is wrong; expecting 'a'").findings[0].id
        == "region"
    )


def test_a_store_that_sees_no_signature_in_a_whole_link_of_version_2_knows_version_4_alone() -> None:
    # supabase/storage#617
    link = "https://a.supabase.co/storage/v1/s3/b/a.mp4?AWSAccessKeyId=659d4fc3cfc1549862fc820279a2e7a1&Signature=ee9tAdk1kzqWkFBdQFIEpGH5Bj4%3D&Expires=1804465066"
    answer = error("AccessDenied", "Missing signature")
    assert of(link, response=answer).findings[0].id == "sigv2"
    assert of(U, response=answer).findings[0].id != "sigv2"


def test_what_stands_behind_an_empty_body_is_none() -> None:
    # ex-aws/ex_aws#213: a dump of a request, and what the client signed
    names = "content-length;host;x-amz-content-sha256;x-amz-date"
    lines = f"x-amz-content-sha256:{'e' * 64}\nx-amz-date:20240102T030405Z\n"
    scope = "AKIA4T7QXH2NBVC6LMPD/20240102/us-east-1/s3/aws4_request"
    key = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders={names}, Signature={'0' * 64}"
    sent = (
        f"GET / HTTP/1.1\nAuthorization: {key}\nHost: 127.0.0.1:9000\ncontent-length: 0\n{lines.replace(':', ': ')}\n"
    )
    own = f"But the canonical request is\n```\nGET\n/\n\ncontent-length:0\nhost:127.0.0.1\n{lines}\n{names}\n{'e' * 64}\n```\n"
    found = of(sent + own, response=ERROR)
    assert found.request.body is None
    assert (found.findings[0].id, found.findings[0].certainty) == ("host-changed", "certain")
    assert "payload-mismatch" not in sure(sent + own, response=ERROR)
    assert "host-changed" not in sure(sent + own.replace("127.0.0.1", "127.0.0.1:9000"), response=ERROR)
    assert of(sent.replace("length: 0", "length: 5") + "hello", response=ERROR).request.body == b"hello"


def test_a_request_that_node_logs_shows_what_a_proxy_did() -> None:
    # supabase/storage#572
    told = """An error occurred (SignatureDoesNotMatch) when calling the ListObjectsV2 operation: …
{"level": 40, "req": {"region": "a", "method": "GET", "url": "/s3/b?list-type=2", "headers": {"host": "storage.internal",
 "x-forwarded-host": "s.example.com"}}}"""
    assert sure(told)["host-rewritten"] == "likely"
    assert "host-rewritten" not in sure(told.replace("storage.internal", "s.example.com"))
    assert "unsigned" not in sure(told)


@pytest.mark.parametrize(
    "line",
    [
        '"GET /b?location= HTTP/1.1" 301 185 "-"\n"GET /b/?location= HTTP/1.1" 403 348 "-"',  # minio/minio-java#648
        '1.2.3.4 - - "PUT /a/b HTTP/1.1" 308 0\n1.2.3.4 - - "PUT /a/b/ HTTP/1.1" 403 0',
    ],
)
def test_a_slash_that_a_redirect_added_was_not_signed(line: str) -> None:
    told = f"the client throws a SignatureDoesNotMatch exception\n{line}"
    assert sure(told)["path-slash-end"] == "likely"
    for healthy in (
        told.replace("/?", "?").replace("b/ ", "b "),
        told.replace(" 301 ", " 200 ").replace(" 308 ", " 200 "),
    ):
        assert "path-slash-end" not in sure(healthy)


@pytest.mark.parametrize(
    "words",
    [
        'special characters such as " ", "(", and ")" cause putObject() to fail',  # coldbox-modules/s3sdk#6
        "it doesn't work when the key has unicode characters",
        "It happens only with spaces in the file name.",
        "fails for objects with non-ASCII names",
    ],
)
def test_what_fails_with_some_names_alone_is_how_they_are_encoded(words: str) -> None:
    told = f"Code: SignatureDoesNotMatch\\nMessage: {MISMATCH}\n{words}"
    assert sure(told)["path-encoding"] == "likely"
    for other in (
        "The secret has special characters in it.",
        "There are no special characters in the key.",
        "It fails.",
    ):
        assert "path-encoding" not in sure(told.replace(words, other))


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("nginx.ingress.kubernetes.io/upstream-vhost: minio:9000", "host-changed"),  # minio/minio#15143
        ("loadBalancer:\n  passHostHeader: false", "host-changed"),
        ("reverse_proxy minio:9000 {\n  header_up Host {upstream_hostport}\n}", "host-changed"),
        ("route:\n  host_rewrite_literal: minio.internal", "host-changed"),
        ("proxy: { '/s3': { target: 'http://minio:9000', changeOrigin: true } }", "host-changed"),
        ('service: "http://minio-svc:9000"\nprefix: /api/minio/\nrewrite: /\n', "path-prefix"),  # IBM/ibm-cos-sdk-js#59
        ("middlewares:\n  a:\n    stripPrefix:\n      prefixes: [/minio]", "path-prefix"),
        ("nginx.ingress.kubernetes.io/rewrite-target: /$2", "path-prefix"),
        ("handle_path /minio/* {\n  reverse_proxy minio:9000\n}", "path-prefix"),
        ("location /minio/ {\n  proxy_set_header Host $http_host;\n  proxy_pass http://minio:9000/;\n}", "path-prefix"),
    ],
)
def test_the_configuration_of_a_proxy_says_what_it_changes(text: str, id_: str) -> None:
    told = f"{text}\nit says: the request signature we calculated does not match the signature you provided"
    assert sure(told)[id_] == "likely"
    assert not {"unsigned", "no-url"} & sure(told).keys()
    keeps = (
        "proxy_set_header Host $http_host;\nproxy_pass http://minio:9000;",
        "passHostHeader: true",
        "header_up Host {host}",
        "changeOrigin: false",
        "prefix: /minio/\nservice: a",
    )
    for well in keeps:
        kept = sure(f"{well}\nthe request signature we calculated does not match the signature you provided")
        assert not {"host-changed", "path-prefix"} & kept.keys(), well
    # What a proxy does explains nothing where the store refused for another reason.
    assert id_ not in sure(f"{text}\n{error('AccessDenied', 'Access Denied')}")


def test_a_store_names_the_service_that_it_takes() -> None:
    # arnemolland/sigv4#2
    told = 'The authorization header is malformed; incorrect service "execute-api". This endpoint belongs to "s3".'
    found = of(error("AuthorizationHeaderMalformed", told)).findings[0]
    assert (found.id, found.title[-14:]) == ("service", " 'execute-api'")
    assert (
        of(error("AuthorizationHeaderMalformed", "The authorization header is malformed")).findings[0].id
        == "parameters"
    )


def test_the_string_to_sign_of_version_2_shows_the_type_that_was_sent() -> None:
    # dart-lang/http#459
    for told in (
        "PUT\n   text/html; charset=UTF-8\n   1597091875\n   /b/a.txt\n",
        "PUT\n\nimage/png\n1597091875\n/b/a.png",
    ):
        assert sure(error("SignatureDoesNotMatch", MISMATCH, StringToSign=told))["content-type-v2"] == "likely"
    for other in (
        "PUT\n\n\n1597091875\n/b/a.txt",
        "GET 1597091875 /b/a.txt",
        "PUT\n1B2M2Y8AsgTpgAmY7PhCfg==\n\n1597091875\n/b/a",
    ):
        assert "content-type-v2" not in sure(error("SignatureDoesNotMatch", MISMATCH, StringToSign=other))


def test_a_link_that_a_store_received_under_its_own_host_was_not_redirected() -> None:
    # cinely/mule-uploader#43
    url = aws(host="my-bucket.s3.amazonaws.com")
    assert "global-host" not in sure(url, response=mismatch(canonical(url)))
    moved = canonical(url, host="my-bucket.s3.eu-central-1.amazonaws.com")
    assert sure(url, response=mismatch(moved))["host-changed"] == "certain"


def test_signed_headers_that_nobody_sent_are_named_with_the_keys_too() -> None:
    # tpyo/amazon-s3-php-class#157: signed as if they were empty, which is right, and a store that wants them sent
    url = aws(headers={"content-md5": ""}, method="GET")
    for pair in (None, AWS_KEYS):
        found = of(f"curl '{url}'\n{ERROR}", credentials=pair).findings
        assert found[0].title == "Signed but not sent: content-md5"
    assert "signed-header-missing" not in sure(f"curl -H 'content-md5;' '{url}'\n{ERROR}", credentials=AWS_KEYS)


def test_an_opt_in_region_is_named_by_the_words_of_its_refusal() -> None:
    # boto/boto3#2728
    code = "s3 = boto3.client('s3', region_name='af-south-1')\ns3.generate_presigned_post(Bucket=b, Key=k)\n"
    told = "The response I get is IllegalLocationConstraintException. The af-south-1 location constraint is incompatible for the region"
    assert [*sure(code + told)] == ["region"]
    assert [*sure(code)] == ["makes-links"]


@pytest.mark.parametrize(
    "text",
    [
        # duckdb/duckdb-aws#96
        "HTTP GET error on 'https://acme.s3.amazonaws.com/test%252B.parquet.zst' (HTTP 403)",
        "requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: https://acme.s3.amazonaws.com/a%2520b.csv",
        "GET https://acme.s3.eu-west-1.amazonaws.com/in%252Fout.bin 403 (Forbidden)",
        "ERROR status 400 from https://minio.example.com/b/%25E4.txt",
        "curl: (22) The requested URL returned error: 403 https://acme.s3.amazonaws.com/a%253Db",
    ],
)
def test_an_address_that_is_encoded_twice_shows_it_without_its_signature(text: str) -> None:
    assert sure(text)["path-double-encoded"] == "likely", text
    for once in (text.replace("%25", "%"), text.replace("%25", "-")):
        assert "path-double-encoded" not in sure(once), once
    assert "path-double-encoded" not in sure(text.replace("403", "200").replace("400", "200"))


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (
            'me aparece el error "Request Time too skewed: null" en la consola',
            "clock-skew",
        ),  # IIC2513-2020-1/syllabus#123
        ("S3 says: request time too skewed", "clock-skew"),
        ("Upload failed (Request Time Too Skewed)", "clock-skew"),
        (
            "{ [S3Error: no such key]\n  code: 'InvalidAccessKeyID',\n  key: '' }",
            "unknown-access-key",
        ),  # minio/minio-js#513
        ("Invalid Access Key ID", "unknown-access-key"),
        ("Error: Signature Does Not Match", "signature-mismatch"),
        ("ERROR code: signaturedoesnotmatch", "signature-mismatch"),
    ],
)
def test_a_code_may_be_spelt_in_other_letters(text: str, cause: str) -> None:
    if text.startswith("ERROR code"):
        assert of(f"{U}\n{error('signaturedoesnotmatch', 'x')}").findings[0].id == cause
    else:
        assert of(text).findings[0].id == cause, text
    assert cause not in sure("the request was not skewed, and its access key is valid: signatures match")


@pytest.mark.parametrize("end", ["\\n", "\n", "\r\n", "\n    "])
def test_two_strings_to_sign_show_the_type_that_one_of_them_lacks(end: str) -> None:
    # TTLabs/EvaporateJS#63
    signed = end.join(["POST", "", "", "", "x-amz-date:Tue, 06 Jan 2015 11:33:18 GMT", "/b/1%2Fblack.mp4?uploads"])
    there = signed.replace(f"POST{end}{end}", f"POST{end}{end}application/x-www-form-urlencoded", 1)
    text = "The string that is signed:\n\n    {}\n\nthe one in the error:\n\n    {}\n\nSignatureDoesNotMatch on upload"
    if "    " not in end:
        assert "content-type-v2" in sure(text.format(signed, there)), end
    assert "content-type-v2" not in sure(text.format(signed, signed))
    assert "content-type-v2" not in sure(text.format(there, there))


def test_a_bucket_that_stands_twice_in_a_string_to_sign() -> None:
    # aws/aws-sdk-js#423; the SDK signs its own Content-Type in the header, so that is not the cause
    lines = "POST\n\napplication/octet-stream; charset=UTF-8\n\nx-amz-date:Wed, 03 Dec 2014 03:10:40 GMT\n{}?uploads"
    text = "I set the endpoint to a cloudfront distribution and get 403:\n{}"
    twice = text.format(error("SignatureDoesNotMatch", MISMATCH, StringToSign=lines.format("/acme/acme/rest/of/key")))
    assert sure(twice) == {"bucket-twice": "likely"}
    for other in (twice.replace("a cloudfront distribution", "it"), twice.replace("/acme/acme/", "/acme/all/")):
        assert "bucket-twice" not in sure(other.replace("the endpoint", "this"))
        assert "content-type-v2" not in sure(other)


def test_what_a_client_is_called_with_is_what_was_sent() -> None:
    put = aws(method="PUT", headers={"Content-Type": "image/jpeg"})
    # axios documentation: axios.put(url[, data[, config]]); a FormData is sent as multipart/form-data
    assert of(f"axios.put('{put}', formData)\n403").findings[0].id == "multipart-body"
    assert of(f"requests.post('{put}', files={{'file': f}})\n<Response [403]>").findings[0].id == "method"
    # GNU Wget manual, --spider: a HEAD
    assert of(f"wget --spider '{A}'\nHTTP request sent, awaiting response... 403 Forbidden").findings[0].id == "method"
    for healthy in (
        f"axios.put('{put}', file, {{headers: {{'Content-Type': 'image/jpeg'}}}})",
        f"http.get(Uri.parse('{A}'))",
    ):
        assert sure(healthy) == {}


def test_what_a_shell_cut_is_not_said_to_be_accepted() -> None:
    text = f"$ curl -T photo.jpg {A}\n[1] 12345\n{error('AccessDenied', 'Access Denied')}"
    found = of(text)
    assert found.findings[0].id == "shell-unquoted"
    assert "access-denied" not in {one.id for one in found.findings}
