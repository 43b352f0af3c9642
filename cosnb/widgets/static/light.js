// One source lights up wherever it stands: in every card of every view on the page, and from the form's fields.
// Views talk through one event on the document, so no kernel is asked and nothing is kept. Each view has a script of
// its own, so the event tells what is pinned, too.

const LIGHT = "cosnb:light";
let pinned = null;
let shining = null;

const light = (source, pin = pinned) => document.dispatchEvent(new CustomEvent(LIGHT, { detail: { source, pin } }));
const pin = (source) => light(source, source);
const toggle = (source) => pin(pinned === source ? null : source);

const sourceOf = (target) => {
  const part = target.closest?.(".cosnb-part") ?? target.closest?.(".cosnb-chip")?.querySelector(".cosnb-part");
  return part?.dataset.source ?? null;
};

// A form's field has the class cosnb-field-key: focusing it lights the bytes that came from it.
function fieldSource(target) {
  const pair = target.closest?.("[data-field]");
  if (pair) return pair.dataset.field;
  const name = [...(target.closest?.('[class*="cosnb-field-"]')?.classList ?? [])].find((c) => c.startsWith("cosnb-field-"));
  return name ? name.slice("cosnb-field-".length) : null;
}

// Light and be lit inside one element, until the signal.
function linkLights(root, signal) {
  const over = (event) => light(sourceOf(event.target) ?? pinned);
  const leave = () => light(pinned);
  root.addEventListener("mouseover", over);
  root.addEventListener("focusin", over);
  root.addEventListener("mouseleave", leave);
  root.addEventListener("focusout", leave);
  root.addEventListener("click", (event) => {
    const source = sourceOf(event.target);
    if (!source) return;
    // Else the notebook's cell has the focus, and its shortcuts the keys.
    const part = event.target.closest(".cosnb-card .cosnb-part");
    if (part) stopAt(part);
    toggle(source);
  });
  root.addEventListener("keydown", (event) => {
    const part = event.target.closest?.(".cosnb-part");
    if (!part) return;
    if (event.key === "Enter" || event.key === " ") event.preventDefault(), toggle(part.dataset.source);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) event.preventDefault(), move(part, step);
  });
  const field = (event) => {
    const source = fieldSource(event.target);
    if (source) light(event.type === "focusin" ? source : pinned);
  };
  document.addEventListener(LIGHT, ({ detail }) => {
    [shining, pinned] = [detail.source, detail.pin];
    paint(root);
  }, { signal });
  document.addEventListener("focusin", field, { signal });
  document.addEventListener("focusout", field, { signal });
  // Before the notebook takes the key for itself.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && (shining || pinned)) pin(null);
  }, { signal, capture: true });
}

// Inside a card the arrow keys go from part to part; Tab goes from card to card.
function move(part, step) {
  const parts = [...part.closest(".cosnb-card").querySelectorAll(".cosnb-part")].filter((el) => el.offsetParent);
  stopAt(parts[(parts.indexOf(part) + step + parts.length) % parts.length]);
}

function stopAt(part) {
  for (const other of part.closest(".cosnb-card").querySelectorAll('.cosnb-part[tabindex="0"]')) other.tabIndex = -1;
  part.tabIndex = 0;
  part.focus({ preventScroll: true });
}

function tabStops(root) {
  for (const card of root.querySelectorAll(".cosnb-card")) {
    const parts = [...card.querySelectorAll(".cosnb-part")];
    if (parts.length && !parts.some((part) => part.tabIndex === 0)) parts[0].tabIndex = 0;
  }
}

function paint(root) {
  const source = shining;
  const view = root.querySelector(".cosnb-view");
  if (!view) return;
  const lights = (el) => source !== null && (el.dataset.source === source || el.dataset.source.startsWith(`${source}:`));
  for (const part of view.querySelectorAll(".cosnb-part")) part.classList.toggle("cosnb-lit", lights(part));
  for (const chip of view.querySelectorAll(".cosnb-chip")) {
    chip.setAttribute("aria-pressed", String(chip.querySelector(".cosnb-part")?.dataset.source === pinned));
  }
  const cards = [...view.querySelectorAll(".cosnb-card")];
  const lit = cards.filter((card) => [...card.querySelectorAll(".cosnb-lit")].some((el) => !el.closest(".cosnb-details")));
  const reached = reachedFrom(lit);
  const path = cards.filter((card) => reached.has(card.dataset.stage));
  const dims = (card) => lit.length > 0 && !path.includes(card) && !card.querySelector(".cosnb-changed");
  for (const card of cards) card.classList.toggle("cosnb-dimmed", dims(card));
  describePath(view, source, path, lit);
}

// An input changes also what is hashed from a stage it stands in; a dimmed card is one that it cannot change.
const MADE_FROM = { string_to_sign: ["canonical_request", "scope"], signature: ["string_to_sign", "derivation"], url: ["signature"], authorization: ["signature"] };

function reachedFrom(cards) {
  const reached = new Set(cards.map((card) => card.dataset.stage));
  for (const [stage, from] of Object.entries(MADE_FROM)) if (from.some((name) => reached.has(name))) reached.add(stage);
  return reached;
}

// The way of one input through the stages, in words.
function describePath(view, source, cards, lit) {
  const legend = view.querySelector(".cosnb-legend");
  if (!legend) return;
  let path = view.querySelector(".cosnb-path");
  if (!path) {
    path = make("small", { className: "cosnb-path", ariaLive: "polite" });
    legend.after(path);
  }
  const label = view.querySelector(".cosnb-lit")?.title;
  const titles = cards.map((card) => card.querySelector(".cosnb-title").textContent.toLowerCase() + (lit.includes(card) ? "" : " (hashed)"));
  path.textContent = label && source ? `${label}: ${titles.join(" → ")}` : "";
}
