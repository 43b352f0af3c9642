"""What the data says of each provider, whose a host is, and what is said before an endpoint is chosen."""

from __future__ import annotations

import json
import re
import warnings
from datetime import datetime
from importlib.resources import files
from typing import Any

import pytest

import cosnb
from cosnb import Credentials, InputError
from cosnb.links import plan
from cosnb.storage import (
    check_expiry_limit,
    endpoint_advice,
    find_endpoint,
    ibm_locations,
    provider_of,
    providers,
    recognise,
)

WEEK = 604_800
LEGACY = json.loads(files("cosnb.storage").joinpath("endpoints.json").read_text("utf-8"))["legacy_hosts"]["map"]
WEBSITES = json.loads(files("cosnb.storage").joinpath("endpoints.json").read_text("utf-8"))["static_website"]


def advice(text: str, method: str | None = None) -> str:
    return " ".join(row.text for row in endpoint_advice(find_endpoint(text), method=method))


def test_every_provider_of_the_issue_is_known() -> None:
    assert [*providers()][:12] == [
        "aws",
        "ibm",
        "minio",
        "r2",
        "b2",
        "wasabi",
        "spaces",
        "gcs",
        "ceph",
        "ovh",
        "scaleway",
        "hetzner",
    ]
    assert [*providers()][-1] == "custom"


@pytest.mark.parametrize("name", providers())
def test_every_rule_has_a_mark(name: str) -> None:
    provider = providers()[name]
    facts = provider.facts()
    assert [fact.name for fact in facts[:5]] == [
        "region in the scope",
        "addressing",
        "longest expiry",
        "Signature Version 2",
        "methods",
    ]
    assert len(facts) == 5 + len(provider.rules)
    assert all(fact.text and fact.mark in ("V", "U") for fact in facts)
    assert provider.addressing in provider.styles
    assert provider.status[0] in "VU"
    assert provider.sources or name == "custom"
    fields = {"scope_region", "styles", "max_expires", "sigv2", "methods", "rules", "endpoint"}
    assert set(provider.unconfirmed) <= fields


# What ../reference/ibm-cos.md, section 6, leaves open.
UNCONFIRMED = {
    "aws": set(),
    "ibm": {"sigv2"},
    "minio": {"sigv2"},
    "r2": set(),
    "b2": {"max_expires"},
    "wasabi": {"scope_region"},
    "spaces": {"scope_region"},
    "gcs": {"scope_region"},
    "ceph": set(),
    "ovh": {"max_expires"},
    "scaleway": {"max_expires"},
    "hetzner": {"scope_region", "styles", "max_expires", "sigv2"},
    "custom": {"scope_region", "styles", "max_expires", "sigv2"},
}


@pytest.mark.parametrize("name", UNCONFIRMED)
def test_what_is_not_confirmed_is_marked(name: str) -> None:
    provider = providers()[name]
    fields = ("scope_region", "styles", "max_expires", "sigv2")
    assert {field for field in fields if provider.mark(field) == "U"} == UNCONFIRMED[name]


def test_signature_version_2_is_yes_no_or_not_known() -> None:
    taken = {name: provider.sigv2 for name, provider in providers().items()}
    assert [name for name, value in taken.items() if value] == ["ibm", "wasabi", "spaces", "gcs", "ceph"]
    known = ["aws", "aws-vpce", "r2", "b2", "ovh", "scaleway"]
    assert sorted(name for name, value in taken.items() if value is False) == sorted(known)


