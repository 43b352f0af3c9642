"""How fast the form is: ``python -m pytest -q -s tests/browser/benchmark_form.py``.

Kernel time and message bytes an edit, and in a browser the time from the input event to the changed page, and from
running the cell to the first stages. Medians; the machine's own speed is in them, so compare only within one run.
"""

from __future__ import annotations

import json
import statistics
import time
from datetime import datetime, timezone

import pytest

from cosnb import Credentials, PresignForm

NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
# As long as those of temporary credentials are.
TOKENS = {"no": None, "a": "IQoJb3JpZ2luX2VjEJ7//////////wEaCXVzLWVhc3QtMSJH+a/" * 20}
EDITS = [f"reports/m{number}.csv" for number in range(60)]
CELL = "from cosnb import PresignForm\nPresignForm()"
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


@pytest.mark.parametrize("token", TOKENS)
def test_kernel_time_and_bytes_of_an_edit(token):
    pair = Credentials("0123456789abcdef" * 2, "0011223344556677" * 3, TOKENS[token], example=True)
    form = PresignForm(credentials=pair, endpoint="us-south", bucket="my-bucket", now=NOW)
    sent = []
    for widget in (form.stages, form.panel, form.notes):
        widget.send_state = lambda key=None, widget=widget: sent.append(
            json.dumps(widget.get_state(key), default=str, ensure_ascii=False)
        )
    times, sizes = [], []
    for key in EDITS:
        sent.clear()
        start = time.perf_counter()
        form.fields["key"].value = key
        times.append(time.perf_counter() - start)
        sizes.append(sum(len(text.encode()) for text in sent))
    print(f"\nkernel time an edit, with {token} token: median {statistics.median(times) * 1000:.1f} ms")
    print(f"message bytes an edit, with {token} token: median {statistics.median(sizes):,.0f}, most {max(sizes):,}")


def test_input_to_page_and_first_display(page, lab):
    lab.open(page, lab.write("latency.ipynb", CELL))
    start = time.perf_counter()
    lab.run_all(page)
    page.locator(".cosnb-form .cosnb-card").first.wait_for()
    first = time.perf_counter() - start
    times = page.evaluate(LATENCY, EDITS)
    print(f"\nrun → first stages (sandbox and imports included): {first:.2f} s")
    print(f"input event → changed page: median {statistics.median(times):.0f} ms, max {max(times):.0f} ms")
