"""The exercises of lesson 06, three signers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..choices import Choice, Option
from ..exercise import Exercise
from ..stages import StageJudge
from .common import HOST, given, sign


def put_it_right() -> Exercise:
    bucket, key = "demo-bucket", "reports/2026/summary.csv"
    signed = sign(bucket, key, expires=600)
    return Exercise(
        name="put_it_right",
        task="Change the client so that it signs with Version 4 for the location us-south, and hand in its URL. "
        "The SDK's clock stands at the timestamp below.",
        judge=StageJudge(signed, "url"),
        hints=(
            "Two settings decide, the region and the signature version, and the sample gives neither.",
            "The region goes in by region_name. The endpoint does not tell it, though it stands in the host.",
            'region_name="us-south" alone is enough, and Config(signature_version="s3v4") beside it makes it hold for '
            "every region.",
        ),
        why="With a region that the SDK keeps no Version 2 for, or with s3v4 asked for, it signs with Version 4; the "
        "region is the one in the scope.",
        given=given(signed, bucket, key, endpoint_url=f"https://{HOST}", expires="600"),
    )


def which_version() -> Exercise:
    return Exercise(
        name="which_version",
        task='A client has endpoint_url for eu-gb, region_name="eu-west-1" and no other setting. What does it sign '
        "with?",
        judge=Choice(
            {
                "a": Option(
                    "Version 4, because it has a region.",
                    "A region alone does not decide: it depends on which. Run it, and look at the parameters.",
                ),
                "b": Option(
                    "Version 2, because of the region.",
                    "eu-west-1 is one of the regions that the SDK keeps Version 2 for, wherever the endpoint is.",
                ),
                "c": Option(
                    "Neither: the region does not belong to the endpoint, so it raises an error.",
                    "The SDK does not hold the two against each other: it takes any text for a region.",
                ),
            },
            right="b",
        ),
        hints=(
            "Make the client and look at the names of the URL's parameters.",
            "us-east-1 has a companion in this.",
            "The rule is about old AWS regions, and knows nothing of endpoints.",
        ),
        why="Without signature_version, the SDK takes Version 2 for a link in eight old regions of AWS.",
    )


EXERCISES: Mapping[str, Callable[[], Exercise]] = {"which_version": which_version, "put_it_right": put_it_right}