@pytest.mark.parametrize(
    ("host", "provider", "region"),
    [
        ("s3.eu-central-1.amazonaws.com", "aws", "eu-central-1"),
        ("s3-eu-west-1.amazonaws.com", "aws", "eu-west-1"),
        ("s3.dualstack.us-west-2.amazonaws.com", "aws", "us-west-2"),
        ("s3-fips.us-gov-west-1.amazonaws.com", "aws", "us-gov-west-1"),
        ("s3.cn-north-1.amazonaws.com.cn", "aws", "cn-north-1"),
        ("s3.eusc-de-east-1.amazonaws.eu", "aws", "eusc-de-east-1"),
        ("s3.amazonaws.com", "aws", "us-east-1"),
        ("s3.us-south.cloud-object-storage.appdomain.cloud", "ibm", "us-south"),
        ("s3.direct.dal.us.cloud-object-storage.appdomain.cloud", "ibm", "us"),
        ("0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com", "r2", "auto"),
        ("0123456789abcdef0123456789abcdef.eu.r2.cloudflarestorage.com", "r2", "auto"),
        ("s3.us-west-004.backblazeb2.com", "b2", "us-west-004"),
        ("s3.wasabisys.com", "wasabi", "us-east-1"),
        ("s3.eu-central-2.wasabisys.com", "wasabi", "eu-central-2"),
        ("nyc3.digitaloceanspaces.com", "spaces", "nyc3"),
        ("storage.googleapis.com", "gcs", "auto"),
        ("s3.gra.io.cloud.ovh.net", "ovh", "gra"),
        ("s3.us-east-va.io.cloud.ovh.us", "ovh", "us-east-va"),
        ("s3.fr-par.scw.cloud", "scaleway", "fr-par"),
        ("fsn1.your-objectstorage.com", "hetzner", "fsn1"),
        ("oss-cn-hangzhou.aliyuncs.com", "alibaba", "cn-hangzhou"),
        ("oss-cn-hangzhou-internal.aliyuncs.com", "alibaba", "cn-hangzhou"),
        ("oss-accelerate.aliyuncs.com", "alibaba", None),
        ("cos.ap-beijing.myqcloud.com", "tencent", "ap-beijing"),
        ("obs.cn-north-4.myhuaweicloud.com", "huawei", "cn-north-4"),
        ("t3.storage.dev", "tigris", "auto"),
        ("oos.cloudgouv-eu-west-1.outscale.com", "outscale", "cloudgouv-eu-west-1"),
        ("eu-central-1.linodeobjects.com", "linode", "eu-central-1"),
        ("ns1.compat.objectstorage.eu-frankfurt-1.oraclecloud.com", "oracle", "eu-frankfurt-1"),
        ("storage.yandexcloud.net", "yandex", "ru-central1"),
        ("ref.supabase.co", "supabase", None),
        ("s3-accelerate.amazonaws.com", "aws-accelerate", None),
        ("s3-accesspoint.eu-west-1.amazonaws.com", "aws", "eu-west-1"),
        ("bucket.vpce-0e25-argc.s3.eu-west-1.vpce.amazonaws.com", "aws-vpce", "eu-west-1"),
        ("minio.example.com", "custom", None),
        ("s3.eu-central-1.amazonaws.com.example.com", "custom", None),
        ("evil-s3.amazonaws.com", "custom", None),
        ("s3xamazonaws.com", "custom", None),
    ],
)
def test_a_host_tells_its_provider_and_region(host: str, provider: str, region: str | None) -> None:
    known = recognise(host)
    assert (known.provider.id, known.region, known.bucket, known.not_s3) == (provider, region, None, None)
    assert provider_of(host)[0].id == provider


STORES = [
    "s3.eu-central-1.amazonaws.com",
    "s3.us-south.cloud-object-storage.appdomain.cloud",
    "s3.private.eu-de.cloud-object-storage.appdomain.cloud",
    "s3.us-south.objectstorage.softlayer.net",
    "0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com",
    "s3.us-west-004.backblazeb2.com",
    "nyc3.digitaloceanspaces.com",
    "storage.googleapis.com",
    "s3.gra.io.cloud.ovh.net",
    "s3.fr-par.scw.cloud",
    "fsn1.your-objectstorage.com",
]


@pytest.mark.parametrize("host", STORES)
@pytest.mark.parametrize("bucket", ["my-bucket", "my.dotted.bucket"])
def test_a_bucket_in_front_of_the_host_is_told_apart(host: str, bucket: str) -> None:
    known, alone = recognise(f"{bucket}.{host}"), recognise(host)
    assert known.bucket == bucket
    assert (known.provider, known.region, known.network) == (alone.provider, alone.region, alone.network)
    with pytest.raises(InputError, match=f"has the bucket '{re.escape(bucket)}' in its host") as caught:
        find_endpoint(f"https://{bucket}.{host}:8443")
    assert f"'https://{host}:8443'" in caught.value.remedy


