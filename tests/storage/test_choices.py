"""The endpoints to choose from: all of the data, found by city, code, provider or host."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from cosnb import InputError
from cosnb.storage import Choice, find_endpoint, ibm_locations, providers, search_endpoints

LEGACY = json.loads(files("cosnb.storage").joinpath("endpoints.json").read_text("utf-8"))["legacy_hosts"]["map"]
CLOUD = "cloud-object-storage.appdomain.cloud"


def endpoints(search: str) -> list[str]:
    return [choice.endpoint for choice in search_endpoints(search)]


def first(search: str) -> Choice:
    return search_endpoints(search)[0]


def test_every_host_of_ibm_is_a_choice() -> None:
    hosts = {f"https://{host}" for row in ibm_locations().values() for host in row["hosts"].values()}
    assert len(hosts) == 129
    assert hosts <= set(endpoints(""))


def test_every_provider_is_a_choice() -> None:
    assert {choice.provider.id for choice in search_endpoints()} == set(providers())


def test_no_choice_stands_twice() -> None:
    found = [(choice.provider.id, choice.endpoint) for choice in search_endpoints()]
    assert len(found) == len(set(found))


def test_every_choice_without_something_to_fill_in_is_an_endpoint() -> None:
    for choice in search_endpoints():
        if not choice.placeholders:
            endpoint = find_endpoint(choice.endpoint)
            assert (endpoint.provider, endpoint.region, endpoint.network) == (
                choice.provider,
                choice.region,
                choice.network,
            )
            assert choice.fill() == endpoint


def test_an_empty_search_begins_with_what_is_in_service_and_public() -> None:
    found = search_endpoints()
    assert found[0].code == "us-south"
    public = [choice.network == "public" and choice.status in ("active", "withdrawal-announced") for choice in found]
    assert public == sorted(public, reverse=True)
    retired = [choice.status not in ("active", "withdrawal-announced") for choice in found]
    assert retired == sorted(retired)


@pytest.mark.parametrize(
    ("search", "endpoint"),
    [
        ("dallas", f"https://s3.us-south.{CLOUD}"),
        ("DALLAS", f"https://s3.us-south.{CLOUD}"),
        ("  dallas  ", f"https://s3.us-south.{CLOUD}"),
        ("dal", f"https://s3.us-south.{CLOUD}"),
        ("dal.us", f"https://s3.dal.us.{CLOUD}"),
        ("frankfurt", f"https://s3.eu-de.{CLOUD}"),
        ("frankfurt aws", "https://s3.eu-central-1.amazonaws.com"),
        ("wasabi frankfurt", "https://s3.eu-central-2.wasabisys.com"),
        ("são paulo", f"https://s3.br-sao.{CLOUD}"),
        ("SAO PAULO", f"https://s3.br-sao.{CLOUD}"),
        ("montréal", f"https://s3.ca-mon.{CLOUD}"),
        ("eu-de", f"https://s3.eu-de.{CLOUD}"),
        ("eu", f"https://s3.eu.{CLOUD}"),
        ("us-south private", f"https://s3.private.us-south.{CLOUD}"),
        ("direct tokyo", f"https://s3.direct.jp-tok.{CLOUD}"),
        ("us-south.direct", f"https://s3.direct.us-south.{CLOUD}"),
        ("tethered fra", f"https://s3.fra.eu.{CLOUD}"),
        ("che01", f"https://s3.che01.{CLOUD}"),
        ("cos", f"https://s3.us-south.{CLOUD}"),
        ("aws", "https://s3.us-east-1.amazonaws.com"),
        ("amazon ireland", "https://s3.eu-west-1.amazonaws.com"),
        ("us-east-1", "https://s3.us-east-1.amazonaws.com"),
        ("r2", "https://{account_id}.r2.cloudflarestorage.com"),
        ("cloudflare", "https://{account_id}.r2.cloudflarestorage.com"),
        ("b2", "https://s3.{region}.backblazeb2.com"),
        ("google", "https://storage.googleapis.com"),
        ("minio", "{scheme}://{host}:9000"),
        ("ceph", "{scheme}://{host}:{port}"),
        ("digitalocean fra1", "https://fra1.digitaloceanspaces.com"),
        ("hetzner helsinki", "https://hel1.your-objectstorage.com"),
        ("ovh gravelines", "https://s3.gra.io.cloud.ovh.net"),
        ("ovh virginia", "https://s3.us-east-va.io.cloud.ovh.us"),
        ("scaleway warsaw", "https://s3.pl-waw.scw.cloud"),
        ("backblazeb2.com", "https://s3.{region}.backblazeb2.com"),
    ],
)
def test_a_search_begins_with_the_best_choice(search: str, endpoint: str) -> None:
    assert first(search).endpoint == endpoint


def test_a_city_finds_every_provider_there() -> None:
    found = {choice.provider.id for choice in search_endpoints("frankfurt")}
    assert found == {"ibm", "aws", "wasabi", "spaces", "ovh", "tencent"}


def test_every_word_must_be_found() -> None:
    assert all(choice.network == "private" for choice in search_endpoints("ibm private"))
    assert search_endpoints("frankfurt dallas minio") == ()


def test_retired_locations_come_after_those_in_service() -> None:
    found = [choice.code for choice in search_endpoints("sao paulo public")]
    assert found == ["br-sao", "sa-east-1", "sao01", "bra-saopaulo"]


@pytest.mark.parametrize(
    ("search", "host"),
    [(row["legacy_host"], row["new_host"]) for row in LEGACY[::7]]
    + [
        (f"https://s3.eu-de.{CLOUD}/bucket/key?X-Amz-Signature=0", f"s3.eu-de.{CLOUD}"),
        (f"https://my-bucket.s3.eu-de.{CLOUD}", f"s3.eu-de.{CLOUD}"),
        (f"https://my-bucket.s3-web.us-south.{CLOUD}/", f"s3.us-south.{CLOUD}"),
        ("https://my-bucket.s3.eu-west-1.amazonaws.com/key", "s3.eu-west-1.amazonaws.com"),
        ("http://my-bucket.s3-website-eu-west-1.amazonaws.com/key", "s3.eu-west-1.amazonaws.com"),
    ],
)
def test_a_pasted_host_or_url_leads_to_the_endpoint_to_use(search: str, host: str) -> None:
    assert endpoints(search) == [f"https://{host}"]


@pytest.mark.parametrize(
    ("search", "endpoint", "provider", "note"),
    [
        ("https://minio.example.com:9000", "https://minio.example.com:9000", "custom", "Not confirmed: addressing"),
        ("http://store.example.com", "http://store.example.com", "custom", "Over plain http"),
        ("ap-southeast-9", "https://s3.ap-southeast-9.amazonaws.com", "aws", "is in no list here"),
        ("https://s3.us-west-009.backblazeb2.com", "https://s3.us-west-009.backblazeb2.com", "b2", "longest expiry"),
    ],
)
def test_what_is_in_no_list_is_a_choice_that_is_not_certain(
    search: str, endpoint: str, provider: str, note: str
) -> None:
    (choice,) = search_endpoints(search)
    assert (choice.endpoint, choice.provider.id, choice.status) == (endpoint, provider, "typed")
    assert not choice.certain
    assert any(note in text for text in choice.notes)


@pytest.mark.parametrize("search", ["zzz", "javascript:alert(1)", "ftp://example.com", "<script>", "\x00", "https://"])
def test_what_cannot_be_an_endpoint_finds_nothing(search: str) -> None:
    assert search_endpoints(search) == ()


def test_a_search_is_read_up_to_the_length_of_a_host() -> None:
    assert search_endpoints("a" * 1_000_000) == ()
    assert search_endpoints("a." * 500_000) == ()
    assert endpoints("dallas " * 100_000) == endpoints("dallas " * 2)


UNCERTAIN = {"sao01", "mum01", "seo.ap", "hkg.ap"}


def test_what_is_inferred_is_not_certain_and_says_so() -> None:
    ibm = [choice for choice in search_endpoints() if choice.provider.id == "ibm"]
    assert {choice.code for choice in ibm if not choice.certain} == UNCERTAIN
    assert all(choice.notes for choice in ibm if not choice.certain)
    assert all(choice.source for choice in ibm if choice.certain)


@pytest.mark.parametrize("code", ["ca-mon", "in-che", "in-mum"])
def test_inferred_location_constraints_are_marked_in_the_notes(code: str) -> None:
    assert any("INFERRED" in note for note in first(code).notes)
    assert f"{code}-standard" in first(code).location_constraints


def test_location_constraints_are_told() -> None:
    assert first("us-south").location_constraints == (
        "us-south-standard",
        "us-south-vault",
        "us-south-cold",
        "us-south-smart",
        "us-south-onerate_active",
    )


def test_notes_say_what_to_know_before_the_choice() -> None:
    assert first("us-south").notes == ()
    assert any("opens only from a VPC" in note for note in first("us-south direct").notes)
    assert any("2027-06-10" in note for note in first("che01").notes)
    assert any("region in the scope" in note for note in first("digitalocean").notes)


def test_a_template_is_filled_in() -> None:
    choice = first("r2")
    assert (choice.placeholders, choice.region, choice.kind) == (("account_id",), "auto", "template")
    assert choice.fill(account_id="0abc").url == "https://0abc.r2.cloudflarestorage.com"
    assert first("minio").fill(scheme="http", host="localhost").url == "http://localhost:9000"


@pytest.mark.parametrize("values", [{}, {"account_id": ""}])
def test_a_template_names_what_is_missing(values: dict[str, str]) -> None:
    with pytest.raises(InputError, match="account_id: Cloudflare R2 needs it"):
        first("r2").fill(**values)


def test_what_is_filled_in_is_checked() -> None:
    with pytest.raises(InputError, match="endpoint"):
        first("r2").fill(account_id="a/b?c")
