"""Many links: each is what presign() makes, in order, streamed, and a presigner travels without its secrets."""

from __future__ import annotations

import copy
import gc
import pickle
import tracemalloc
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from itertools import count, islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosnb import Credentials, CredentialsError, InputError, parse, presign, verify
from cosnb.links import plan
from cosnb.links.many.bulk import Presigner, presign_many
from cosnb.links.many.streaming import AT_ONCE
from cosnb.sigv4 import encoding

# Temporary credentials earn advice, which is not what these tests are about.
pytestmark = pytest.mark.filterwarnings("ignore:credentials")

PAIR = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", example=True)
TOKEN_PAIR = Credentials(
    "ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "IQoJ+/=token", example=True
)
NOW = datetime(2024, 2, 29, 23, 59, 59, tzinfo=timezone.utc)

HARD_KEYS = (
    "plain.txt",
    "a b/c+d=e&f?g#h",
    "".join(map(chr, range(1, 128))),
    "nul\0inside",
    "two\nlines",
    "\n",
    "ends in a line\n",
    "carriage\r\nreturn",
    unicodedata.normalize("NFC", "Zürich/Ångström"),
    unicodedata.normalize("NFD", "Zürich/Ångström"),
    "照片/北京 2024.jpg",
    "👩‍👩‍👧‍👦🏳️‍🌈.png",
    "\u202eright to left\u202c",
    "percent%20already%2Fencoded%",
    "//double//slash//",
    "/leading",
    "../dots/./here/..",
    "~tilde-dash_underscore.dot",
    "!*'();:@&=+$,/?%#[]",
    "{0}{key}%s",
    "a" * 1024,
    "é" * 512,
    " spaces ",
)

SETTINGS: tuple[Mapping[str, Any], ...] = (
    {"endpoint": "us-south"},
    {"endpoint": "us-south", "addressing": "virtual"},
    {"endpoint": "http://127.0.0.1:9000"},
    {"endpoint": "eu-central-1", "method": "PUT", "headers": {"Content-Type": "text/plain", "x-amz-meta-a": "ä  b"}},
    {"endpoint": "us-south", "query": {"A-before": "1", "versionId": "a/b c", "X-Amz-Zlast": "z"}},
    {"endpoint": "us-south", "query": [("same", "2"), ("same", "1"), ("acl", "")]},
    {"endpoint": "us-south", "credentials": TOKEN_PAIR, "expires": 1},
    {"endpoint": "us-south", "region": "", "expires": 604_800},
    {"endpoint": "us-south", "region": "{0}{{}}%s"},
)


def long_way(key: str, **settings: Any) -> str:
    """Every part made and joined, nothing reused."""
    return plan("my-bucket", key, **{"credentials": PAIR, "endpoint": "us-south", **settings}).sign(NOW).url


def many(keys: Any, **settings: Any) -> list[str]:
    return list(presign_many("my-bucket", keys, now=NOW, **{"credentials": PAIR, "endpoint": "us-south", **settings}))


@pytest.fixture
def presigner() -> Presigner:
    return Presigner("my-bucket", endpoint="us-south", credentials=PAIR, now=NOW)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("COS_HMAC_ACCESS_KEY_ID", PAIR.access_key_id)
    monkeypatch.setenv("COS_HMAC_SECRET_ACCESS_KEY", PAIR.secret_access_key.reveal().decode())
    return monkeypatch


# Each URL is the one that presign() makes


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda settings: "-".join(settings))
def test_hard_keys_give_the_urls_of_presign(settings: Mapping[str, Any]) -> None:
    assert many(HARD_KEYS, **settings) == [long_way(key, **settings) for key in HARD_KEYS]


@pytest.mark.parametrize("key", HARD_KEYS, ids=range(len(HARD_KEYS)))
def test_a_hard_key_by_itself_gives_the_url_of_presign(key: str, presigner: Presigner) -> None:
    assert presigner.url(key) == many([key])[0] == long_way(key)


@pytest.mark.filterwarnings("ignore:key")
@pytest.mark.parametrize("settings", SETTINGS, ids=lambda settings: "-".join(settings))
def test_a_signed_link_of_a_presigner_is_the_one_of_a_plan_part_by_part(settings: Mapping[str, Any]) -> None:
    given = {"credentials": PAIR, "endpoint": "us-south", **settings}
    presigner = Presigner("my-bucket", now=NOW, **given)
    for key in HARD_KEYS:
        ours, theirs = presigner.sign(key), plan("my-bucket", key, **given).sign(NOW)
        assert ours.stages == theirs.stages
        assert (ours.url, ours.headers, ours.expires_at) == (theirs.url, theirs.headers, theirs.expires_at)


