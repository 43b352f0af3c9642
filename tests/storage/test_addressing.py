"""Where bucket and key stand in a URL, and how they are encoded there."""

from __future__ import annotations

import pytest

from cosnb import InputError, Part
from cosnb.sigv4.parts import join
from cosnb.storage import Endpoint, choose_addressing, find_endpoint, object_url

IBM = "https://s3.us-south.cloud-object-storage.appdomain.cloud"


@pytest.fixture(scope="module")
def ibm() -> Endpoint:
    return find_endpoint("us-south")


@pytest.mark.parametrize(
    "bucket, key, style, url",
    [
        ("my-bucket", "k", "path", f"{IBM}/my-bucket/k"),
        ("my-bucket", "k", "virtual", "https://my-bucket.s3.us-south.cloud-object-storage.appdomain.cloud/k"),
        ("my-bucket", None, "path", f"{IBM}/my-bucket"),
        ("my-bucket", None, "virtual", "https://my-bucket.s3.us-south.cloud-object-storage.appdomain.cloud/"),
        ("my.dotted.bucket", "k", "path", f"{IBM}/my.dotted.bucket/k"),
        ("b", "/lead", "path", f"{IBM}/b//lead"),
        ("b", "a/../b//c/.", "path", f"{IBM}/b/a/../b//c/."),
        ("b", "a b+c%20?#", "path", f"{IBM}/b/a%20b%2Bc%2520%3F%23"),
        ("b", "\u00fc u\u0308 \U0001f600", "path", f"{IBM}/b/%C3%BC%20u%CC%88%20%F0%9F%98%80"),
        ("b", "-._~!'()*", "path", f"{IBM}/b/-._~%21%27%28%29%2A"),
        ("B_\u00fc", "k", "path", f"{IBM}/B_%C3%BC/k"),
    ],
)
def test_bucket_and_key_stand_where_the_style_puts_them(
    bucket: str, key: str | None, style: str, url: str, ibm: Endpoint
) -> None:
    assert str(object_url(ibm, bucket, key, style)) == url  # type: ignore[arg-type]


def test_every_piece_of_the_url_keeps_its_name_and_its_raw_text(ibm: Endpoint) -> None:
    parts = object_url(ibm, "my-bucket", "a b", "path", [("versionId", "1+1")]).parts
    assert [part for part in parts if part.source] == [
        Part("https://", "endpoint"),
        Part("s3.us-south.cloud-object-storage.appdomain.cloud", "endpoint"),
        Part("my-bucket", "bucket", "my-bucket"),
        Part("a%20b", "key", "a b"),
        Part("versionId", "query:versionId", "versionId"),
        Part("1%2B1", "query:versionId", "1+1"),
    ]


def test_parameters_keep_their_order_and_slashes_in_them_are_encoded(ibm: Endpoint) -> None:
    url = object_url(ibm, "b", None, "path", [("prefix", "a/b c"), ("list-type", "2"), ("uploads", "")])
    assert str(url) == f"{IBM}/b?prefix=a%2Fb%20c&list-type=2&uploads="


@pytest.mark.parametrize("port", ["", ":9000", ":443"])
def test_the_port_stays_behind_the_host(port: str) -> None:
    endpoint = find_endpoint(f"https://store.example.com{port}")
    assert str(object_url(endpoint, "b", "k", "virtual")) == f"https://b.store.example.com{port}/k"
    assert join(object_url(endpoint, "b", "k", "path").parts) == f"https://store.example.com{port}/b/k"


@pytest.mark.parametrize(
    "endpoint, bucket, style",
    [
        ("us-south", "my-bucket", "path"),
        ("eu-central-1", "my-bucket", "virtual"),
        ("https://minio.example.com", "my-bucket", "path"),
        ("http://127.0.0.1:9000", "my-bucket", "path"),
        ("eu-central-1", "my.dotted.bucket", "path"),
        ("eu-central-1", "My_Bucket", "path"),
    ],
)
def test_the_style_is_the_providers_unless_the_bucket_does_not_fit_a_host_or_its_certificate(
    endpoint: str, bucket: str, style: str
) -> None:
    assert choose_addressing(find_endpoint(endpoint), bucket, None) == style


@pytest.mark.parametrize("style", ["path", "virtual"])
@pytest.mark.parametrize("endpoint", ["us-south", "eu-central-1", "http://localhost:9000"])
@pytest.mark.parametrize("bucket", ["my-bucket", "my.dotted.bucket"])
def test_a_style_that_is_asked_for_is_taken(endpoint: str, bucket: str, style: str) -> None:
    assert choose_addressing(find_endpoint(endpoint), bucket, style) == style  # type: ignore[arg-type]


@pytest.mark.parametrize("bucket", ["My-Bucket", "a_b", "-a", "a-", "a..b", ".a", "b\u00fc", "a%"])
def test_a_bucket_that_cannot_be_part_of_a_host_is_refused_in_virtual_style(bucket: str, ibm: Endpoint) -> None:
    with pytest.raises(
        InputError, match=r"bucket: .* cannot be part of a host name.* Use addressing='path'\."
    ) as caught:
        choose_addressing(ibm, bucket, "virtual")
    assert (caught.value.field, caught.value.value) == ("bucket", bucket)
    assert choose_addressing(ibm, bucket, None) == "path"


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.7:9000", "[::1]", "[2001:db8::7]:9000"])
def test_no_bucket_stands_in_front_of_an_ip_address(host: str) -> None:
    endpoint = find_endpoint(f"http://{host}")
    with pytest.raises(InputError, match=r"addressing: .* is an IP address.* Use addressing='path'\.") as caught:
        choose_addressing(endpoint, "my-bucket", "virtual")
    assert (caught.value.field, caught.value.value) == ("addressing", "virtual")
