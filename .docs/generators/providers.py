"""*Providers* out of ``providers.json``, each fact with its mark; and what stores were seen to do, out of ``stores.json``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cosnb.storage.provider import Provider, load, providers

from .markdown import code, plain, table

HEAD = """# Providers

What cosnb knows of each provider, and how it knows it. **Documented** means that it stands in a source that is named there;
**not confirmed** means that nobody here has seen it, so do not build on it. The page is made of the table that cosnb itself
goes by; `cosnb endpoints frankfurt` searches the same in a terminal. Where a store was run and seen to decide otherwise,
[what stores do otherwise](stores.md) says so.
"""
STORES_HEAD = """# What stores do otherwise

`verify(…)` decides as AWS documents. These stores were run, and tried with links that are hard to judge; the table says on
which of them each decided otherwise, and so what `verify(…, provider="ceph")` goes by. Each row was made by running the
store: `python tests/stores/table.py STORE` in a clone makes it again.

Stores that nobody here could run, AWS and IBM COS among them, have no row.
"""
MARKS = {"V": "documented", "U": "not confirmed"}
POST_FORM = {True: "yes", False: "no", None: "not known"}


def pages() -> dict[str, str]:
    """The two pages."""
    found = [one for one in providers().values() if one.id != "custom"]
    summary = table(
        ["Provider", "Endpoint", "Addressing", "Longest expiry", "Upload form", "How it is known"],
        map(_row, found),
        "wide",
    )
    return {
        "reference/providers.md": "\n\n".join([HEAD, summary, *map(_provider, found)]) + "\n",
        "reference/stores.md": "\n\n".join([STORES_HEAD, *_stores()]) + "\n",
    }


def _longest(one: Provider) -> str:
    if one.max_expires is None:
        return "none documented"
    days, rest = divmod(one.max_expires, 86400)
    return f"{days} days" if not rest else f"{one.max_expires} s"


def _row(one: Provider) -> list[str]:
    name = f"[{plain(one.name)}](#provider-{one.id})"
    return [name, code(one.endpoint), " or ".join(one.styles), _longest(one), POST_FORM[one.post_form], _status(one)]


def _status(one: Provider) -> str:
    """How its facts are known, in words."""
    status = plain(re.sub(r"\b[VU]\b", lambda mark: MARKS[mark[0]], one.status))
    return status + (", but for some facts" if one.status[0] == "V" and one.unconfirmed and ";" not in status else "")


def _provider(one: Provider) -> str:
    rows = [["id", code(one.id), ""], ["endpoint", code(one.endpoint), MARKS[one.mark("endpoint")]]]
    rows += [[fact.name, plain(fact.text), MARKS[fact.mark]] for fact in one.facts()]
    known = MARKS["U" if one.post_form is None else one.mark("post_form")]
    rows.append(["upload form (presigned POST)", POST_FORM[one.post_form], known])
    sources = "\n".join(f"- <{source}>" if "://" in source else f"- {code(source)}" for source in _sources(one))
    blocks = [f"(provider-{one.id})=\n## {plain(one.name)}", table(["", "", "How it is known"], rows)]
    if one.places:
        regions = ", ".join(f"{code(region)} {plain(place)}".strip() for region, place in one.places)
        blocks.append(
            f"**Regions**: {regions}" + (f" (read in: {plain(one.places_source)})" if one.places_source else "")
        )
    return "\n\n".join([*blocks, *([f"**Sources**\n\n{sources}"] if sources else [])])


def _sources(one: Provider) -> Iterator[str]:
    """Where its facts were read; "same" is the repository of the source before."""
    repository = ""
    for source in one.sources:
        start, colon, path = source.partition(":")
        repository = repository if start == "same" else start
        yield f"{repository}{colon}{path}"


def _stores() -> Iterator[str]:
    data = load("stores.json")
    names = {one.id: one.name for one in providers().values()}
    for name, store in data["stores"].items():
        yield f"## {plain(names.get(name, name))}"
        yield f"Version {plain(store['version'])}, {store['links']} links, run on {store['date']}."
        newer = store.get("newer", {})
        rows = []
        for habit, links in store["differs"].items():
            word, _, header = habit.partition(" ")
            header += "…" * header.endswith("-")
            said = data["habits"][word].replace("{header}", header)
            rows.append([plain(said) + (" (given up by newer releases)" if habit in newer else ""), str(len(links))])
        yield table(["What it does", "Links on which it showed"], rows)