def test_each_url_is_one_that_a_store_accepts(presigner: Presigner) -> None:
    for url in presigner.urls(HARD_KEYS):
        assert verify(url, PAIR, now=NOW).accepted


KEYS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
NAMES = st.text("aAzZ-_ é&%=+x", min_size=1, max_size=8)
PARAMS = st.dictionaries(NAMES, st.text(st.characters(codec="utf-8"), max_size=10), max_size=3)


# Some of any keys look percent-encoded, which is advice.
@pytest.mark.filterwarnings("ignore:keys")
@given(keys=st.lists(KEYS, max_size=20), query=PARAMS, addressing=st.sampled_from(["path", "virtual"]))
def test_any_keys_give_the_urls_of_presign(keys: list[str], query: dict[str, str], addressing: str) -> None:
    settings = {"query": query, "addressing": addressing}
    assert many(keys, **settings) == [long_way(key, **settings) for key in keys]


# Some of any keys look percent-encoded, which is advice.
@pytest.mark.filterwarnings("ignore:keys")
@given(items=st.lists(st.one_of(KEYS, st.tuples(KEYS, PARAMS)), max_size=20))
def test_any_keys_with_any_parameters_give_the_urls_of_presign(items: list[Any]) -> None:
    split = [(item, {}) if isinstance(item, str) else item for item in items]
    assert many(items) == [long_way(key, query=params) for key, params in split]


@given(texts=st.lists(st.text(st.characters(codec="utf-8"), max_size=30), max_size=30), keep_slash=st.booleans())
def test_texts_encoded_at_once_are_encoded_as_one_by_one(texts: list[str], keep_slash: bool) -> None:
    encoded = [encoding.uri_encode(text, keep_slash=keep_slash) for text in texts]
    assert encoding.uri_encode_all(texts, keep_slash=keep_slash) == encoded


def test_every_reserved_byte_at_once_is_encoded_as_one_by_one() -> None:
    texts = [chr(code) * 3 for code in range(0x800)]
    assert encoding.uri_encode_all(texts) == [encoding.uri_encode(text) for text in texts]


# Parameters of a key's own


def test_a_key_may_bring_a_version(presigner: Presigner) -> None:
    (url,) = presigner.urls([("a.txt", {"versionId": "v 1"})])
    assert url == long_way("a.txt", query={"versionId": "v 1"})
    assert url == presigner.url("a.txt", {"versionId": "v 1"})


def test_parameters_of_a_key_come_after_those_for_every_key() -> None:
    items = [("a", {"versionId": "1", "partNumber": "2"}), ("b", {"partNumber": "2", "versionId": "1"}), "c"]
    fixed = {"response-content-type": "text/plain"}
    own = [dict(params) for _, params in items[:2]] + [{}]  # type: ignore[str-unpack]
    assert many(items, query=fixed) == [
        long_way(key, query={**fixed, **params}) for key, params in zip("abc", own, strict=True)
    ]


def test_parameters_may_sort_before_and_behind_the_signing_parameters() -> None:
    params = {"zz": "1", "AA": "2", "X-Amz-Meta": "3", "x": "4"}
    assert many([("k", params)] * 3) == [long_way("k", query=params)] * 3


def test_parameters_may_be_pairs(presigner: Presigner) -> None:
    assert list(presigner.urls([("k", [("versionId", "1")])])) == [presigner.url("k", {"versionId": "1"})]


def test_many_different_names_of_parameters_take_no_more_memory_than_a_few(presigner: Presigner) -> None:
    items = [("k", {f"name{number}": "1"}) for number in range(100)]
    assert list(presigner.urls(items))[99] == long_way("k", query={"name99": "1"})
    assert presigner._templates().cache_info().currsize <= 32  # type: ignore[attr-defined]


@pytest.mark.parametrize("params", [{"versionId": "2"}, [("a", "1"), ("a", "2")]])
def test_a_parameter_given_twice_is_refused(params: Any) -> None:
    with pytest.raises(InputError, match=r"keys\[0\]: a parameter is given twice"):
        many([("k", params)], query={"versionId": "1"})


