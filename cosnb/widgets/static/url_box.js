// The URL as text that can be edited, with the colours of its sources: a layer below the text is written anew at each key.
// Both have the same letters in the same places; what was changed by hand is marked there.

function urlBox(label, signal) {
  const { box, input } = field("textarea", label, { spellcheck: false });
  const colours = make("pre", { className: "cosnb-colours", ariaHidden: "true" });
  box.append(row("cosnb-url", colours, input));
  const size = make("small", { className: "cosnb-meta" });
  const until = make("time", { className: "cosnb-countdown" });
  const under = row("cosnb-bar cosnb-under", size, until);
  const tick = countdown(under, signal);

  // Of the parts of a text, those between two places.
  function between(parts, from, to) {
    let at = 0;
    return parts.flatMap((part) => {
      const [text, source] = typeof part === "string" ? [part] : part;
      const piece = text.slice(Math.max(from - at, 0), Math.max(to - at, 0));
      at += text.length;
      return piece ? [span(source ? [piece, source] : piece)] : [];
    });
  }
  function draw(parts) {
    const [was, now] = [parts.map((part) => (typeof part === "string" ? part : part[0])).join(""), input.value];
    const least = Math.min(was.length, now.length);
    let [front, back] = [0, 0];
    while (front < least && was[front] === now[front]) front += 1;
    while (back < least - front && was.at(-1 - back) === now.at(-1 - back)) back += 1;
    const mark = make("mark", { className: "cosnb-differs", textContent: now.slice(front, now.length - back) });
    colours.replaceChildren(...between(parts, 0, front), ...(was === now ? [] : [mark]), ...between(parts, was.length - back, was.length));
    size.textContent = `${new TextEncoder().encode(now).length} bytes`;
  }
  function expires({ until: end, signed }) {
    Object.assign(until, { dateTime: end, textContent: `works until ${end.replace("T", " ").replace("Z", " UTC")}` });
    Object.assign(until.dataset, { signed, live: "" });
    tick();
  }
  return { box, input, under, draw, expires };
}
