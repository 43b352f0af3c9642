"""Which address a person means: every host that IBM documents, AWS regions, and any URL."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cosnb import InputError
from cosnb.storage import choices, find_endpoint, ibm_locations
from cosnb.storage.known_hosts import reach
from cosnb.storage.provider import load

DATA = load("endpoints.json")
LOCATIONS = (*DATA["endpoints"], *DATA["tethered"])
NETWORKS = ("public", "private", "direct")


def hosts(rows: Any) -> list[tuple[str, str, str]]:
    return [(row["id"], network, row["hosts"][network]) for row in rows for network in NETWORKS]


def test_all_of_ibms_hosts_are_here() -> None:
    assert len(hosts(LOCATIONS)) == 129
    assert len(hosts(DATA["static_website"])) == 24
    assert len({host for _, _, host in hosts((*LOCATIONS, *DATA["static_website"]))}) == 153


@pytest.mark.parametrize("location, network, host", hosts(LOCATIONS), ids=lambda item: item)
def test_a_host_of_ibm_tells_its_provider_its_network_and_its_region(location: str, network: str, host: str) -> None:
    endpoint = find_endpoint(f"https://{host}")
    assert (endpoint.provider.id, endpoint.network) == ("ibm", network)
    assert endpoint.region == ibm_locations()[location]["suggested_signing_region"]
    assert endpoint.url == f"https://{host}"


@pytest.mark.parametrize("location, network, host", hosts(DATA["static_website"]), ids=lambda item: item)
def test_a_website_host_of_ibm_is_refused_and_the_store_beside_it_named(location: str, network: str, host: str) -> None:
    with pytest.raises(InputError, match=r"endpoint: .*websites") as caught:
        find_endpoint(f"https://{host}")
    stores = [store for place, net, store in hosts(LOCATIONS) if (place, net) == (location, network)]
    assert re.findall(r"https://([a-z0-9.-]+[a-z])", caught.value.remedy) == stores


@pytest.mark.parametrize("location", ibm_locations())
def test_a_location_of_ibm_is_its_public_host(location: str) -> None:
    assert find_endpoint(location).host == ibm_locations()[location]["hosts"]["public"]


@pytest.mark.parametrize("location, network, host", hosts(LOCATIONS), ids=lambda item: item)
def test_a_bucket_in_front_of_ibms_host_is_refused_and_the_host_without_it_named(
    location: str, network: str, host: str
) -> None:
    with pytest.raises(InputError, match=r"has the bucket 'my\.bucket' in its host") as caught:
        find_endpoint(f"https://my.bucket.{host}")
    assert f"'https://{host}'" in caught.value.remedy


@pytest.mark.parametrize(
    "text, url, region",
    [
        ("eu-central-1", "https://s3.eu-central-1.amazonaws.com", "eu-central-1"),
        ("us-gov-west-1", "https://s3.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        ("ap-southeast-2", "https://s3.ap-southeast-2.amazonaws.com", "ap-southeast-2"),
        ("cn-north-1", "https://s3.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("https://s3.amazonaws.com", "https://s3.amazonaws.com", "us-east-1"),
        ("https://s3-eu-west-1.amazonaws.com", "https://s3-eu-west-1.amazonaws.com", "eu-west-1"),
        ("https://s3.dualstack.eu-west-1.amazonaws.com", "https://s3.dualstack.eu-west-1.amazonaws.com", "eu-west-1"),
    ],
)
def test_an_aws_region_is_its_host_and_a_host_of_aws_tells_its_region(text: str, url: str, region: str) -> None:
    endpoint = find_endpoint(text)
    assert (endpoint.provider.id, endpoint.url, endpoint.region) == ("aws", url, region)


@pytest.mark.parametrize(
    "host, provider, region",
    [
        ("0123abcd.r2.cloudflarestorage.com", "r2", "auto"),
        ("s3.us-west-004.backblazeb2.com", "b2", "us-west-004"),
        ("s3.wasabisys.com", "wasabi", "us-east-1"),
        ("s3.eu-central-2.wasabisys.com", "wasabi", "eu-central-2"),
        ("minio.example.com", "custom", None),
        ("s3.amazonaws.com.example.com", "custom", None),
        ("cloud-object-storage.appdomain.cloud.example.com", "custom", None),
    ],
)
def test_a_host_of_another_provider_tells_what_it_can(host: str, provider: str, region: str | None) -> None:
    endpoint = find_endpoint(f"https://{host}")
    assert (endpoint.provider.id, endpoint.region, endpoint.network) == (provider, region, "public")


@pytest.mark.parametrize(
    "text, url",
    [
        ("https://minio.example.com:9000", "https://minio.example.com:9000"),
        ("http://localhost:9000/", "http://localhost:9000"),
        ("HTTPS://MinIO.Example.COM", "https://minio.example.com"),
        ("http://[2001:DB8::7]:9000", "http://[2001:db8::7]:9000"),
        ("http://minio_1:9000", "http://minio_1:9000"),
        ("https://store.example.com:443", "https://store.example.com:443"),
    ],
)
def test_any_url_is_an_endpoint_as_it_was_written_in_lower_case(text: str, url: str) -> None:
    assert find_endpoint(text).url == url


@pytest.mark.parametrize("host", ["localhost", "my-bucket.localhost", "127.0.0.1", "127.1.2.3", "[::1]"])
def test_this_machine_is_known_by_its_names(host: str) -> None:
    assert find_endpoint(f"http://{host}:9000").is_loopback


@pytest.mark.parametrize("host", ["notlocalhost", "localhost.example.com", "10.127.0.0.1", "128.0.0.1", "[::2]"])
def test_another_machine_is_not_taken_for_this_one(host: str) -> None:
    assert not find_endpoint(f"http://{host}:9000").is_loopback


REFUSED = {
    "s3.example.com": ("has no scheme", "Write 'https://s3.example.com'."),
    "localhost:9000": ("has no scheme", "Write 'http://localhost:9000'"),
    "127.0.0.1:9444/": ("has no scheme", "Write 'http://127.0.0.1:9444'"),
    "[::1]:9444": ("has no scheme", "Write 'http://[::1]:9444'"),
    "localhost": ("has no scheme", "Write 'http://localhost'"),
    "https://https://s3.example.com": ("has its scheme twice", "Write 'https://s3.example.com'."),
    "ftp://s3.example.com": ("has the scheme 'ftp'", "Use https://"),
    "javascript://alert(1)": ("has the scheme 'javascript'", "Use https://"),
    "https://s3.eu-west-1.amazonaws.com/bucket": ("goes on after the host", "bucket and key are fields"),
    "https://s3.example.com#top": ("goes on after the host", "bucket and key are fields"),
    "https://": ("has no valid host", "Write it as 'https://host'"),
    "https://s3.example.com:port": ("has no valid host and port", "'https://host:port'"),
    "https://s3.example.com:0": ("has no valid host and port", "'https://host:port'"),
    "https://s3.example.com:65536": ("has no valid host and port", "'https://host:port'"),
    "https://s3.example.com:\u0663": ("has no valid host and port", "'https://host:port'"),
    "https://s3 .example.com": ("has no valid host and port", "'https://host:port'"),
    "https://s3.example.com\n": ("has no valid host and port", "'https://host:port'"),
    "https://s3.{region}.example.com": ("has no valid host and port", "'https://host:port'"),
    "https://<host>": ("has no valid host and port", "'https://host:port'"),
    "https://b\u00fccket.example.com": ("has no valid host and port", "'https://host:port'"),
    "https://::1": ("has no valid host and port", "'https://host:port'"),
    "us-suoth": ("is no URL, IBM COS location or AWS region", "Did you mean 'us-south'?"),
    "EU_de": ("is no URL, IBM COS location or AWS region", "Did you mean 'eu-de'?"),
    "eu-central1": ("is no URL, IBM COS location or AWS region", "Did you mean 'eu-central-1'?"),
    "zz-nowhere": ("is no URL, IBM COS location or AWS region", "Give an IBM COS location (us-south, "),
    "US-SOUTH": ("may be IBM COS · Dallas, US · us-south;", "Choose one of them: for the first write 'us-south'."),
    "us-south-smart": ("is a storage class of buckets in us-south", "Give 'us-south'."),
    "": ("is no URL, IBM COS location or AWS region", "Give an IBM COS location (us-south, "),
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_endpoint_is_refused_with_its_text_and_the_remedy(text: str) -> None:
    problem, remedy = REFUSED[text]
    with pytest.raises(InputError) as caught:
        find_endpoint(text)
    error = caught.value
    assert (error.field, error.value) == ("endpoint", text)
    assert problem in error.problem
    assert repr(text) in error.problem
    assert remedy in error.remedy
    assert str(error) == f"endpoint: {error.problem} {error.remedy}"


@pytest.mark.parametrize(
    "text, what",
    [
        ("https://user:canary@s3.example.com", "a user name or password"),
        ("user:canary@s3.example.com", "a user name or password"),
        ("https://https://user:canary@s3.example.com", "a user name or password"),
        ("ftp://user:canary@s3.example.com/", "a user name or password"),
        ("https://s3.example.com/b/k?X-Amz-Signature=canary", "a query"),
        ("s3.example.com/b/k?X-Amz-Signature=canary", "a query"),
        ("https://https://s3.example.com/?X-Amz-Signature=canary", "a query"),
    ],
)
def test_a_password_or_a_live_signature_is_not_repeated(text: str, what: str) -> None:
    with pytest.raises(InputError, match=f"endpoint: it holds {what}") as caught:
        find_endpoint(text)
    assert "canary" not in str(caught.value)
    assert caught.value.value is None


@pytest.mark.parametrize("value", [7, None, b"https://s3.example.com", ["us-south"]])
def test_what_is_not_text_is_no_endpoint(value: Any) -> None:
    with pytest.raises(InputError, match=r"endpoint: .* is not text\. Give an IBM COS location"):
        find_endpoint(value)


def test_the_choices_name_every_location_in_service_and_an_example_of_each_other_kind() -> None:
    text = choices()
    for row in LOCATIONS:
        assert (row["status"] == "active") == bool(re.search(rf"[( ]{re.escape(row['id'])}[,)]", text)), row["id"]
    assert "eu-central-1" in text
    assert "https://minio.example.com:9000" in text


@pytest.mark.parametrize(
    "host, expected",
    [
        ("127.0.0.1", "known on its own machine or network only"),
        ("localhost", "known on its own machine or network only"),
        ("bucket.s3.localhost", "known on its own machine or network only"),
        ("minio", "known on its own machine or network only"),
        ("10.1.2.3", "known on its own machine or network only"),
        ("s3.us-south.cloud-object-storage.appdomain.cloud", "public"),
        ("s3.private.us-south.cloud-object-storage.appdomain.cloud", "private"),
        ("s3.amazonaws.com", "public"),
        ("store.example.net", ""),
        ("", ""),
    ],
)
def test_nothing_is_said_of_who_reaches_a_host_that_is_not_known(host: str, expected: str) -> None:
    assert reach(host) == expected