@pytest.mark.parametrize(
    "params",
    [{"X-Amz-Signature": "1"}, {"": "1"}, {"a": 1}, {1: "a"}, "versionId=1", None, 7, {"a": "\udc80"}, {"\udc80": "a"}],
)
def test_parameters_that_cannot_be_signed_are_refused(params: Any) -> None:
    with pytest.raises(InputError, match=r"keys\[1\]: "):
        many(["good", ("k", params)])


# A stream


def test_urls_come_in_the_order_of_keys_and_one_for_each(presigner: Presigner) -> None:
    keys = [f"k{number}" for number in range(3 * AT_ONCE + 1)]
    assert [parse(url).key for url in presigner.urls(keys)] == keys


@pytest.mark.parametrize("size", [0, 1, AT_ONCE - 1, AT_ONCE, AT_ONCE + 1])
def test_any_number_of_keys_gives_as_many_urls(size: int, presigner: Presigner) -> None:
    assert len(list(presigner.urls("k" for _ in range(size)))) == size


def test_an_endless_series_of_keys_is_read_a_little_ahead(presigner: Presigner) -> None:
    read = count()
    urls = presigner.urls(f"k{number}" for number in read)
    assert [parse(url).key for url in islice(urls, 3)] == ["k0", "k1", "k2"]
    assert next(read) <= AT_ONCE


def test_memory_does_not_grow_with_the_number_of_keys(presigner: Presigner) -> None:
    urls = presigner.urls(f"k{number}\n" if number % 7 == 0 else f"k{number}" for number in count())
    for _ in islice(urls, 1000):
        pass
    gc.collect()
    tracemalloc.start()
    for _ in islice(urls, 20_000):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


# Keys that cannot be used


@pytest.mark.parametrize("bad", ["", "\udc80", "a\ud800b", None, 5, b"bytes", (), ("k",), ("k", {}, {}), ("", {})])
@pytest.mark.parametrize("position", [0, 3, AT_ONCE, AT_ONCE + 5])
def test_a_bad_key_is_named_with_its_position_after_the_urls_before_it(
    bad: Any, position: int, presigner: Presigner
) -> None:
    keys: list[Any] = ["k"] * position + [bad, "k"]
    urls = presigner.urls(keys)
    assert list(islice(urls, position)) == [long_way("k")] * position
    with pytest.raises(InputError) as caught:
        next(urls)
    assert caught.value.field == f"keys[{position}]"
    assert caught.value.remedy


def test_a_bad_key_behind_pairs_is_named_with_its_position(presigner: Presigner) -> None:
    items: list[Any] = [("a", {"versionId": "1"}), ("b", {"versionId": "2"}), ("c\udc80", {"versionId": "3"})]
    with pytest.raises(InputError, match=r"keys\[2\]: 'c\\udc80' holds a lone surrogate"):
        list(presigner.urls(items))


def test_a_position_may_be_counted_from_another_start(presigner: Presigner) -> None:
    with pytest.raises(InputError, match=r"keys\[1002\]"):
        list(presigner.urls(["a", "b", ""], start=1000))


@pytest.mark.parametrize("bad", ["", None, 5, "\udc80"])
def test_one_bad_key_is_refused_by_itself(bad: Any, presigner: Presigner) -> None:
    with pytest.raises(InputError, match=r"^key: "):
        presigner.url(bad)


@pytest.mark.parametrize("keys", ["photo.jpg", b"photo.jpg", None, 5])
def test_keys_that_are_no_series_are_refused_at_the_call(keys: Any, presigner: Presigner) -> None:
    with pytest.raises(InputError, match=r"^keys: .*not a series of keys"):
        presigner.urls(keys)


BAD_SETTINGS = (
    {"expires": 0},
    {"expires": "soon"},
    {"method": "PATCH"},
    {"endpoint": "nowhere"},
    {"addressing": "sideways"},
    {"region": "a/b"},
    {"query": {"X-Amz-Date": "now"}},
    {"headers": {"Host": "h"}},
    {"credentials": "AKIA:secret"},
    {"endpoint": "us-south", "expires": 10**12},
)


@pytest.mark.filterwarnings("ignore:expires")
@pytest.mark.parametrize("settings", BAD_SETTINGS, ids=lambda settings: "-".join(settings))
def test_a_bad_setting_is_refused_when_the_presigner_is_made(settings: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=next(reversed(settings))):
        presign_many("my-bucket", [], **{"credentials": PAIR, "endpoint": "us-south", **settings})


def test_a_bad_bucket_is_refused_when_the_presigner_is_made() -> None:
    with pytest.raises(InputError, match="bucket"):
        Presigner("my bucket", credentials=PAIR, endpoint="us-south")


