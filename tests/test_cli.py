"""The command line."""

from __future__ import annotations

import ast
import hashlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
import warnings
from contextlib import closing, suppress
from datetime import datetime, timezone
from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from quick_lab import write_config

sys.path.insert(0, str(Path(__file__).parent))
import completion_scripts

import cosnb
from cosnb import cli, lab, sigv4
from cosnb.cli import main
from cosnb.command import COMMANDS
from cosnb.links import parse

KEYS = {
    "COS_HMAC_ACCESS_KEY_ID": "0123456789abcdef0123456789abcdef",
    "COS_HMAC_SECRET_ACCESS_KEY": "00112233445566778899aabbccddeeff0011223344556677",
}


@pytest.fixture(autouse=True)
def _own_jupyter(monkeypatch, tmp_path_factory):
    """What is trusted here is no matter of the person who runs the tests."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path_factory.mktemp("jupyter")))


@pytest.fixture
def keys(monkeypatch):
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def opened(monkeypatch, tmp_path):
    """What ``cosnb lab`` opens: each folder, and what JupyterLab is given."""
    calls = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(lab, "open_lab", lambda folder, rest: calls.append((str(folder), rest)) or 0)
    return calls


def test_presign_prints_one_url(keys, capsys):
    assert main(["presign", "my-bucket", "a b.txt", "--endpoint", "us-south", "--expires", "15 min"]) == 0
    claimed = parse(capsys.readouterr().out)
    assert claimed.expires == 900
    assert "my-bucket/a%20b.txt" in claimed.text


def test_presign_signs_headers_and_parameters(keys, capsys):
    main(
        ["presign", "b", "k", "--endpoint", "eu-de", "--header", "content-type: text/plain", "--query", "versionId=3=x"]
    )
    claimed = parse(capsys.readouterr().out)
    assert claimed.signed_headers == ("content-type", "host")
    assert "versionId=3%3Dx" in claimed.text


@pytest.mark.parametrize("words", [[], [""], ["--method", "DELETE"], ["k", "--bucket-itself"]])
def test_a_key_that_expands_to_nothing_makes_no_link_for_the_bucket(keys, capsys, words):
    assert main(["presign", "my-bucket", *words, "--endpoint", "us-south"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("cosnb: key: ")
    assert "--bucket-itself" in err


@pytest.mark.parametrize("key", [[], [""]])
def test_the_bucket_itself_is_signed_for_where_that_is_asked(keys, capsys, key):
    assert main(["presign", "my-bucket", *key, "--bucket-itself", "--endpoint", "us-south"]) == 0
    claimed = parse(capsys.readouterr().out)
    assert (claimed.bucket, claimed.key) == ("my-bucket", None)


def test_stages_are_printed_without_the_secret_or_the_signature_twice(keys, capsys, typed):
    main(["presign", "my-bucket", "k", "--endpoint", "us-south", "--stages"])
    out = capsys.readouterr().out
    signature = parse(out.splitlines()[-1]).signature
    assert "String to sign" in out
    assert out.count(signature) == 1
    assert KEYS["COS_HMAC_SECRET_ACCESS_KEY"] not in out


@pytest.fixture
def typed():
    """Makes standard input hold a text, or bytes."""
    kept = os.dup(0)

    def type_in(text):
        with tempfile.TemporaryFile() as file:
            file.write(text if isinstance(text, bytes) else text.encode())
            file.seek(0)
            os.dup2(file.fileno(), 0)

    yield type_in
    os.dup2(kept, 0)
    os.close(kept)


FEW_CHARACTERS = pytest.mark.parametrize("encoding", ["ascii", "cp437", "latin-1", "cp1252"])


def console(monkeypatch, encoding):
    """Make standard output one of few characters; what is returned gives what was written."""
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding, write_through=True))
    return lambda: written.getvalue().decode(encoding)


@FEW_CHARACTERS
def test_a_link_and_its_stages_are_printed_on_a_console_that_has_not_their_characters(keys, monkeypatch, encoding):
    printed = console(monkeypatch, encoding)
    assert main(["presign", "my-bucket", "a→b", "--endpoint", "us-south", "--stages"]) == 0
    assert parse(printed().splitlines()[-1]).key == "a→b"
    assert "String to sign" in printed()
    assert r"a\u2192b" in printed()


@FEW_CHARACTERS
def test_a_question_is_asked_on_a_console_that_has_not_its_characters(opened, monkeypatch, encoding):
    printed = console(monkeypatch, encoding)
    answers = io.StringIO("y\n")
    answers.isatty = lambda: True
    monkeypatch.setattr(sys, "stdin", answers)
    edited = Path("→") / lab.FIRST
    edited.parent.mkdir()
    edited.write_text("mine")
    assert main(["lab", "→"]) == 0
    assert printed().startswith(r"\u2192")
    assert "was edited. Replace it with the new lesson? [y/N]" in printed()
    assert edited.read_text("utf-8") != "mine"


def test_an_error_is_one_line_that_names_the_field(keys, capsys):
    assert main(["presign", "my-bucket", "k", "--endpoint", "us-south", "--expires", "soon"]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "expires" in err
    assert "soon" in err


HERE = ["--endpoint", "us-south"]
COSNB = f"{shlex.quote(sys.executable)} -m cosnb "


def test_the_words_of_the_aws_command_line_are_taken(keys, capsys):
    words = [
        "s3://my-bucket/a/b.txt",
        "--endpoint-url",
        "https://store.example",
        "--expires-in",
        "600",
        "--region",
        "r1",
    ]
    assert main(["presign", *words, "--version-id", "v1", "--download-as", "Angebot März.pdf"]) == 0
    claimed = parse(capsys.readouterr().out)
    assert (claimed.bucket, claimed.key, claimed.expires, claimed.region) == ("my-bucket", "a/b.txt", 600, "r1")
    assert "versionId=v1&" in claimed.text
    assert "attachment%3B%20filename%2A%3DUTF-8%27%27Angebot%2520M%25C3%25A4rz.pdf" in claimed.text


@pytest.mark.parametrize(
    ("word", "value"), [("--expire", "1d"), ("--expires-in", "86400"), ("--expires", "24h"), ("--expiration", "P1D")]
)
def test_the_end_of_a_link_is_given_in_the_words_of_rclone_aws_and_s5cmd(word, value, keys, capsys):
    assert main(["presign", "b", "k", *HERE, word, value]) == 0
    assert parse(capsys.readouterr().out).expires == 86400


def test_the_method_and_the_headers_are_given_in_the_words_of_curl(keys, capsys):
    for words in (
        ["-X", "PUT", "-H", "Content-Type: text/csv"],
        ["--request", "PUT", "--header", "Content-Type: text/csv"],
    ):
        assert main(["presign", "b", "k", *HERE, *words]) == 0
        said = capsys.readouterr()
        assert parse(said.out).signed_headers == ("content-type", "host")
        assert "with the method PUT, and Content-Type: text/csv" in said.err


def test_a_report_to_post_is_printed_for_one_link_and_for_each_cause_of_a_log(keys, capsys, link, tmp_path):
    assert main(["diagnose", link.url.replace("X-Amz-Expires=", "X-Amz-Expires=x"), "--report"]) == 1
    one = capsys.readouterr().out
    other = cosnb.presign("my-bucket", "b.txt", endpoint="us-south").url.replace("&", "&amp;")
    (tmp_path / "a.log").write_text(f"{link.url[:-3]}\n{other}\n")
    assert main(["diagnose", str(tmp_path / "a.log"), "--report"]) == 1
    many = capsys.readouterr().out
    for text, blocks in ((one, 1), (many, 2)):
        assert text.count("```text\ncosnb ") == blocks
        assert link.signature not in text
        assert link.signature[:12] not in text


def test_keys_come_from_a_profile_a_file_or_standard_input(monkeypatch, capsys, tmp_path, typed):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    pair = f"aws_access_key_id = {'a' * 32}\naws_secret_access_key = {'0' * 48}\n"
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text(f"[dev]\n{pair}")
    (tmp_path / "key.json").write_text(json.dumps({"access_key_id": "b" * 32, "secret_access_key": "0" * 48}))
    typed(f"[one]\n{pair}[two]\n{pair.replace('a' * 32, 'c' * 32)}")
    for words in (
        ["--profile", "dev"],
        ["--credentials", str(tmp_path / "key.json")],
        ["--credentials", "-", "--profile", "two"],
    ):
        assert main(["presign", "b", "k", *HERE, *words]) == 0
    assert [line.partition("Credential=")[2][0] for line in capsys.readouterr().out.splitlines()] == ["a", "b", "c"]


def test_what_must_be_sent_with_a_link_is_said_beside_it(keys, capsys):
    main(["presign", "b", "k", *HERE, "--method", "PUT", "--header", "Content-Type: text/csv"])
    out, err = capsys.readouterr()
    assert err == "cosnb: to be sent with the method PUT, and Content-Type: text/csv\n"
    assert out.count("\n") == 1
    main(["presign", "b", "k", *HERE])
    assert capsys.readouterr().err == ""


def test_a_link_is_printed_as_json_or_as_code(keys, capsys):
    assert main(["presign", "b", "k", *HERE, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [*told] == ["url", "method", "headers", "expires_at"]
    assert main(["presign", "b", "k", *HERE, "--copy-as", "curl"]) == 0
    assert "curl" in capsys.readouterr().out
    assert main(["presign", "b", "k", *HERE, "--copy-as", "cobol"]) == 2
    assert "invalid choice (choose from" in capsys.readouterr().err
    assert [each.id for each in cosnb.snippets(cosnb.presign("b", "k", endpoint="us-south"))] == dict(
        row for row in COMMANDS["presign"]["own"]
    )["--copy-as"]["choices"]


MANY = ["presign", "s3://my-bucket", *HERE, "--keys-from"]


def keys_of(out):
    return [parse(line).key for line in out.splitlines()]


def test_the_keys_of_many_links_come_from_a_file_or_standard_input(keys, capsys, typed, tmp_path):
    (tmp_path / "keys.txt").write_bytes("\ufeffa b.txt\r\n\r\n ü/c.txt \n".encode())
    assert main([*MANY, str(tmp_path / "keys.txt")]) == 0
    assert keys_of(capsys.readouterr().out) == ["a b.txt", " ü/c.txt "]
    typed("a.txt\ns3://my-bucket/whole.txt")
    assert main(["presign", "s3://my-bucket/in/", *HERE, "--files-from", "-"]) == 0
    assert keys_of(capsys.readouterr().out) == ["in/a.txt", "whole.txt"]


# As the tools print them: aws-cli's s3api, mc, s5cmd, rclone (documentation of lsjson), and --query 'Contents[].Key'.
JSON_LISTINGS = [
    ('{\n  "Contents": [\n {"Key": "a\\nb", "Size": 6}\n ],\n "RequestCharged": null\n}\n', ["a\nb"]),
    ('{"RequestCharged": null, "Prefix": "", "Contents": null}', []),
    ('[\n    "a\\tb",\n    "s3://my-bucket/a"\n]\n', ["a\tb", "s3://my-bucket/a"]),
    (
        '{"status":"success","type":"file","lastModified":"2024-01-02T10:11:12Z","size":3,"key":"d/a.txt","etag":"x",'
        '"url":"http://127.0.0.1:9000/my-bucket/","versionOrdinal":1,"storageClass":"STANDARD"}\n',
        ["d/a.txt"],
    ),
    ('{"key":"s3://my-bucket/d/a.txt","etag":"x","last_modified":"2024-01-02T10:11:12Z","type":"file","size":3}\n', ["d/a.txt"]),
    ('[\n{"Path":"full/file.txt","Name":"file.txt","Size":6,"ModTime":"2017-05-31T16:15:57Z","IsDir":false}\n]\n', ["full/file.txt"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), JSON_LISTINGS)
def test_keys_come_from_json_as_tools_print_it(text, found, keys, capsys, typed):
    typed(text)
    assert main([*MANY, "-"]) == 0
    assert keys_of(capsys.readouterr().out) == found


def test_a_version_that_is_listed_is_the_one_that_is_signed_for(keys, capsys, monkeypatch, typed):
    typed(
        '{\n"Versions": [{"Key": "a", "VersionId": "v1"}], "DeleteMarkers": [{"Key": "b", "VersionId": "v2"}]}',
    )
    assert main([*MANY, "-"]) == 0
    (url,) = capsys.readouterr().out.splitlines()
    assert (parse(url).key, "versionId=v1&" in url) == ("a", True)


# The first from aws/aws-cli#6582, the fourth from rclone's documentation of lsl.
LISTINGS = [
    ("2021-11-04 14:29:56    3714945 sub/foo.csv\n2021-11-30 17:01:54        485  b z.csv\n", ["sub/foo.csv", " b z.csv"]),
    ("2009-02-20 08:09        10   s3://my-bucket/d/a.txt\n", ["d/a.txt"]),
    ("2009-02-20 08:09     2.9M  STANDARD     s3://my-bucket/d/a s3://.txt\n", ["d/a s3://.txt"]),
    ("   2276224  2020-03-02T19:25:17Z  gs://my-bucket/d/a.txt\n", ["d/a.txt"]),
    ("    60295 2016-06-25 18:55:41.062626927 bevajer5jef\n", ["bevajer5jef"]),
    ("    60295 d/bevajer5jef\n", ["d/bevajer5jef"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), LISTINGS)
def test_a_row_for_people_is_asked_about_and_read_where_it_is_said_to_be_one(text, found, keys, capsys, typed):
    typed(text)
    assert main([*MANY, "-"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "keys-from: row 1 may be a key, or what " in err
    typed(text)
    assert main([*MANY, "-", "--listing"]) == 0
    assert keys_of(capsys.readouterr().out) == found


# From aws/aws-cli#2930, peak/s5cmd#755, rclone's documentation of lsf, and tools as they print.
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("                           PRE subkey/", "row 1 is a folder"),
        ("                                  DIR  foo/", "row 1 is a folder"),
        ("2024/09/04 13:53:58                 0  a/b/c/foo", "Give what s5cmd --json ls prints."),
        ("[2022-03-01 10:00:00 UTC] 1.2KiB STANDARD a.txt", "Give what mc ls --json prints."),
        ("[2024-04-10 12:48:01 -03]  20MiB STANDARD largefile", "Give what mc ls --json prints."),  # versitygw#747
        ("2020/05/06 09:33:57             ONEZONE_IA   23 a.html", "Give what s5cmd --json ls prints."),  # s5cmd#165
        ("2016-06-25 18:55:41;60295;bevajer5jef", "without --format"),
        ("2013-09-02 21:37:53   10 Bytes a.txt", "List without --human-readable"),
        ("a.txt\tb.txt", "row 1 holds a tab"),
        ("-------------------------\n|     ListObjectsV2     |", "a line of a table"),
        ("Contents:\n- ETag: x\n  Key: a.txt", "of YAML"),
        ('"my-bucket","a%20b.txt","123"', "as an inventory"),
        ('{\n"Contents": [', "row 1 begins as JSON and is none."),
        ('{"a": 1}', "row 1 has no key."),
        ("[1]", "row 1 has no key."),
        ('{"Contents": 5}', "row 1 has no key."),
        ('{"Path": "d", "IsDir": true}', "'d' is a folder"),
        ('{"type": "folder", "key": "d/"}', "'d/' is a folder"),
        ("s3://other/a", "an object of the bucket 'other'"),
        (b"a\n\xff", "keys-from: key 2: "),
    ],
)
def test_what_a_row_cannot_tell_is_asked(text, said, keys, capsys, typed):
    typed(text)
    assert main([*MANY, "-"]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1


def test_whether_names_are_whole_or_those_of_a_folder_is_asked(keys, capsys, typed):
    """A recursive listing of aws s3 ls has whole keys, another one has not (aws/aws-cli#604)."""
    folder = ["presign", "s3://my-bucket/dir1/", *HERE, "--keys-from", "-", "--listing"]
    typed("2013-09-09 20:33:25    2865280 file1\n2013-09-09 20:33:26    5117249 dir4/file2\n")
    assert main(folder) == 0
    assert keys_of(capsys.readouterr().out) == ["dir1/file1", "dir1/dir4/file2"]
    typed("2013-09-09 20:33:25    2865280 dir1/file1\n2013-09-09 20:33:26    5117249 dir1/dir4/file2\n")
    assert main(folder) == 2
    assert "row 1 begins with 'dir1/' itself. Name the bucket alone" in capsys.readouterr().err


def test_a_total_under_a_listing_is_no_object(keys, capsys, typed):
    typed(f"{LISTINGS[0][0]}\nTotal Objects: 2\n")
    assert main([*MANY, "-", "--listing"]) == 2
    assert "row 3 is none of a listing" in capsys.readouterr().err


@pytest.mark.parametrize("ending", ["csv", "jsonl", "txt", "parquet"])
def test_many_links_are_written_to_a_file_and_continued(ending, keys, capsys, typed, tmp_path):
    place = tmp_path / f"links.{ending}"
    typed("a\nb")
    assert main([*MANY, "-", "--output", str(place), "--method", "PUT", "--header", "Content-Type: text/csv"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert (
        err == f"cosnb: 2 links are in '{place}'\ncosnb: to be sent with the method PUT, and Content-Type: text/csv\n"
    )
    assert place.stat().st_mode & 0o077 == 0
    typed("a\nb\nc")
    again = [*MANY, "-", "--output", str(place), "--method", "PUT", "--header", "Content-Type: text/csv", "--resume"]
    assert main(again) == (2 if ending == "parquet" else 0)
    assert ("cannot be continued" if ending == "parquet" else "3 links are in") in capsys.readouterr().err


def test_an_interrupt_says_how_many_links_there_are_and_what_goes_on(keys, capsys, monkeypatch, tmp_path, typed):
    def interrupted(*_given, **_more):
        raise KeyboardInterrupt("2 links are in 'x.csv'; resume=True goes on after them.")

    monkeypatch.setattr(cosnb.links, "write_links", interrupted)
    typed("a")
    assert main([*MANY, "-", "--output", str(tmp_path / "x.csv")]) == 130
    assert capsys.readouterr().err == "cosnb: 2 links are in 'x.csv'; --resume goes on after them.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["b", "k", "--output", "x.csv"], "--output: it goes with --keys-from. Give both."),
        (["b", "--keys-from", "-", "--resume"], "--resume: it goes with --output. Give both."),
        (["b", "k", "--listing"], "--listing: it goes with --keys-from."),
        (["b", "--keys-from", "-", "--copy-as", "curl"], "--copy-as: it is for one link."),
        (["b", "--keys-from", "-", "--stages"], "--stages: it is for one link."),
        (["b", "--keys-from", "gone.txt", *HERE], "keys-from: the file cannot be read."),
        (["b", "--keys-from", "-", "--credentials", "-"], "standard input can be read once"),
        (["b", "--keys-from", "-", *HERE, "--output", "no/such/x.csv"], "no/such/x.csv: No such file or directory."),
        (["b", "--keys-from", "-", *HERE, "--output", "x.doc"], "End it in .csv, .jsonl, .txt or .parquet."),
    ],
)
def test_options_of_many_links_that_cannot_be_used_are_said(words, said, keys, capsys, monkeypatch, tmp_path, typed):
    monkeypatch.chdir(tmp_path)
    typed("a")
    assert main(["presign", *words]) == 2
    out, err = capsys.readouterr()
    assert said in err
    assert (out, err.count("\n"), [*tmp_path.iterdir()]) == ("", 1, [])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["my-bucket/a.txt", *HERE], "bucket: 'my-bucket/a.txt' holds a slash. Give bucket 'my-bucket', key 'a.txt'."),
        (["s3://b-1/k?versionId=3", *HERE], "Give the version as --query versionId=…"),
        (["https://files.example.com/b/k"], "Give --endpoint as well"),
        (["b", "k", *HERE, "--header", "foo"], "one is given without a colon. Write 'Name: value'."),
        (["b", "k", "--secret-key", "CANARY"], "unrecognized arguments --secret-key. cosnb --help lists"),
        (["b", "k", "--expires"], "expected one argument"),
        (["b", "k", *HERE, "--query", "versionId=2", "--version-id", "1"], "the query has versionId already."),
        (["b", "k", "x", *HERE], "unrecognized arguments behind the options"),
        ([], "arguments are required: bucket"),
    ],
)
def test_an_error_speaks_shell_and_repeats_no_secret(keys, capsys, words, said):
    assert main(["presign", *words]) == 2
    out, err = capsys.readouterr()
    assert said in err
    assert (out, err.count("\n")) == ("", 1)
    assert "CANARY" not in err


