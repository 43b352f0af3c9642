// How long a link still works, second by second. A link that was not signed just now belongs to a lesson with a clock of
// its own, or to an old notebook: its fixed time stands, and nothing ticks.

function countdown(root, signal) {
  const tick = () => {
    for (const el of root.querySelectorAll(".cosnb-countdown")) {
      const now = Date.now();
      const signed = Date.parse(el.dataset.signed);
      if (!el.dataset.live) el.dataset.live = String(Math.abs(now - signed) < 120_000);
      if (el.dataset.live !== "true") continue;
      const end = Date.parse(el.getAttribute("datetime"));
      const left = Math.ceil((end - now) / 1000);
      el.title = new Date(end).toLocaleString(undefined, { dateStyle: "full", timeStyle: "long" });
      let out = el.querySelector("span.cosnb-left");
      if (!out) el.append((out = make("span", { className: "cosnb-left" })));
      el.toggleAttribute("data-soon", left <= 600);
      el.toggleAttribute("data-expired", left <= 0);
      out.textContent = left <= 0 ? " · expired" : ` · ${span_of(left)} left${left <= 60 ? ": whoever gets it now may be too late" : ""}`;
    }
  };
  const timer = setInterval(tick, 1000);
  signal.addEventListener("abort", () => clearInterval(timer));
  tick();
  return tick;
}

function span_of(seconds) {
  const units = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
  const first = units.findIndex(([size]) => seconds >= size);
  return units.slice(first, first + 2).map(([size, name], at) => {
    const whole = Math.floor((at ? seconds % units[first][0] : seconds) / size);
    return `${whole} ${name}`;
  }).join(" ");
}