def test_advice_is_given_when_the_presigner_is_made() -> None:
    with pytest.warns(UserWarning, match="expires: "):
        Presigner("my-bucket", credentials=PAIR, endpoint="us-south", expires=700_000)


# The moment of signing


class Clock(datetime):
    """A clock that tests set."""

    time = NOW

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
        return cls.time


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    monkeypatch.setattr("cosnb.storage.checks.datetime", Clock)
    monkeypatch.setattr(Clock, "time", NOW)
    return Clock


def ticking(presigner: Presigner) -> tuple[str, str]:
    signed = parse(presigner.url("k"))
    return signed.timestamp, signed.date


def test_each_call_reads_the_clock_and_the_scope_follows_it(clock: type[Clock]) -> None:
    presigner = Presigner("my-bucket", endpoint="us-south", credentials=PAIR)
    assert ticking(presigner) == ("20240229T235959Z", "20240229")
    clock.time += timedelta(seconds=1)
    assert ticking(presigner) == ("20240301T000000Z", "20240301")
    clock.time += timedelta(milliseconds=900)
    assert ticking(presigner) == ("20240301T000000Z", "20240301")


def test_all_urls_of_one_call_are_signed_at_one_moment(clock: type[Clock]) -> None:
    urls = Presigner("my-bucket", endpoint="us-south", credentials=PAIR).urls(["k"] * (AT_ONCE * 2))
    first = next(urls)
    clock.time += timedelta(hours=1)
    assert set(urls) == {first}


def test_a_presigner_can_be_given_its_moment(clock: type[Clock], presigner: Presigner) -> None:
    clock.time += timedelta(days=1)
    assert ticking(presigner) == ("20240229T235959Z", "20240229")
    assert presigner.expires_at == NOW + timedelta(hours=1)


def test_a_presigner_can_be_fixed_to_a_moment(clock: type[Clock]) -> None:
    presigner = Presigner("my-bucket", endpoint="us-south", credentials=PAIR)
    assert presigner.expires_at is None
    here = timezone(timedelta(hours=-7))
    assert ticking(presigner.at(datetime(2024, 1, 1, 17, 0, tzinfo=here))) == ("20240102T000000Z", "20240102")
    assert presigner.at().expires_at == NOW + timedelta(hours=1)
    assert presigner.at(NOW).at().url("k") == long_way("k")


def test_a_moment_without_a_time_zone_is_refused(presigner: Presigner) -> None:
    with pytest.raises(InputError, match="now: "):
        presigner.at(datetime(2024, 1, 1))
    with pytest.raises(InputError, match="now: "):
        presign_many("my-bucket", [], endpoint="us-south", credentials=PAIR, now=datetime(2024, 1, 1))


def test_a_moment_and_an_expiry_can_be_fixed(presigner: Presigner) -> None:
    assert presigner.at(NOW, expires=60).url("k") == long_way("k", expires=60)
    with pytest.raises(InputError, match="expires: "):
        presigner.at(NOW, expires=0)
    with pytest.raises(InputError, match=r"expires: .* after the year 9999"):
        presigner.at(datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone.utc))


class Table:
    """What a data frame looks like."""

    ndim = 2

    def __iter__(self) -> Iterator[str]:
        return iter(["column", "other column"])


@pytest.mark.parametrize(
    ("keys", "remedy"), [({"a": {"versionId": "1"}}, r"Give its \.items\(\)"), (Table(), "Give the one with the keys")]
)
def test_what_would_lose_something_when_gone_through_is_refused(keys: Any, remedy: str, presigner: Presigner) -> None:
    with pytest.raises(InputError, match=f"^keys: .*{remedy}"):
        presigner.urls(keys)


def test_the_items_of_a_mapping_are_keys_with_their_parameters(presigner: Presigner) -> None:
    keys = {"a": {"versionId": "1"}, "b": {"versionId": "2"}}
    assert list(presigner.urls(keys.items())) == [long_way(key, query=params) for key, params in keys.items()]


@pytest.mark.parametrize("item", [["b", {}], "bc", {"b": 1, "c": 2}], ids=str)
def test_only_a_tuple_is_a_key_with_parameters(item: Any, presigner: Presigner) -> None:
    others = [("a", {}), item]
    if item == "bc":
        assert list(presigner.urls(others)) == [long_way("a"), long_way("bc")]
    else:
        with pytest.raises(InputError, match=r"keys\[1\]"):
            list(presigner.urls(others))


