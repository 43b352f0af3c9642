"""Two signings side by side."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosnb import sigv4
from cosnb.links import Comparison, compare, parse, plan, verify
from cosnb.links.checking.comparing import Segment, StageDifference
from cosnb.links.checking.differences import common, in_common
from cosnb.sigv4 import Credentials, Request, Signed

PAIR = Credentials("0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677")
OTHER = Credentials(PAIR.access_key_id, "ffeeddccbbaa99887766554433221100ffeeddccbbaa9988")
TEMPORARY = Credentials(PAIR.access_key_id, PAIR.secret_access_key, "FQoGZXIvYXdzEXAMPLEtoken")
ALL = ["canonical_request", "scope", "string_to_sign", "signature", "url"]


def link(now: datetime, key: str = "a b.txt", **more: object) -> Signed:
    given = {"endpoint": "us-south", "credentials": PAIR, **more}
    return plan("demo-bucket", key, **given).sign(now)  # type: ignore[arg-type]


def stage(comparison: Comparison, name: str) -> StageDifference:
    return next(stage for stage in comparison.stages if stage.name == name)


def changed(segments: tuple[Segment, ...]) -> list[str]:
    return [segment.text for segment in segments if not segment.same]


def test_the_same_signing_is_equal_in_every_stage(now: datetime) -> None:
    found = compare(link(now), link(now))
    assert [each.name for each in found.stages] == ALL
    assert found.equal
    assert found.first is None
    assert all(each.equal and not changed(each.a) and not changed(each.b) for each in found.stages)
    assert found.summary == "The two are the same in canonical request, scope, string to sign, signature and URL."


def test_a_key_that_differs_is_found_at_its_byte(now: datetime) -> None:
    found = compare(link(now, "a b.txt"), link(now, "a c.txt"))
    assert found.first is stage(found, "canonical_request")
    place = found.first.first
    assert place
    assert (place.line, place.column, place.name) == (2, len("/demo-bucket/a%20") + 1, "canonical URI")
    assert place.offset == len("GET\n/demo-bucket/a%20")
    assert (place.a, place.b) == (ord("b"), ord("c"))
    assert (changed(found.first.a), changed(found.first.b)) == (["b"], ["c"])
    assert stage(found, "scope").equal
    assert found.summary == "The first difference is in the canonical request, line 2: canonical URI, byte 18."


def test_a_byte_is_found_inside_a_character(now: datetime) -> None:
    found = compare(*(link(now, headers={"x-amz-meta-a": f"b{sign}c"}) for sign in "éè"))
    assert found.first
    place = found.first.first
    assert place
    assert (place.name, place.column, place.a, place.b) == ("canonical header x-amz-meta-a", 16, 0xA9, 0xA8)
    assert (changed(found.first.a), changed(found.first.b)) == (["é"], ["è"])


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"method": "PUT"}, "method"),
        ({"bucket": "demo-bucket2"}, "canonical URI"),
        ({"expires": 60}, "canonical query string"),
        ({"endpoint": "https://s3.us-south.example.com", "region": "us-south"}, "canonical header host"),
    ],
)
def test_each_line_of_the_canonical_request_has_its_name(now: datetime, more: dict[str, object], name: str) -> None:
    given = {"endpoint": "us-south", "credentials": PAIR, **more}
    other = plan(str(given.pop("bucket", "demo-bucket")), "a b.txt", **given).sign(now)  # type: ignore[arg-type]
    found = compare(link(now), other).first
    assert found
    assert found.first
    assert found.first.name == name


def headers_of(now: datetime, payload: str = "UNSIGNED-PAYLOAD", **headers: str) -> Signed:
    request = Request("GET", "https://host/a", headers, payload)
    return sigv4.authorize(request, PAIR, region="us-south", now=now)


def test_a_header_that_only_one_side_has_is_the_difference(now: datetime) -> None:
    for one, other in ((headers_of(now), headers_of(now, zz="b")), (headers_of(now, zz="b"), headers_of(now))):
        found = compare(one, other)
        assert found.first
        assert found.first.first
        assert found.first.first.name == "canonical header zz"
    assert stage(found, "authorization").first
    assert changed(stage(found, "canonical_request").b) == []
    assert "".join(changed(stage(found, "canonical_request").a)) == "zz:b\n;zz"


def test_the_last_line_is_the_payload_hash(now: datetime) -> None:
    found = compare(headers_of(now, "0" * 64), headers_of(now, "1" * 64)).first
    assert found
    assert found.first
    assert found.first.name == "payload hash"
    assert (changed(found.a), changed(found.b)) == (["0" * 64], ["1" * 64])


@pytest.mark.parametrize(
    ("days", "region", "service", "name"),
    [(1, "r", "s3", "date"), (0, "q", "s3", "region"), (0, "r", "s4", "service")],
)
def test_each_piece_of_the_scope_has_its_name(now: datetime, days: int, region: str, service: str, name: str) -> None:
    request = Request("GET", "https://host/a")
    one = sigv4.authorize(request, PAIR, region="r", now=now)
    other = sigv4.authorize(request, PAIR, region=region, service=service, now=now + timedelta(days=days))
    place = stage(compare(one, other), "scope").first
    assert place
    assert place.name == name


def test_each_line_of_the_string_to_sign_has_its_name(now: datetime) -> None:
    late = now + timedelta(seconds=1)
    names = [
        (link(late), "timestamp"),
        (link(now, region="eu-de"), "scope"),
        (link(now, "c"), "hash of the canonical request"),
    ]
    for other, name in names:
        place = stage(compare(link(now), other), "string_to_sign").first
        assert place
        assert place.name == name


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"endpoint": "eu-de", "region": "us-south"}, "host"),
        ({"key": "c"}, "path"),
        ({"expires": 60}, "parameter X-Amz-Expires"),
        ({"query": {"versionId": "1"}}, "parameter versionId"),
    ],
)
def test_each_piece_of_the_url_has_its_name(now: datetime, more: dict[str, object], name: str) -> None:
    place = stage(compare(link(now, **more), link(now)), "url").first  # type: ignore[arg-type]
    assert place
    assert place.name == name


def test_digests_that_differ_have_nothing_in_common(now: datetime) -> None:
    found = compare(link(now), link(now, "c"))
    assert changed(stage(found, "signature").a) == [link(now).signature]
    assert changed(stage(found, "string_to_sign").b) == [link(now, "c").string_to_sign.parts[-1].text]
    assert changed(stage(found, "url").a)[-1] == link(now).signature


def test_digests_that_begin_alike_do_so_by_chance() -> None:
    one, other = f"a{'0' * 62}b", f"a{'1' * 62}b"
    assert in_common(one, other) == ([False] * 64,) * 2
    assert in_common(f"x\n{one}", f"x\n{other}") == ([True] * 2 + [False] * 64,) * 2
    assert in_common(one[:-1], other[:-1]) == ([True] + [False] * 62,) * 2


def test_another_secret_is_told_from_another_request(now: datetime) -> None:
    found = compare(link(now), link(now, credentials=OTHER))
    assert [each.name for each in found.stages if not each.equal] == ["signature", "url"]
    assert found.summary == "The same text is signed and the signatures differ: the secret access keys differ."


def test_what_a_client_signed_is_held_against_what_the_store_computes(now: datetime) -> None:
    signed = link(now)
    assert compare(signed, verify(signed, PAIR, now=now)).equal
    found = compare(signed, verify(signed.url, PAIR, method="PUT", now=now))
    assert found.first
    assert found.first.first
    assert found.first.first.name == "method"
    assert stage(found, "url").equal


def test_what_a_url_claims_is_held_against_what_the_store_computes(now: datetime) -> None:
    checked = verify(link(now).url, OTHER, now=now)
    found = compare(checked.claimed, checked)
    assert [(each.name, each.equal) for each in found.stages] == [("scope", True), ("signature", False), ("url", True)]
    assert found.summary == "The signatures differ."


def test_two_pasted_urls_are_compared_without_a_secret(now: datetime) -> None:
    found = compare(parse(link(now).url), parse(link(now, region="eu-de").url))
    assert found.first
    assert found.first.first
    assert found.first.first.name == "region"


def test_computations_are_compared_alone(now: datetime) -> None:
    found = compare(link(now).computation, link(now, "c"))
    assert [each.name for each in found.stages] == ALL[:-1]


def test_a_url_and_a_header_have_the_stages_before_in_common(now: datetime) -> None:
    assert [each.name for each in compare(link(now), headers_of(now)).stages] == ALL[:-1]
    assert compare(parse("nothing"), headers_of(now).computation).stages[0].name == "scope"


def test_every_byte_keeps_the_input_it_came_from(now: datetime) -> None:
    found = stage(compare(link(now), link(now, "a c.txt")), "url")
    assert Segment("c", False, "key") in found.b
    assert Segment("us-south", True, "region") in found.a


def test_no_repr_and_no_summary_shows_a_live_text(now: datetime) -> None:
    sides = [link(now, credentials=TEMPORARY), link(now, "c", credentials=TEMPORARY)]
    found = compare(*sides)
    places = [each.first for each in found.stages]
    segments = [segment for each in found.stages for segment in (*each.a, *each.b)]
    shown = f"{found!r} {found.stages!r} {found.summary} {places!r} {segments!r}"
    assert not [text for side in sides for text in side.live_texts if text in shown]
    assert "canonical URI" in shown


TEXTS = st.text(st.sampled_from("ab/&\n=%20éü😀\x0b\u2028"), max_size=60)


@given(TEXTS, TEXTS)
def test_what_is_in_common_is_the_same_in_both_and_in_order(a: str, b: str) -> None:
    of_a, of_b = in_common(a, b)
    kept = [
        "".join(char for char, same in zip(text, flags, strict=True) if same) for text, flags in ((a, of_a), (b, of_b))
    ]
    assert kept[0] == kept[1]
    assert all(of_a + of_b) == (a == b)


@given(TEXTS, TEXTS)
def test_the_first_difference_is_where_the_bytes_part(a: str, b: str) -> None:
    left, right = a.encode(), b.encode()
    place = common(left, right)
    assert left[:place] == right[:place]
    assert left[place : place + 1] != right[place : place + 1] or left == right


@given(TEXTS, TEXTS)
def test_segments_join_to_the_texts_they_were_cut_from(a: str, b: str) -> None:
    now = datetime.fromisoformat("2024-01-02T03:04:05+00:00")
    made = [
        sigv4.authorize(Request("GET", "https://h/", {"x": text}, text), PAIR, region="r", now=now) for text in (a, b)
    ]
    for each in compare(*made).stages:
        for segments, side in ((each.a, made[0]), (each.b, made[1])):
            text = next(stage.text for stage in side.stages if stage.name == each.name)
            assert "".join(segment.text for segment in segments) == text
        kept = ["".join(segment.text for segment in segments if segment.same) for segments in (each.a, each.b)]
        assert kept[0] == kept[1]
        assert each.equal == (not changed(each.a) and not changed(each.b))


@pytest.mark.parametrize(
    ("a", "b"),
    [("a/" * 50_000, "a/" * 50_001), ("a&b/" * 50_000, "b&a/" * 50_000), ("ab\n" * 50_000, "ba\n" * 50_000)],
    ids=["longer", "pieces", "lines"],
)
def test_a_huge_text_is_compared_from_both_ends(a: str, b: str) -> None:
    for flags in in_common(f"begin {a} end", f"begin {b} end"):
        assert all(flags[: len("begin ")])
        assert all(flags[-len(" end") :])
        assert sum(same for same, _ in groupby(flags)) < 10


def test_of_a_digest_with_one_digit_changed_only_that_digit_differs() -> None:
    digest = "0123456789abcdef" * 4
    for at in (0, 31, 63):
        other = f"{digest[:at]}x{digest[at + 1 :]}".replace("x", "8")
        here, there = in_common(f"a={digest}", f"a={other}")
        assert sum(here) == sum(there) == 2 + 63
    assert [sum(flags) for flags in in_common(f"a={digest}", f"a={digest[::-1]}")] == [2, 2]


@pytest.mark.parametrize("key", ["a b.txt", "b.txt"])
def test_a_comparison_is_neither_true_nor_false(now: datetime, key: str) -> None:
    with pytest.raises(TypeError, match=r"Ask \.equal"):
        bool(compare(link(now), link(now, key)))
