"""A page of links: one self-contained HTML file, in which every key is hostile text."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape, unescape
from os import PathLike

from ..errors import InputError
from ..links.code.clients import read, refusal
from ..links.many.bulk import Presigner
from ..links.many.files import FORMATS, Lines, check_presigner, links_bar, untouched
from ..links.many.streaming import Item, series
from ..links.many.writing import rows_of, write_rows
from ..scrub_frames import scrub_frames
from ..storage.files import check_path, whole_file
from ..visible import visible
from .tree import page


class LinkPage(Lines):
    """A row of a table for each link, as a format of :func:`cosnb.links.many.writing.write_rows`.

    HTML closes table and page by itself at the end of the file, so a page is one after each row, and can be continued.
    """

    def __init__(self, title: str = "Presigned links") -> None:
        self.header = page("links", title=escape(visible(title)))

    def rows(self, keys: Sequence[str], urls: Sequence[str], expires_at: str) -> list[str]:
        when = escape(expires_at)
        shown = f'<time datetime="{when}">{when[:10]} {when[11:19]}</time>'
        return [_row(key, url, shown) for key, url in zip(keys, urls, strict=True)]

    def url(self, row: str) -> str:
        found = re.search(r'href="([^"]*)"', row)
        return unescape(found[1]) if found else ""


def _row(key: str, url: str, expires: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise InputError("url", "it is neither https nor http.", "Give a presigned URL.")
    name = escape(visible(key).replace("\n", "␊"))
    return f'<tr><td><a href="{escape(url)}" rel="noreferrer">{name}</a></td><td>{expires}</td></tr>\n'


@scrub_frames
def save_link_page(
    presigner: Presigner,
    keys: Iterable[Item],
    path: str | PathLike[str],
    *,
    title: str = "Presigned links",
    now: datetime | None = None,
    resume: bool = False,
    progress: bool | None = None,
) -> int:
    """Write one HTML page with the link of each key, to hand to people. Returns the number of links in it.

    Takes and raises what :func:`cosnb.write_links` does; it is always HTML. The page appears, or is
    replaced, only when all its links are written; with ``resume=True`` it is continued row by row, where it is.

    Args:
        title: what stands over the table; a page is continued with the title it was begun with.

    Raises:
        InputError: the title is not text, the path ends as that of a table does, or the links cannot be followed from
            a page: they are not for GET, or need a header.
    """
    if not isinstance(title, str):
        raise InputError("title", f"a {type(title).__name__} is not text.", "Give a text, or leave it out.")
    if why := refusal("browser", read(check_presigner(presigner).sign("key"))):
        raise InputError("presigner", why, "Write them to .csv or .jsonl.")
    place = check_path("path", path)
    if place.suffix.lower() in (*FORMATS, ".parquet", ".gz"):
        problem = f"'{place}' is for a table, and this is a page."
        raise InputError("path", problem, "End it in .html, or use write_links.")
    style = LinkPage(title)
    if resume:
        return write_rows(presigner.at(now), keys, place, style, True, progress)
    count = 0
    with untouched(place), whole_file(place, 0o600) as file, links_bar(keys, 0, progress) as advance:
        file.write(style.header.encode())
        for rows in rows_of(presigner.at(now), series(keys), style, 0):
            file.write("".join(rows).encode())
            count += len(rows)
            advance(len(rows))
    return count