def test_the_headers_that_must_be_sent_are_named(presigner: Presigner) -> None:
    assert presigner.signed_headers == ()
    made = Presigner("my-bucket", endpoint="us-south", credentials=PAIR, headers={"Content-Type": "text/plain"})
    assert made.signed_headers == ("Content-Type",)


def test_a_copy_has_the_credentials(presigner: Presigner) -> None:
    for made in (copy.copy(presigner), copy.deepcopy(presigner), copy.deepcopy([presigner])[0]):
        assert made.url("k") == presigner.url("k")


# A presigner travels


def test_a_pickled_presigner_finds_its_credentials_where_it_wakes(
    presigner: Presigner, environment: pytest.MonkeyPatch
) -> None:
    assert pickle.loads(pickle.dumps(presigner)).url("k") == presigner.url("k")


def test_a_used_presigner_can_be_pickled(presigner: Presigner, environment: pytest.MonkeyPatch) -> None:
    list(presigner.urls(["a", ("b", {"versionId": "1"})]))
    assert list(pickle.loads(pickle.dumps(presigner)).urls(HARD_KEYS)) == list(presigner.urls(HARD_KEYS))


def test_a_pickle_holds_nothing_that_signs() -> None:
    presigner = Presigner("my-bucket", endpoint="us-south", credentials=TOKEN_PAIR, now=NOW)
    list(presigner.urls(["k"]))
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        data = pickle.dumps(presigner, protocol)
        assert b"wJalr" not in data
        assert b"IQoJ" not in data
        assert (
            plan("my-bucket", "k", endpoint="us-south", credentials=TOKEN_PAIR).sign(NOW).derivation[-1].output.reveal()
            not in data
        )


def test_a_presigner_with_a_secret_header_is_not_pickled() -> None:
    headers = {"X-Amz-Server-Side-Encryption-Customer-Key": "c2VjcmV0"}
    presigner = Presigner("my-bucket", endpoint="us-south", credentials=PAIR, headers=headers)
    with pytest.raises(TypeError, match="secret header"):
        pickle.dumps(presigner)


def test_where_it_wakes_the_endpoint_and_region_are_those_it_was_made_with(
    presigner: Presigner, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("AWS_ENDPOINT_URL_S3", "https://elsewhere.example.com")
    assert pickle.loads(pickle.dumps(presigner)).url("k") == presigner.url("k")


def test_a_presigner_that_wakes_without_credentials_says_so_when_used(presigner: Presigner) -> None:
    woken = pickle.loads(pickle.dumps(presigner))
    with pytest.raises(CredentialsError, match="none were found"):
        woken.urls(["k"])


def test_a_presigner_refuses_to_wake_with_other_credentials(
    presigner: Presigner, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("COS_HMAC_ACCESS_KEY_ID", "SOMEONEELSE")
    with pytest.raises(CredentialsError, match=r"made with the access key AKIA.*SOMEONEELSE was found"):
        pickle.loads(pickle.dumps(presigner)).url("k")


def test_an_error_about_a_key_travels_too(presigner: Presigner) -> None:
    with pytest.raises(InputError) as caught:
        list(presigner.urls(["a", ""]))
    woken = pickle.loads(pickle.dumps(caught.value))
    assert (str(woken), woken.field, woken.remedy) == (str(caught.value), "keys[1]", caught.value.remedy)


def test_a_repr_shows_what_it_signs_and_no_secret() -> None:
    presigner = Presigner("my-bucket", endpoint="us-south", credentials=TOKEN_PAIR, now=NOW)
    presigner.url("k")
    shown = f"{presigner!r} {presigner} {presigner._templates()(())!r}"
    assert "my-bucket" in shown
    assert "ASIAIOSFODNN7EXAMPLE" in shown
    for secret in ("wJalr", "IQoJ", parse(presigner.url("k")).signature):
        assert secret not in shown


def test_templates_are_not_pickled(presigner: Presigner) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(presigner._templates()(()))
    with pytest.raises(TypeError):
        copy.deepcopy(presigner._templates()(()))


def test_credentials_that_are_equal_hash_alike_and_the_hash_leaves_the_secret_out() -> None:
    other = Credentials(PAIR.access_key_id, "another/secret", example=True)
    assert hash(PAIR) == hash(other)
    assert other != PAIR
    assert presign("my-bucket", "k", endpoint="us-south", credentials=PAIR, now=NOW) != presign(
        "my-bucket", "k", endpoint="us-south", credentials=other, now=NOW
    )
