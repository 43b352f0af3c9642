"""Published vectors: requests whose every stage somebody else wrote down. Licences: tests/vectors/README.md."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from cosnb.sigv4 import (
    Credentials,
    Param,
    Part,
    Request,
    Rules,
    Signed,
    authorize,
    presign,
    uri_encode,
)
from cosnb.sigv4.canonical import canonical_query
from cosnb.sigv4.parts import join

BUNDLE = Path(__file__).parents[1] / "vectors" / "sigv4-bundle.jsonl"
VECTORS = {f"{row['suite']}/{row['id']}": row for row in map(json.loads, BUNDLE.read_text("utf-8").splitlines())}

# Vectors that are met in every stage but these, and why the vector is the one that is wrong, or asks for another thing.
DIFFERS = {
    "aws-c-auth/post-sts-header-after:query": (
        {"url"},
        "The session token is added to the URL after signing, which S3 does not allow: there it is part of the query.",
    ),
    "aws4-js/get-header-value-multiline": (
        {"canonical_request", "string_to_sign", "authorization", "signature"},
        "An older edition of AWS's suite, which joins the lines of a folded header with commas; the newer has spaces.",
    ),
    "smithy-rs/get-space-normalized:query": (
        {"url"},
        "The suite's request was edited to %20 and its signed URL was not, so that URL still holds a bare space.",
    ),
    "s3s/special_20230204 (duplicate query keys: sorted by NAME ONLY by minio-java/s3s, AWS says name then value: "
    "known divergence)": (
        {"signature"},
        "Equal parameter names are left in their order by that signer; the specification sorts by name, then value.",
    ),
}

# Vectors that leave the token of temporary credentials unsigned, as some services want it and S3 does not.
UNSIGNED_TOKEN = {
    "aws-c-auth/post-sts-header-after:header",
    "aws-c-auth/post-sts-header-after:query",
    "smithy-rs-unit/exclude-session-token",
}

# Its query means the '#' itself; in a URL that has to be %23.
BARE_NUMBER_SIGN = "aws-sdk-ruby/post-vanilla-query-nonunreserved"


def of_kind(kind: str) -> list[str]:
    return [name for name, row in VECTORS.items() if row["kind"] == kind]


def signed(name: str) -> Signed:
    args = VECTORS[name]["args"]
    headers = [tuple(header) for header in args["headers"]]
    if args["content_sha256_header"] and args["mode"] == "header":
        headers.append(("x-amz-content-sha256", args["payload_hash"]))
    url = args["url"].replace("#", "%23") if name == BARE_NUMBER_SIGN else args["url"]
    request = Request(args["method"], url, headers, args["payload_hash"])
    token = None if name in UNSIGNED_TOKEN else args["token"]
    options: dict[str, Any] = {
        "region": args["region"],
        "service": args["service"],
        "now": datetime.strptime(args["timestamp"], "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc),
        "rules": Rules(args["normalize_path"], args["double_encode"]),
    }
    credentials = Credentials(args["access_key"], args["secret"], token)
    if args["mode"] == "query":
        return presign(request, credentials, expires=args["expires"], **options)
    return authorize(request, credentials, **options)


def unordered(url: str) -> tuple[str, list[str]]:
    """A URL apart from the order of its parameters, which signers choose and no store reads."""
    base, _, query = url.partition("?")
    return base, sorted(query.split("&"))


def differing_stages(name: str) -> set[str]:
    made, expected = signed(name), VECTORS[name]["expect"]
    stages = {
        "canonical_request": made.canonical_request.text,
        "string_to_sign": made.string_to_sign.text,
        "signature": made.signature,
        "authorization": made.authorization,
        "url": unordered(made.url),
    }
    wanted = {**expected, "url": unordered(expected["url"])} if "url" in expected else expected
    return {stage for stage, text in wanted.items() if stages[stage] != text}


def test_no_vector_has_vanished() -> None:
    assert Counter(row["kind"] for row in VECTORS.values()) == {
        "sign": 172,
        "uri_encode": 4,
        "chunk": 3,
        "signing_key": 1,
        "canonical_query": 1,
        "post": 1,
    }
    stages = Counter(stage for name in of_kind("sign") for stage in VECTORS[name]["expect"])
    assert stages == {
        "signature": 170,
        "canonical_request": 109,
        "string_to_sign": 109,
        "authorization": 70,
        "url": 58,
    }


@pytest.mark.parametrize("name", [name for name in of_kind("sign") if name not in DIFFERS])
def test_every_stage_of_the_vector_is_met(name: str) -> None:
    assert differing_stages(name) == set()


@pytest.mark.parametrize("name", DIFFERS)
def test_a_vector_that_is_known_to_differ_still_does_in_just_these_stages(name: str) -> None:
    stages, _reason = DIFFERS[name]
    assert differing_stages(name) == stages


def test_the_vectors_that_are_marked_as_divergent_are_among_those_that_differ() -> None:
    marked = {name for name, row in VECTORS.items() if row["known_divergence"]}
    assert marked == set(DIFFERS) - UNSIGNED_TOKEN


def test_the_list_of_unsigned_tokens_is_whole() -> None:
    assert {name for name, row in VECTORS.items() if row["args"]["omit_session_token"]} == UNSIGNED_TOKEN


def test_only_one_vector_has_a_bare_number_sign() -> None:
    assert [name for name in of_kind("sign") if "#" in VECTORS[name]["args"]["url"]] == [BARE_NUMBER_SIGN]


@pytest.mark.parametrize("name", of_kind("uri_encode"))
def test_text_is_percent_encoded_as_the_vector_has_it(name: str) -> None:
    given = VECTORS[name]["extra"]
    encoded = uri_encode(given["text"], keep_slash=not given["encode_slash"])
    assert encoded == VECTORS[name]["expect"]["encoded"]


@pytest.mark.parametrize("name", of_kind("signing_key"))
def test_the_signing_key_is_derived_as_the_vector_has_it(name: str) -> None:
    args = VECTORS[name]["args"]
    made = presign(
        Request("GET", "https://example.com/"),
        Credentials(args["access_key"], args["secret"]),
        region=args["region"],
        service=args["service"],
        now=datetime.strptime(args["timestamp"], "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc),
    )
    assert made.derivation[-1].output.reveal().hex() == VECTORS[name]["expect"]["signing_key"]


@pytest.mark.parametrize("name", of_kind("canonical_query"))
def test_the_query_is_sorted_by_byte_as_the_vector_has_it(name: str) -> None:
    query = [
        Param(Part(uri_encode(key)), (Part(uri_encode(value)),)) for key, value in VECTORS[name]["extra"]["params"]
    ]
    assert join(canonical_query(query)) == VECTORS[name]["expect"]["canonical_query"]


def test_the_licence_and_the_source_of_every_suite_are_written_down() -> None:
    readme = BUNDLE.with_name("README.md").read_text("utf-8")
    for row in VECTORS.values():
        assert f"`{row['suite']}`" in readme
        assert row["licence"].partition(" ")[0] in readme
