// One source lights up wherever it stands: in every card of every view on the page, and from the form's fields.
// Views talk through one event on the document, so no kernel is asked and nothing is kept.

const LIGHT = "cosnb:light";
let pinned = null;
let shining = null;

const light = (source) => document.dispatchEvent(new CustomEvent(LIGHT, { detail: source }));

function pin(source) {
  pinned = pinned === source ? null : source;
  light(pinned);
}

const sourceOf = (target) => {
  const part = target.closest?.(".cosnb-part") ?? target.closest?.(".cosnb-chip")?.querySelector(".cosnb-part");
  return part?.dataset.source ?? null;
};

// A form's field has the class cosnb-field-key: focusing it lights the bytes that came from it.
function fieldSource(target) {
  const name = [...(target.closest?.('[class*="cosnb-field-"]')?.classList ?? [])].find((c) => c.startsWith("cosnb-field-"));
  return name ? name.slice("cosnb-field-".length) : null;
}

// Light and be lit inside one element; returns the clean-up.
function linkLights(root) {
  const over = (event) => light(sourceOf(event.target) ?? pinned);
  const leave = () => light(pinned);
  const click = (event) => {
    const source = sourceOf(event.target);
    if (source) pin(source);
  };
  const keys = (event) => {
    if (event.key === "Escape") pin(pinned);
    const part = event.target.closest?.(".cosnb-part");
    if (!part) return;
    if (event.key === "Enter" || event.key === " ") event.preventDefault(), pin(part.dataset.source);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) event.preventDefault(), move(part, step);
  };
  const lit = ({ detail }) => {
    shining = detail;
    paint(root);
  };
  const field = (event) => {
    const source = fieldSource(event.target);
    if (source) light(source);
  };
  root.addEventListener("mouseover", over);
  root.addEventListener("focusin", over);
  root.addEventListener("mouseleave", leave);
  root.addEventListener("focusout", leave);
  root.addEventListener("click", click);
  root.addEventListener("keydown", keys);
  document.addEventListener(LIGHT, lit);
  document.addEventListener("focusin", field);
  return () => {
    document.removeEventListener(LIGHT, lit);
    document.removeEventListener("focusin", field);
  };
}

// Inside a card the arrow keys go from part to part; Tab goes from card to card.
function move(part, step) {
  const parts = [...part.closest(".cosnb-card").querySelectorAll(".cosnb-part")].filter((el) => el.offsetParent);
  const next = parts[(parts.indexOf(part) + step + parts.length) % parts.length];
  part.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
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
  const shown = (card) => [...card.querySelectorAll(".cosnb-lit")].some((el) => !el.closest(".cosnb-details"));
  const cards = [...view.querySelectorAll(".cosnb-card")].filter(shown);
  for (const card of view.querySelectorAll(".cosnb-card")) card.classList.toggle("cosnb-dimmed", cards.length > 0 && !cards.includes(card));
  describePath(view, source, cards);
}

// The way of one input through the stages, in words.
function describePath(view, source, cards) {
  const legend = view.querySelector(".cosnb-legend");
  if (!legend) return;
  let path = view.querySelector(".cosnb-path");
  if (!path) {
    path = document.createElement("small");
    path.className = "cosnb-path";
    path.setAttribute("aria-live", "polite");
    legend.after(path);
  }
  const label = view.querySelector(".cosnb-lit")?.title;
  const titles = cards.map((card) => card.querySelector(".cosnb-title").textContent.toLowerCase());
  path.textContent = label && source ? `${label}: ${titles.join(" → ")}` : "";
}
