"""What is measured of cosnb by itself, each in a process of its own:

python alone.py file 1000000      seconds, seconds of processor, MB at the peak
python alone.py stages            microseconds for each stage of one presign()
"""

from __future__ import annotations

import json
import sys
import time
import timeit
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from workload import ACCESS_KEY_ID, BUCKET, HOST, SECRET_ACCESS_KEY, name_of

from cosnb import Credentials, Presigner, presign, write_links
from cosnb.links import plan

PAIR = Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY)
GIVEN: dict[str, Any] = {"endpoint": f"https://{HOST}", "credentials": PAIR}


def file(count: str) -> dict[str, float]:
    """Read keys from a listing, one a line, and write the link of each to a file; the listing is made before."""
    presigner = Presigner(BUCKET, **GIVEN)
    with TemporaryDirectory() as directory:
        listing, links = Path(directory) / "keys.txt", Path(directory) / "links.txt"
        with open(listing, "w", encoding="utf-8") as file:
            file.writelines(f"{name_of(number)}\n" for number in range(int(count)))
        begin, cpu = time.perf_counter(), time.process_time()
        with open(listing, encoding="utf-8") as file:
            written = write_links(presigner, map(str.rstrip, file), links, progress=False)
        seconds, cpu_seconds = time.perf_counter() - begin, time.process_time() - cpu
    assert written == int(count)
    return {"seconds": seconds, "processor_seconds": cpu_seconds, "peak_megabytes": peak_megabytes()}


def peak_megabytes() -> float:
    """The most memory this program has had; Linux counts what its parent had as well, unless it is asked this way."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) * 1024 / 1e6
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def stages() -> dict[str, float]:
    """Microseconds of each stage of a link that is made with nothing to reuse, and of one behind it, as a whole."""
    from cosnb.sigv4 import Part, Stage, canonical, moments, signed, signing

    key, now = "photos/2024/05/img_0001234.jpg", datetime.now(timezone.utc)
    ready = plan(BUCKET, key, **GIVEN)
    link = ready.sign(now)
    url = ready.request.url
    lines = canonical.header_lines((), url)
    when = moments.utc(now)
    timestamp = moments.timestamp_of(when)
    pieces = signing._scope(timestamp[0], ready.region, "s3")
    auth = signing._auth_params(PAIR, pieces, timestamp, 3600, lines)
    full = type(url)(url.scheme, url.host, url.port, url.path, (*url.query, *auth))
    signature = signed.signature
    return {
        "checks, endpoint, credentials": microseconds(lambda: plan(BUCKET, key, **GIVEN)),
        "signing parameters": microseconds(lambda: signing._auth_params(PAIR, pieces, timestamp, 3600, lines)),
        "canonical request": microseconds(lambda: canonical.canonical_request("GET", full, lines, "UNSIGNED-PAYLOAD")),
        "scope, string to sign": microseconds(
            lambda: signing.string_to_sign(link.canonical_request, Stage("scope", link.scope.parts), timestamp)
        ),
        "key derivation": microseconds(lambda: signed.derive(PAIR, pieces)),
        "signature": microseconds(lambda: signature(link.derivation[-1].output, link.string_to_sign.text)),
        "URL": microseconds(lambda: Stage("url", (*full.parts, Part("")))),
        "all: the first presign()": microseconds(lambda: plan(BUCKET, key, **GIVEN).sign(now)),
        "all: the next, for another key": microseconds(lambda: presign(BUCKET, key, now=now, **GIVEN)),
    }


def microseconds(call: Callable[[], object]) -> float:
    return min(timeit.repeat(call, number=500, repeat=20)) / 500 * 1e6


if __name__ == "__main__":
    print(json.dumps({"file": file, "stages": stages}[sys.argv[1]](*sys.argv[2:])))