def test_the_longest_host_is_searched_and_a_longer_one_is_not() -> None:
    store = "s3.eu-central-1.amazonaws.com"
    assert recognise(f"{'a' * (252 - len(store))}.{store}").provider.id == "aws"
    assert recognise(f"{'a.' * 5_000}{store}").provider.id == "custom"


@pytest.mark.parametrize("name", [name for name, provider in providers().items() if provider.places])
def test_every_listed_region_has_an_endpoint_of_that_provider_and_region(name: str) -> None:
    provider = providers()[name]
    assert provider.places_source
    for code, place in provider.places:
        endpoint = find_endpoint(provider.endpoint_of(code))
        assert (endpoint.provider.id, endpoint.region, bool(place)) == (name, code, True)


@pytest.mark.parametrize("location", ibm_locations())
@pytest.mark.parametrize("network", ["public", "private", "direct"])
def test_every_ibm_location_is_found_by_its_name_and_network(location: str, network: str) -> None:
    row = ibm_locations()[location]
    endpoint = find_endpoint(location if network == "public" else f"{location}.{network}")
    assert endpoint.host == row["hosts"][network]
    assert (endpoint.network, endpoint.region) == (network, row["suggested_signing_region"])


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("us-geo", "s3.us"),
        ("eu-geo", "s3.eu"),
        ("private.us-south", "s3.private.us-south"),
        ("s3.direct.eu-de", "s3.direct.eu-de"),
    ],
)
def test_a_location_is_known_as_the_command_line_and_the_hosts_have_it(text: str, host: str) -> None:
    assert find_endpoint(text).host == f"{host}.cloud-object-storage.appdomain.cloud"


@pytest.mark.parametrize("region", ["eu-central-1", "ap-southeast-9", "us-gov-west-1", "cn-north-1", "eusc-de-east-1"])
def test_every_region_in_the_form_of_an_aws_region_is_one(region: str) -> None:
    endpoint = find_endpoint(region)
    assert (endpoint.provider.id, endpoint.region) == ("aws", region)
    assert endpoint.host == {
        "cn-north-1": "s3.cn-north-1.amazonaws.com.cn",
        "eusc-de-east-1": "s3.eusc-de-east-1.amazonaws.eu",
    }.get(region, f"s3.{region}.amazonaws.com")


@pytest.mark.parametrize("row", LEGACY, ids=lambda row: row["legacy_host"])
def test_a_legacy_host_is_known_and_its_new_name_is_offered(row: dict[str, str]) -> None:
    old, new = find_endpoint(f"https://{row['legacy_host']}"), find_endpoint(f"https://{row['new_host']}")
    assert old.host == row["legacy_host"]
    assert (old.provider.id, old.region, old.network) == ("ibm", new.region, new.network)
    assert f"This is an old name of https://{row['new_host']}. Use the new one." in advice(old.url)


@pytest.mark.parametrize("row", WEBSITES, ids=lambda row: row["id"])
def test_a_static_website_is_refused_with_the_host_to_use(row: dict[str, Any]) -> None:
    for network, host in row["hosts"].items():
        for url in (f"https://{host}", f"https://my-bucket.{host}/index.html"):
            with pytest.raises(InputError, match="serves static websites and takes no signed requests") as caught:
                find_endpoint(url)
            assert caught.value.remedy == f"Use https://{ibm_locations()[row['id']]['hosts'][network]}."


