// The stage view: a tree that lights, counts down, copies and reveals.

function render({ model, el, signal }) {
  dress(el);
  const holder = make("div");
  el.append(holder);
  linkLights(holder, signal);
  const tick = countdown(holder, signal);
  walkable(holder);
  const asking = new Map();
  const { line, say } = statusLine();
  let pressed = null;
  const kernel = lineOf({ model, el, signal }, (words) => {
    (pressed?.closest(".cosnb-heading") ?? pressed ?? holder).after(line);
    say(words);
  });
  const drawRail = model.get("has_rail") ? railOf({ model, el, signal }, holder) : () => {};
  let [last, blanks] = [[], false];

  const draw = (message, edited) => {
    last = message;
    show(holder, blanks ? withBlanks(message) : message, edited);
    holder.querySelector(".cosnb-view")?.classList.toggle("cosnb-blanks", blanks);
    holder.querySelector(".cosnb-blanks[type]")?.setAttribute("aria-pressed", String(blanks));
    tabStops(holder);
    tick();
    paint(holder);
    drawRail();
    for (const el of holder.querySelectorAll("[data-ask][open]")) ask({ target: el });
  };
  // The code of a link comes when it is looked at.
  const ask = ({ target }) => { if (target.open && target.dataset.ask) kernel.send({ code: true }); };
  holder.addEventListener("click", (event) => {
    const copy = event.target.closest(".cosnb-copy");
    const reveal = event.target.closest(".cosnb-reveal");
    pressed = copy ?? reveal;
    if (copy) asking.set(copy.dataset.copy, copy), kernel.send({ copy: copy.dataset.copy });
    if (reveal) kernel.send({ reveal: true });
    if (event.target.closest(".cosnb-blanks[type]")) blanks = !blanks, draw(last, false);
  });
  holder.addEventListener("toggle", ask, true);
  model.on("msg:custom", (message) => {
    if (!kernel.mine(message)) return;
    if (message.copy !== undefined) copied(asking.get(message.copy), message.text);
    for (const el of message.code ? holder.querySelectorAll("[data-ask]") : []) {
      if (!el.lastElementChild.matches(".cosnb-place-of-code")) el.append(row("cosnb-place-of-code"));
      show(el.lastElementChild, message.code, false);
    }
    if (!message.tree) return;
    const held = document.activeElement?.closest(".cosnb-reveal");
    draw(message.tree, false);
    // The button goes with the mask.
    if (held) holder.querySelector(".cosnb-blanks[type]").focus({ preventScroll: true });
  });
  drawn(model, "change:tree", () => draw(model.get("tree"), true));
  drawn(model, "change:stale", () => {
    holder.querySelector(".cosnb-view")?.classList.toggle("cosnb-stale", model.get("stale"));
    drawRail();
  });
}

// Every blank of the two texts that are hashed line by line becomes a dot, which every font has.
function withBlanks([kind, parts = [], children = [], attrs = {}], hashed = false) {
  const inside = kind === "card" ? ["canonical_request", "string_to_sign"].includes(attrs["data-stage"]) : hashed;
  const seen = (part) => (typeof part === "string" ? part.replaceAll(" ", "·") : [part[0].replaceAll(" ", "·"), ...part.slice(1)]);
  const signs = inside && ["code", "row"].includes(kind);
  return [kind, signs ? parts.map(seen) : parts, children.map((child) => withBlanks(child, inside)), attrs];
}