@pytest.mark.parametrize(
    ("words", "said"), [([], "required: command. cosnb --help"), (["CANARY"], "invalid choice (choose from")]
)
def test_a_command_that_is_none_is_said_in_one_line(words, said, capsys):
    assert main(words) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("cosnb: ") == err.count("\n") == 1
    assert "CANARY" not in err


def test_keys_that_cannot_be_used_end_with_3(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert main(["presign", "b", "k", *HERE]) == 3
    assert "Or give --profile or --credentials FILE." in capsys.readouterr().err
    assert main(["diagnose", "https://a.example/b/k", "--credentials", str(tmp_path / "gone.json")]) == 3
    assert re.match(r"cosnb: --credentials: '.*gone.json' cannot be read: No such file", capsys.readouterr().err)
    assert main(["diagnose", "https://a.example/b/k", "--credentials", "nofile"]) == 3
    assert capsys.readouterr().err == "cosnb: --credentials: the file given cannot be read\n"


@pytest.fixture
def link(keys):
    return cosnb.presign("my-bucket", "a.txt", endpoint="us-south")


def test_diagnose_says_the_cause_and_ends_with_its_status(link, capsys, tmp_path, typed):
    assert main(["diagnose", link.url]) == 0
    assert "othing wrong" in capsys.readouterr().out
    damaged = link.url.replace("a.txt", "b.txt")
    place = tmp_path / "pasted.txt"
    place.write_text(damaged)
    for word in (damaged, str(place), "-"):
        typed(damaged)
        assert main(["diagnose", word]) == 1
        assert link.signature not in capsys.readouterr().out
    assert main(["diagnose", damaged, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)[0]["certainty"] == "proven"
    other = cosnb.presign("my-bucket", "c.txt", endpoint="us-south").url.replace("&", "&amp;")
    place.write_text(f"{damaged} 403\n{other} 403\n{damaged} 403")
    assert main(["diagnose", str(place), "--json"]) == 1
    rows = json.loads(capsys.readouterr().out)
    assert [(row["id"], row["places"], row["certainties"]) for row in rows] == [
        ("key-edited", [1, 3], {"proven": 2}), ("html-escaped", [2], {"proven": 1}),
    ]  # fmt: skip


def test_diagnose_takes_what_was_sent_and_answered(keys, capsys, tmp_path, typed):
    link = cosnb.presign("my-bucket", "a.txt", endpoint="us-south", method="PUT", headers={"Content-Type": "text/csv"})
    assert main(["diagnose", link.url, "--method", "PUT", "--header", "Content-Type: text/html"]) == 1
    assert "text/csv" in capsys.readouterr().out
    typed(b"\xff\x00")
    assert main(["diagnose", link.url, "--method", "PUT", "--header", "Content-Type: text/csv", "--body", "-"]) == 0
    capsys.readouterr()
    (tmp_path / "body.csv").write_text("1,2")
    (tmp_path / "answer.xml").write_text("<Error><Code>NoSuchBucket</Code></Error>")
    answered = ["--response", str(tmp_path / "answer.xml"), "--body", str(tmp_path / "body.csv")]
    assert main(["diagnose", link.url, *answered]) == 1
    assert main(["diagnose", link.url, "--header", "foo"]) == 2
    for gone in ([str(tmp_path / "gone.har")], [link.url, "--body", str(tmp_path / "gone")]):
        assert main(["diagnose", *gone]) == 2
        assert "cannot be read" in capsys.readouterr().err


def test_of_a_log_the_causes_are_counted(link, capsys, tmp_path):
    other = cosnb.presign("my-bucket", "b.txt", endpoint="us-south").url.replace("b.txt", "c.txt")
    (tmp_path / "access.log").write_text(f"{link.url}\n{other}\n")
    assert main(["diagnose", str(tmp_path / "access.log")]) == 1
    assert "othing wrong" in capsys.readouterr().out
    assert main(["diagnose", str(tmp_path / "access.log"), "--budget", "0"]) == 0
    assert "Links not looked at, because the budget was over or it was interrupted: 2." in capsys.readouterr().out
    assert main(["diagnose", other, "--budget", "soon"]) == 2
    assert "budget: 'soon' is no number of seconds. Give seconds" in capsys.readouterr().err


def test_verify_decides_as_a_store_and_ends_with_its_status(link, capsys, tmp_path):
    put = cosnb.presign("my-bucket", "a.txt", endpoint="us-south", method="PUT", headers={"Content-Type": "text/csv"})
    sent = ["--method", "PUT", "--header", "Content-Type: text/csv"]
    for words, status in (([link.url], 0), ([put.url, *sent], 0), ([put.url], 1), ([link.url.replace("a.", "b.")], 1)):
        assert main(["verify", *words]) == status
        assert link.signature not in capsys.readouterr().out
    assert main(["verify", put.url, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["code"] == "SignatureDoesNotMatch"
    assert main(["verify", link.url, "--provider", "nobody"]) == main(["verify", "hello"]) == 2
    assert main(["verify", link.url, "--credentials", str(tmp_path / "gone.json")]) == 3


def test_verify_takes_the_keys_of_a_profile_and_the_body_that_was_sent(capsys, tmp_path, monkeypatch):
    (tmp_path / "credentials").write_text(
        "[other]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = EXAMPLE/secret\n"
    )
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    pair = cosnb.Credentials("AKIDEXAMPLE", "EXAMPLE/secret")
    told = {"x-amz-content-sha256": hashlib.sha256(b"signed").hexdigest()}
    request = sigv4.Request(
        "PUT", "https://s3.eu-de.cloud-object-storage.appdomain.cloud/b/k", headers=told, payload=b"signed"
    )
    url = sigv4.presign(request, pair, region="eu-de", expires=3600, now=datetime.now(timezone.utc)).url
    for body, status in ((b"signed", 0), (b"another", 1)):
        (tmp_path / "body").write_bytes(body)
        words = ["--method", "PUT", "--profile", "other", "--body", str(tmp_path / "body")]
        words += ["--header", f"x-amz-content-sha256: {told['x-amz-content-sha256']}"]
        assert main(["verify", url, *words]) == status
    assert main(["verify", url, "--profile", "nobody"]) == 3


def test_parse_shows_what_a_link_claims_and_compare_where_two_differ(link, capsys):
    assert main(["parse", f"curl -X PUT '{link.url}&X-Amz-Security-Token=canary-of-a-token'"]) == 0
    out = capsys.readouterr().out
    assert "query, PUT, https://s3.us-south.cloud-object-storage.appdomain.cloud/my-bucket/a.txt" in out
    assert "X-Amz-Expires            3600\n    How long the URL works" in out
    assert "canary" not in out
    assert link.signature not in out
    assert main(["compare", link.url, link.url]) == 0
    assert main(["compare", link.url, link.url.replace("a.txt", "b.txt")]) == 1
    assert "path, byte" in capsys.readouterr().out
    assert main(["parse", "hello"]) == main(["compare", link.url, "hello"]) == 2


PAIR = cosnb.Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "canary-of-a-token")
NOON = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)


def header_signed(**more):
    """A request that is signed in its header, and what a proxy or a debugger writes down of it."""
    request = sigv4.Request("PUT", "https://b.s3.eu-central-1.amazonaws.com/a%20b.txt?tagging", **more)
    signed = sigv4.authorize(request, PAIR, region="eu-central-1", now=NOON)
    lines = "\r\n".join(f"{name}: {value}" for name, value in signed.headers.items())
    return signed, f"PUT /a%20b.txt?tagging HTTP/1.1\r\nHost: b.s3.eu-central-1.amazonaws.com\r\n{lines}\r\n\r\n"


def last_lines(out):
    """What the terminal shows of the string to sign, by which everything before it can be compared."""
    return [line.split("  ")[-1].strip() for line in out.splitlines()[-4:]]


def test_stages_of_a_link_are_those_that_were_signed(link, capsys, tmp_path):
    (tmp_path / "link.txt").write_text(link.url)
    assert main(["stages", str(tmp_path / "link.txt")]) == 0
    out = capsys.readouterr().out
    assert "A URL does not tell the method" in out
    assert last_lines(out) == link.string_to_sign.text.split("\n")
    assert link.signature not in out
    assert main(["stages", link.url, "--method", "PUT"]) == 0
    out = capsys.readouterr().out
    assert "does not tell" not in out
    assert last_lines(out) != link.string_to_sign.text.split("\n")


@pytest.mark.parametrize("more", [{}, {"payload": b"tags"}])
def test_stages_of_a_raw_request_are_those_that_were_signed(more, capsys, typed, tmp_path):
    digest = hashlib.sha256(more.get("payload", b"")).hexdigest()
    told, text = header_signed(headers={"x-amz-content-sha256": digest}, payload=digest)
    typed(text)
    assert main(["stages", "-"]) == 0
    out = capsys.readouterr().out
    assert last_lines(out) == told.string_to_sign.text.split("\n")
    assert "canary" not in out
    assert told.signature not in out
    told, text = header_signed(payload=more.get("payload", b""))
    (tmp_path / "body").write_bytes(more.get("payload", b""))
    typed(text)
    assert main(["stages", "-", "--body", str(tmp_path / "body")]) == 0
    assert last_lines(capsys.readouterr().out) == told.string_to_sign.text.split("\n")


def test_stages_of_a_canonical_request_are_shown_as_far_as_it_tells(link, capsys, typed):
    typed(link.canonical_request.text + "\n")
    assert main(["stages", "-"]) == 0
    assert last_lines(capsys.readouterr().out) == link.string_to_sign.text.split("\n")
    typed(link.canonical_request.text.replace("&X-Amz-Date", "&a=1&X-Amz-Date"))
    assert main(["stages", "-"]) == 0
    assert "The text is not what a store makes of this request." in capsys.readouterr().out
    signed, _ = header_signed()
    typed(signed.canonical_request.text)
    assert main(["stages", "-"]) == 0
    out = capsys.readouterr().out
    assert "does not tell the scope" in out
    assert out.rstrip().endswith(signed.string_to_sign.text[-64:])
    assert "in order" not in out
    assert "canary" not in out


def test_stages_are_printed_as_a_page(link, capsys):
    assert main(["stages", link.url, "--html"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("<!")
    assert "String to sign" in out
    assert link.signature not in out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hello", "nothing in it is signed for S3"),
        ("https://b.s3.amazonaws.com/k?AWSAccessKeyId=A&Expires=1&Signature=x", "nothing in it is signed for S3"),
        ("https://a.example/?X-Amz-Credential=A/20260115/r/iam/aws4_request&X-Amz-Signature=0", "is signed for S3"),
    ],
)
def test_what_has_no_stages_is_said(text, said, capsys, keys):
    assert main(["stages", text]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("command", ["stages", "verify", "diagnose"])
def test_what_is_no_method_is_refused(command, link, capsys, keys):
    assert main([command, link.url, "--method", "GE T"]) == 2
    assert "method: this text of 4 characters is no HTTP method." in capsys.readouterr().err


def test_a_signed_header_that_is_not_told_is_asked_for(capsys, keys):
    put = cosnb.presign("b", "k", endpoint="us-south", method="PUT", headers={"Content-Type": "text/csv"})
    assert main(["stages", put.url]) == 2
    assert "Give --header 'content-type: VALUE'." in capsys.readouterr().err
    assert main(["stages", put.url, "--method", "PUT", "--header", "Content-Type: text/csv"]) == 0
    assert last_lines(capsys.readouterr().out) == put.string_to_sign.text.split("\n")


def test_the_completion_of_each_shell_is_that_of_the_parser(capsys):
    for shell, make in completion_scripts.SCRIPTS.items():
        assert main(["completion", shell]) == 0
        assert capsys.readouterr().out == make(), "python tests/completion_scripts.py makes it again"


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("cosnb pre", ["presign"]),
        ("cosnb presign b --download", ["--download-as"]),
        ("cosnb presign b --endpoint eu-d", ["eu-de"]),
        ("cosnb completion ", ["bash", "zsh", "fish"]),
        ("cosnb diagnose a", []),
    ],
)
def test_bash_completes_commands_options_and_values(line, offered):
    script = Path(cosnb.__file__).with_name("completions") / "bash"
    code = f'. {shlex.quote(str(script))}; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _cosnb; printf "%s\\n" "${{COMPREPLY[@]}}"'
    done = subprocess.run(["bash", "-c", code, "bash", *line.split(" ")], capture_output=True, text=True, timeout=60)
    assert (done.stdout.split(), done.stderr) == (offered, "")


def test_every_endpoint_that_is_offered_is_taken():
    (option,) = (row for row in completion_scripts.parsers()["presign"]._actions if row.dest == "endpoint")
    for code in completion_scripts.values(completion_scripts.parsers()["presign"], option):
        assert cosnb.find_endpoint(code).url.startswith("https://")


def pieces_of(place):
    """Each test of a module with its parameters, and the texts of the module that it names."""
    text = (Path(__file__).parent / place).read_text("utf-8")
    pieces = {}
    for node in ast.parse(text).body:
        names = [node.name] if isinstance(node, ast.FunctionDef) else [one.id for one in getattr(node, "targets", ())]
        begin = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
        pieces[names[0] if names else ""] = "\n".join(text.split("\n")[begin - 1 : node.end_lineno])
    for name, piece in pieces.items():
        if name.startswith("test_"):
            yield "\n".join([piece, *(pieces[word] for word in {*re.findall(r"\w+", piece)} & {*pieces} - {name})])


PIECES = [piece for place in ("test_cli.py", "test_magics.py", "links/test_options.py") for piece in pieces_of(place)]


def is_tried(name, word):
    """Whether a test, or an example of the help, gives an option to a command."""
    texts = [piece for piece in PIECES if re.search(rf'["%]{name}\b|cosnb {name}\b|{name}_(?:magic|parsed)', piece)]
    return any(re.search(rf"{word}\b(?!-)", text) for text in [*texts, *COMMANDS[name]["examples"]])


WORDS = sorted(
    {(name, word) for name, row in completion_scripts.parsers().items() for word in row._option_string_actions} - {("lab", "-h")}
)  # fmt: skip


@pytest.mark.parametrize(("name", "word"), WORDS)
def test_every_option_is_told_by_the_help_and_tried_by_a_test(name, word):
    parser = completion_scripts.parsers()[name]
    action = parser._option_string_actions[word]
    assert len(action.help) > 5
    assert word in parser.format_help()
    assert word in ("-h", "--help") or is_tried(name, word)


def test_every_command_is_told_in_the_readme_and_tried():
    readme = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    tried = Path(__file__).read_text("utf-8")
    assert [*COMMANDS] == [*completion_scripts.parsers()] == [*cli._RUN]
    for name, row in COMMANDS.items():
        assert row["help"]
        assert row["about"]
        assert len(row["examples"]) >= 2
        assert f"`cosnb {name}`" in readme
        assert f'main(["{name}"' in tried or f'"cosnb", "{name}"' in tried


@pytest.mark.parametrize("variable", [{}, {"NO_COLOR": "1", "TERM": "xterm"}])
def test_nothing_is_coloured(variable, link):
    for words in ("--help", "presign --help", f"diagnose '{link.url.replace('a.txt', 'b.txt')}'", "causes expired"):
        done = subprocess.run(
            COSNB + words, shell=True, capture_output=True, text=True, timeout=60, env={**os.environ, **variable}
        )
        assert "\x1b" not in done.stdout + done.stderr


def test_credentials_are_listed_without_a_secret(keys, capsys, tmp_path):
    assert main(["credentials"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("found      COS_HMAC variables")
    assert KEYS["COS_HMAC_SECRET_ACCESS_KEY"] not in out
    (tmp_path / ".env").write_text("COS_HMAC_ACCESS_KEY_ID=half")
    assert main(["credentials", "--dotenv", str(tmp_path / ".env")]) == 0
    assert ".env file" in capsys.readouterr().out


def test_without_keys_the_places_are_listed_and_the_status_is_3(capsys):
    assert main(["credentials"]) == 3
    assert "found" not in {line.split("  ")[0] for line in capsys.readouterr().out.splitlines()}


def test_the_sandbox_serves_other_tools_until_it_is_ended():
    words = [sys.executable, "-m", "cosnb", "sandbox", "--port", "0", "--now", "2026-01-15T12:00:00Z"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        lines = dict(process.stdout.readline().split()[1].split("=", 1) for _ in range(4))
        assert "demo-bucket" in process.stderr.readline()
        keys = cosnb.Credentials(lines["AWS_ACCESS_KEY_ID"], lines["AWS_SECRET_ACCESS_KEY"], example=True)
        place = {"endpoint": lines["AWS_ENDPOINT_URL_S3"], "region": lines["AWS_DEFAULT_REGION"], "credentials": keys}
        now = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
        put = cosnb.presign("demo-bucket", "a", method="PUT", now=now, **place)
        assert cosnb.send(put, b"1").ok
    finally:
        process.terminate()
        process.communicate(timeout=30)
    # The store ends when it sees that its owner has: a moment later.
    end = time.monotonic() + 10
    with suppress(cosnb.SendError):
        while time.monotonic() < end:
            cosnb.send(put, b"1")
    with pytest.raises(cosnb.SendError):
        cosnb.send(put, b"1")


def test_a_site_is_not_made_in_a_folder_with_files(tmp_path, capsys):
    (tmp_path / "mine").write_text("mine")
    assert main(["site", str(tmp_path)]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert main(["site"]) == 2


@pytest.mark.parametrize(("word", "value"), [("--port", "x"), ("--now", "noon")])
def test_a_sandbox_is_not_started_with_what_is_not_understood(word, value, capsys):
    assert main(["sandbox", word, value]) == 2
    assert word[2:] in capsys.readouterr().err


def test_causes_and_endpoints_are_listed_and_one_is_told(capsys):
    assert main(["causes"]) == 0
    assert "expired" in capsys.readouterr().out
    assert main(["causes", "expired"]) == 0
    assert "Found by: time" in capsys.readouterr().out
    assert main(["causes", "no-such"]) == 2
    assert main(["endpoints", "wasabi", "us-west-2"]) == 0
    assert "https://s3.us-west-2.wasabisys.com" in capsys.readouterr().out
    assert main(["endpoints", "nowhere-at-all"]) == 1
    assert capsys.readouterr().out == ""


def runs_until_it_is_ended(line, first_words, folder):
    """Whether a command prints some words, and goes when it is ended."""
    write_config(folder / "config")
    places = {"JUPYTER_CONFIG_DIR": str(folder / "config"), "JUPYTER_RUNTIME_DIR": str(folder / "runtime")}
    quiet = {**os.environ, **places, "BROWSER": "true", "PYTHONUNBUFFERED": "1"}
    pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(f"exec {line}", shell=True, cwd=folder, env=quiet, **pipe) as process:
        try:
            return any(first_words in said for said in process.stdout)
        finally:
            process.terminate()


@pytest.mark.parametrize(("name", "line"), [(name, line) for name, row in COMMANDS.items() for line in row["examples"]])
def test_the_examples_of_the_help_run(name, line, link, tmp_path, capsys):
    for name_of_file in ("access.log", "request.txt", ".env", "keys.txt"):
        (tmp_path / name_of_file).write_text("a.txt\n" if name_of_file == "keys.txt" else link.url)
    line_here = line.replace("cosnb ", COSNB)
    if name in ("lab", "sandbox"):  # they run until somebody ends them
        assert runs_until_it_is_ended(line_here, "http://127.0.0.1:", tmp_path)
    elif name != "site":  # browser/test_site.py makes one
        done = subprocess.run(line_here, shell=True, cwd=tmp_path, capture_output=True, timeout=60)
        assert done.returncode == 0
    with pytest.raises(SystemExit):
        main([name, "--help"])
    assert line in capsys.readouterr().out


def test_the_terminal_example_of_the_readme_runs(keys, tmp_path):
    readme = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    lines = readme.partition("```console\n")[2].partition("```")[0].splitlines()
    assert len(lines) == 5
    for line in lines:
        command = line.removeprefix("$ ").replace("cosnb ", COSNB)
        assert subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, timeout=60).returncode == 0


def test_without_standard_input_or_output_nothing_breaks():
    for line, status in ((f"{COSNB} endpoints >&-", 0), (f"{COSNB} diagnose - <&-", 2)):
        done = subprocess.run(line, shell=True, capture_output=True, text=True, timeout=60)
        assert done.returncode == status
        assert "Traceback" not in done.stderr


def test_a_closed_pipe_ends_quietly():
    done = subprocess.run(f"{COSNB} endpoints | head -1", shell=True, capture_output=True, text=True, timeout=60)
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


@pytest.mark.parametrize(
    ("words", "folder", "passed_on"),
    [
        ([], "cosnb-lessons", []),
        (["mine"], "mine", []),
        (["--port", "8899"], "cosnb-lessons", ["--port", "8899"]),
        (["mine", "--port", "8899", "--no-browser"], "mine", ["--port", "8899", "--no-browser"]),
        (["--no-browser", "mine"], "cosnb-lessons", ["--no-browser", "mine"]),
        (["mine", "--help"], "mine", ["--help"]),
        (["mine", "--", "-h"], "mine", ["--", "-h"]),
    ],
)
def test_only_the_word_right_behind_lab_is_the_folder_and_jupyter_gets_the_others(opened, words, folder, passed_on):
    assert main(["lab", *words]) == 0
    assert opened == [(folder, passed_on)]
    assert [path.name for path in Path().iterdir()] == [folder]


@pytest.mark.parametrize("word", ["-h", "--help"])
def test_the_help_of_lab_says_what_jupyter_gets(opened, capsys, word):
    with pytest.raises(SystemExit, match=r"\A0\Z"):
        main(["lab", word])
    assert "passed on to JupyterLab" in capsys.readouterr().out
    assert opened == []


def test_presign_takes_no_word_that_it_does_not_know(keys, capsys):
    assert main(["presign", "b", "k", "--port", "8899"]) == 2
    assert "unrecognized arguments --port." in capsys.readouterr().err


def test_python_m_cosnb_is_cosnb():
    command = [sys.executable, "-m", "cosnb", "--version"]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(cosnb.__file__).parents[1])
    assert run.stdout == f"cosnb {cosnb.__version__}\n"


def test_a_warning_is_one_line_without_a_line_of_the_source(keys, capsys):
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        assert main(["presign", "my-bucket", "k", "--endpoint", "us-south", "--expires", "99 days"]) == 0
    out, err = capsys.readouterr()
    assert parse(out).expires == 99 * 86400
    assert err.startswith("cosnb: expires: IBM Cloud Object Storage documents no maximum")
    assert err.count("\n") == 1


@pytest.mark.parametrize("folder", ["file", "file/below", "file/two\nlines\x1b", "taken", "lesson"])
def test_a_folder_that_cannot_be_used_is_one_line_that_names_it(opened, capsys, folder):
    Path("file").write_text("mine")
    Path("taken", lab.MANIFEST).mkdir(parents=True)
    Path("lesson", lab.FIRST).mkdir(parents=True)
    assert main(["lab", folder]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    shown = str(Path(folder)).replace("\n", " ").replace("\x1b", "␛")
    assert err.startswith(f"cosnb: The lessons cannot be copied to {shown} (")
    assert "Name a folder that you can write to: cosnb lab FOLDER" in err
    assert opened == []


def test_without_jupyterlab_it_says_so_and_copies_nothing(opened, monkeypatch, capsys):
    monkeypatch.setattr(lab, "find_spec", lambda name: None)
    assert main(["lab", "mine"]) == 2
    told = capsys.readouterr().err
    assert re.fullmatch(
        r'cosnb: JupyterLab is not installed\. Run: pip install "jupyterlab\S+" "ministack==\S+" "time-m\S+"\n', told
    )
    assert opened == []
    assert not Path("mine").exists()


def test_lessons_are_copied_once_and_edits_are_kept_unless_given_up(tmp_path):
    never = lambda path: False  # noqa: E731
    written = lab.copy_lessons(tmp_path, never)
    assert lab.FIRST in [path.name for path in written]
    assert lab.copy_lessons(tmp_path, never) == []

    first = tmp_path / lab.FIRST
    first.write_text("mine")
    lab.copy_lessons(tmp_path, never)
    assert first.read_text() == "mine"

    assert lab.copy_lessons(tmp_path, lambda path: True) == [first]
    assert first.read_text("utf-8") != "mine"


def test_learners_get_lessons_without_outputs_that_jupyter_trusts_and_nothing_for_teachers(tmp_path):
    folder = tmp_path / "lessons"
    assert sorted(lab.copy_lessons(folder, lambda path: False)) == sorted(folder.iterdir())[1:]
    for path in sorted(folder.glob("*.ipynb")):
        book = nbformat.read(path, as_version=4)
        nbformat.validate(book)
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in book.cells)
        with closing((notary := NotebookNotary()).store):
            assert notary.check_signature(book)
    assert {path.suffix for path in folder.iterdir() if path.name != lab.MANIFEST} == {".ipynb"}


def test_an_untouched_lesson_is_renewed_without_a_question(tmp_path):
    lab.copy_lessons(tmp_path, lambda path: False)
    first = tmp_path / lab.FIRST
    first.write_text("an older version of the lesson")
    copied = json.loads((tmp_path / lab.MANIFEST).read_text())
    copied[lab.FIRST] = hashlib.sha256(first.read_bytes()).hexdigest()
    (tmp_path / lab.MANIFEST).write_text(json.dumps(copied))
    assert lab.copy_lessons(tmp_path, lambda path: pytest.fail("asked")) == [first]


@pytest.mark.parametrize("damaged", ["", "{", "[]", "null", '"x"', "[" * 100_000, b"\xff", None])
def test_without_a_manifest_that_can_be_read_edits_are_asked_about_and_kept(tmp_path, damaged):
    lab.copy_lessons(tmp_path, lambda path: False)
    first, manifest = tmp_path / lab.FIRST, tmp_path / lab.MANIFEST
    whole = manifest.read_text()
    first.write_text("mine")
    if damaged is None:
        manifest.unlink()
    else:
        manifest.write_bytes(damaged if isinstance(damaged, bytes) else damaged.encode())
    asked = []
    assert lab.copy_lessons(tmp_path, asked.append) == []
    assert asked == [first]
    assert first.read_text() == "mine"
    first.unlink()
    lab.copy_lessons(tmp_path, asked.append)
    assert json.loads(manifest.read_text()) == json.loads(whole)


def test_a_manifest_is_put_in_place_whole_or_stays_as_it_was(tmp_path, monkeypatch):
    lab.copy_lessons(tmp_path, lambda path: False)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def interrupted(self, place):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        lab.copy_lessons(tmp_path, lambda path: False)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(("reply", "status"), [(EOFError, 0), (KeyboardInterrupt, 130)])
def test_a_question_that_is_not_answered_is_no_and_no_traceback(opened, monkeypatch, reply, status):
    def ask(_):
        raise reply

    monkeypatch.setattr("builtins.input", ask)
    monkeypatch.setattr(sys, "stdin", type("Terminal", (), {"isatty": lambda _: True})())
    Path("mine").mkdir()
    Path("mine", lab.FIRST).write_text("mine")
    assert main(["lab", "mine"]) == status
    assert Path("mine", lab.FIRST).read_text() == "mine"


@pytest.mark.parametrize("keys_from", ["links.txt", "./links.txt", "link", "-"])
def test_the_links_do_not_replace_the_keys_that_are_being_read(keys, capsys, monkeypatch, tmp_path, keys_from):
    monkeypatch.chdir(tmp_path)
    Path("links.txt").write_text("a\nb\n")
    Path("link").symlink_to("links.txt")
    saved = os.dup(0)
    try:
        with open("links.txt", "rb") as file:
            os.dup2(file.fileno(), 0)
        assert main(["presign", "b", "--endpoint", "eu-de", "--keys-from", keys_from, "--output", "links.txt"]) == 2
    finally:
        os.dup2(saved, 0)
        os.close(saved)
    assert capsys.readouterr().err == "cosnb: --output: it is the file of the keys itself. Give another path.\n"
    assert Path("links.txt").read_text() == "a\nb\n"


def test_the_help_names_every_way_to_copy():
    ((_, how),) = [row for row in COMMANDS["presign"]["own"] if row[0] == "--copy-as"]
    assert how["help"].partition(": ")[2].split(", ") == how["choices"]