@pytest.mark.parametrize(
    ("url", "what", "instead"),
    [
        ("https://config.cloud-object-storage.cloud.ibm.com/v1", "resource configuration API", "https://s3.{location}"),
        ("https://config.direct.cloud-object-storage.cloud.ibm.com", "configuration API", "https://s3.{location}"),
        ("https://control.cloud-object-storage.cloud.ibm.com/v2/endpoints", "lists the endpoints", "https://s3."),
        ("https://iam.cloud.ibm.com/identity/token", "issues IAM tokens", "https://s3."),
        ("http://b.s3-website-us-east-1.amazonaws.com", "static websites", "https://s3.us-east-1.amazonaws.com."),
        ("http://b.s3-website.eu-west-3.amazonaws.com/x", "static websites", "https://s3.eu-west-3.amazonaws.com."),
        ("https://d111111abcdef8.cloudfront.net", "CloudFront distribution", "CloudFront's own signed URLs"),
        ("https://account.blob.core.windows.net/c/b", "Azure Blob Storage", "generate_blob_sas"),
        (
            "https://s3express-use1-az4.us-east-1.amazonaws.com",
            "directory buckets",
            "https://s3.us-east-1.amazonaws.com",
        ),
        (
            "https://objectstorage.eu-frankfurt-1.oraclecloud.com/n/ns",
            "Oracle's own API",
            ".compat.objectstorage.eu-frankfurt-1.",
        ),
        ("https://f004.backblazeb2.com/file/b/k", "Backblaze's own API", "https://s3.{region}.backblazeb2.com"),
        ("https://b.fra1.cdn.digitaloceanspaces.com", "the CDN", "https://fra1.digitaloceanspaces.com"),
        ("https://cloud.ibm.com/objectstorage/crn%3Av1", "is a web console", "https://s3.{location}"),
        ("https://s3.console.aws.amazon.com/s3/buckets/b", "is a web console", "https://s3.{region}.amazonaws.com"),
        ("https://dash.cloudflare.com", "is a web console", "https://{account_id}.r2.cloudflarestorage.com"),
        ("https://console.cloud.google.com/storage", "is a web console", "https://storage.googleapis.com"),
        ("https://cloud.digitalocean.com/spaces/b", "is a web console", "https://{region}.digitaloceanspaces.com"),
        ("https://pub-0123.r2.dev/key", "public buckets", "https://{account_id}.r2.cloudflarestorage.com"),
    ],
)
def test_a_host_that_takes_no_signed_request_is_refused(url: str, what: str, instead: str) -> None:
    with pytest.raises(InputError) as caught:
        find_endpoint(url)
    assert what in caught.value.problem
    assert instead in caught.value.remedy


@pytest.mark.parametrize("text", ["us-south", "eu-central-1", "ca-mon", "mon01", "dal.us", "https://minio.example.com"])
def test_an_endpoint_in_service_needs_no_advice(text: str) -> None:
    assert advice(text, "PUT") == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("us-south.private", "A private host opens only from the classic network of IBM Cloud, not from a VPC"),
        ("eu-de.direct", "A direct host opens only from a VPC of IBM Cloud"),
        ("che01", "IBM ends the location 'che01' on 2027-06-10. Use in-che or in-mum instead."),
        ("mel01", "IBM has retired the location 'mel01'."),
        ("mil.eu", "IBM has retired the location 'mil.eu'. Use mad.eu instead."),
        ("sao01", "IBM has retired the location 'sao01'. Use br-sao instead. This is inferred, not confirmed."),
        ("mum01", "No table of endpoints in IBM's documentation lists the location 'mum01'."),
        ("https://s3.us-west.cloud-object-storage.appdomain.cloud", "lists no location 'us-west'"),
        (
            "https://s3.us-suoth.cloud-object-storage.appdomain.cloud",
            "no location 'us-suoth'. Did you mean 'us-south'?",
        ),
        ("eu-cental-1", "list of AWS S3 has no region 'eu-cental-1'. Did you mean 'eu-central-1'?"),
        (
            "https://s3.eu-cental-1.wasabisys.com",
            "list of Wasabi has no region 'eu-cental-1'. Did you mean 'eu-central-1'?",
        ),
        ("http://minio.example.com:9000", "Over plain http"),
        ("http://10.0.0.7:9000", "Over plain http"),
    ],
)
def test_what_may_not_work_is_said_when_the_endpoint_is_chosen(text: str, said: str) -> None:
    assert said in advice(text)


@pytest.mark.parametrize(
    "text", ["eu-central-9", "https://nyc33.digitaloceanspaces.com", "https://s3.elsewhere-1.wasabisys.com"]
)
def test_a_region_that_may_be_new_is_no_misspelt_one(text: str) -> None:
    assert advice(text) == ""


@pytest.mark.parametrize("text", ["http://localhost:9000", "http://127.0.0.1:9000", "http://[::1]:9000"])
def test_plain_http_on_this_machine_is_no_risk(text: str) -> None:
    assert advice(text) == ""


