"""How fast the form is: ``python -m pytest -q -s tests/browser/benchmark_form.py``.

Processor time of the kernel and message bytes an edit, and in a browser the time from the input event to the changed page, and from
running the cell to the first stages; also of a large request, of a key of 1,000 characters, 30 headers and a token of
2,000 characters. Medians; the machine's own speed is in them, so compare only within one run.
"""

from __future__ import annotations

import json
import statistics
import time
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest

from cosnb import PresignForm

NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
EDITS = [f"reports/m{number}.csv" for number in range(60)]
LONG_KEY = "reports/" * 123
REQUEST = """from cosnb import Credentials
token = ("IQoJb3JpZ2luX2VjEJ7//////////wEaCXVzLWVhc3QtMSJH+a/" * 40)[:2000]
pair = Credentials("0123456789abcdef" * 2, "0011223344556677" * 3, token, example=True)
headers = {f"x-amz-meta-{number}": f"value {number}" for number in range(30)}
request = dict(credentials=pair, endpoint="us-south", bucket="my-bucket", headers=headers)
"""
CELLS = {
    "the form as it opens": ("", "from cosnb import PresignForm\nPresignForm()"),
    "a large request": (LONG_KEY, f"{REQUEST}\nfrom cosnb import PresignForm\nPresignForm(**request)"),
}
LATENCY = """async values => {
  const input = document.querySelector('.cosnb-field-key input');
  const output = document.querySelector('.cosnb-form .cosnb-card[data-stage="canonical_request"]');
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
  const times = [];
  for (const value of values) {
    const start = performance.now();
    const done = new Promise((resolve) => {
      const watch = new MutationObserver(() => {
        if (output.textContent.includes(value)) { watch.disconnect(); resolve(performance.now() - start); }
      });
      watch.observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    set.call(input, value);
    input.dispatchEvent(new Event('input', { bubbles: true }));
    times.push(await done);
    await new Promise((resolve) => setTimeout(resolve, 80));
  }
  return times;
}"""


@pytest.mark.parametrize("large", [False, True])
def test_kernel_time_and_bytes_of_an_edit(large):
    made: dict[str, Any] = {}
    exec(REQUEST, made)
    pair = made["pair"] if large else replace(made["pair"], session_token=None)
    form = PresignForm(**{**made["request"], "credentials": pair, "headers": made["headers"] if large else {}}, now=NOW)
    sent = []
    for widget in (form.stages, form.panel, form.notes):
        widget.send_state = lambda key=None, widget=widget: sent.append(
            json.dumps(widget.get_state(key), default=str, ensure_ascii=False)
        )
    times, sizes = [], []
    for key in [f"{LONG_KEY}{key}" for key in EDITS] if large else EDITS:
        sent.clear()
        start = time.process_time()
        form.fields["key"].value = key
        times.append(time.process_time() - start)
        sizes.append(sum(len(text.encode()) for text in sent))
    what = "large request" if large else "usual request"
    print(f"\nkernel time an edit, {what}: median {statistics.median(times) * 1000:.1f} ms")
    print(f"message bytes an edit, {what}: median {statistics.median(sizes):,.0f}, most {max(sizes):,}")


@pytest.mark.parametrize("what", CELLS)
def test_input_to_page_and_first_display(page, lab, what):
    begin, cell = CELLS[what]
    lab.open(page, lab.write("latency.ipynb", cell))
    start = time.perf_counter()
    lab.run_all(page)
    page.locator(".cosnb-form .cosnb-card").first.wait_for()
    first = time.perf_counter() - start
    times = page.evaluate(LATENCY, [f"{begin}{key}" for key in EDITS])
    print(f"\n{what}: run → first stages (sandbox and imports included): {first:.2f} s")
    print(f"input event → changed page: median {statistics.median(times):.0f} ms, max {max(times):.0f} ms")