def test_no_endpoint_is_told_what_sdks_do_then() -> None:
    (row,) = endpoint_advice(None)
    assert row.field == "endpoint"
    assert "SDKs then sign for AWS" in row.text


@pytest.mark.parametrize("url", ["https://0abc.r2.cloudflarestorage.com", "https://storage.googleapis.com"])
def test_a_method_that_a_provider_does_not_document_is_advised_against(url: str) -> None:
    (row,) = endpoint_advice(find_endpoint(url), method="POST")
    assert row.field == "method"
    assert "documents presigned URLs for GET, HEAD, PUT, DELETE only" in row.text
    assert endpoint_advice(find_endpoint(url), method="DELETE") == []


@pytest.mark.parametrize(
    ("endpoint", "outcome"),
    [
        ("us-south", "may work"),
        ("eu-central-1", "refused"),
        ("https://0abc.r2.cloudflarestorage.com", "refused"),
        ("https://s3.us-west-004.backblazeb2.com", "not confirmed"),
        ("https://minio.example.com", "not confirmed"),
    ],
)
def test_an_expiry_above_the_limit_meets_what_the_data_says(endpoint: str, outcome: str) -> None:
    if outcome == "refused":
        with pytest.raises(InputError, match="longer than"):
            check_expiry_limit(WEEK + 1, find_endpoint(endpoint))
    else:
        (row,) = check_expiry_limit(WEEK + 1, find_endpoint(endpoint))
        assert outcome in row.text


PLACES = [
    ("https://oss-cn-hangzhou.aliyuncs.com", "https://b1.oss-cn-hangzhou.aliyuncs.com/k", "cn-hangzhou", ""),
    ("https://t3.storage.dev", "https://b1.t3.storage.dev/k", "auto", ""),
    (
        "https://s3-accelerate.amazonaws.com",
        "https://b1.s3-accelerate.amazonaws.com/k",
        "us-east-1",
        "us-east-1 is a guess",
    ),
    ("https://ref.supabase.co", "https://ref.supabase.co/storage/v1/s3/b1/k", "us-east-1", "is a guess"),
    ("https://ref.supabase.co/storage/v1/s3/", "https://ref.supabase.co/storage/v1/s3/b1/k", "us-east-1", "is a guess"),
    (
        "https://proxy.example.com/s3",
        "https://proxy.example.com/s3/b1/k",
        "us-east-1",
        "if its path is a bucket, leave it out",
    ),
    ("https://minio.example.com", "https://minio.example.com/b1/k", "us-east-1", ""),
]


@pytest.mark.parametrize(("endpoint", "url", "region", "advised"), PLACES)
def test_a_place_is_signed_for_as_it_demands_and_a_guess_is_said(
    endpoint: str, url: str, region: str, advised: str, credentials: Credentials
) -> None:
    ready = plan("b1", "k", endpoint=endpoint, credentials=credentials)
    assert (str(ready.request.url), ready.region) == (url, region)
    assert advised in " ".join(one.text for one in ready.advice)
    assert bool(advised) == bool([one for one in ready.advice if one.field in ("endpoint", "region")])
    again = plan("b1", "k", endpoint=ready.endpoint.url, region="r", credentials=credentials)
    assert again.request.url == ready.request.url
    assert "guess" not in " ".join(one.text for one in again.advice)


def test_path_style_where_only_virtual_hosts_are_documented_is_advised_against(credentials: Credentials) -> None:
    ready = plan("b1", "k", endpoint="https://t3.storage.dev", addressing="path", credentials=credentials)
    assert "documents virtual addressing only" in " ".join(one.text for one in ready.advice)


def test_a_bucket_stands_once_in_a_path(credentials: Credentials) -> None:
    with pytest.raises(InputError, match="its path names the bucket 'b1' already"):
        plan("b1", "k", endpoint="https://minio.example.com/b1", credentials=credentials)


def test_presign_says_the_advice_of_its_endpoint(now: datetime, credentials: Credentials) -> None:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        link = cosnb.presign("bucket", "key", endpoint="us-south.private", credentials=credentials, now=now)
    assert link.url.startswith("https://s3.private.us-south.cloud-object-storage.appdomain.cloud/bucket/key?")
    assert ["opens only from" in str(row.message) for row in said] == [True]
