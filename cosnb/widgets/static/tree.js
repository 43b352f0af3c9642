// A tree of nodes becomes elements, and the next tree changes only what differs: focus, open details and selection stay.
// Every text arrives made visible and goes in as text; nothing here reads markup.

const FOCUSABLE = new Set(["BUTTON", "SUMMARY", "INPUT", "TEXTAREA", "SELECT"]);
const ATTRIBUTES = /^(aria-[a-z]+|data-[a-z-]+|role|title|type|datetime|open|tabindex)$/;

function element(message) {
  const [kind] = message;
  const el = make(TAGS[kind] ?? "div", { className: `cosnb-${kind}` });
  el.cosnb = { kind, parts: [] };
  if (el.tagName === "BUTTON") el.type = "button";
  if (kind === "details") el.addEventListener("toggle", () => { for (const one of el.querySelectorAll("pre")) one.cosnb.unfold?.(); });
  if (FOCUSABLE.has(el.tagName) || message[3]?.tabindex) own(el);
  patch(el, message, false);
  return el;
}

function span(part) {
  if (typeof part === "string") return document.createTextNode(part);
  const [text, source] = part;
  const [group, ...name] = source.split(":");
  const title = `${LABELS[group] ?? group} ${name.join(":")}`.trim();
  const el = make("span", { className: `cosnb-part cosnb-s-${group in LABELS ? group : "other"}`, title, textContent: text });
  el.dataset.source = source;
  return own(el);
}

// Bring an element to a message of its own kind. With `mark`, what changed is marked until the next call.
function patch(el, [kind, parts = [], children = [], attrs = {}], mark) {
  for (const [name, value] of Object.entries(attrs)) {
    if (ATTRIBUTES.test(name) && el.getAttribute(name) !== value) el.setAttribute(name, value);
  }
  if (kind === "dump") {
    // It has an element or two for each byte, so what is folded is drawn when it is opened.
    el.cosnb.unfold = () => patchParts(el, hexDump(parts, attrs["data-more"]), false);
    if (el.closest("[open]")) el.cosnb.unfold();
  } else patchParts(el, parts, mark);
  const old = [...el.children].filter((child) => child.cosnb);
  children.forEach((message, at) => {
    const child = old[at];
    if (child?.cosnb.kind === message[0]) patch(child, message, mark);
    else {
      const fresh = element(message);
      if (mark) for (const part of fresh.querySelectorAll(".cosnb-part")) part.classList.add("cosnb-changed");
      if (child) child.replaceWith(fresh);
      else el.append(fresh);
    }
  });
  for (const child of old.slice(children.length)) child.remove();
}

function patchParts(el, parts, mark) {
  const before = el.cosnb.parts;
  if (JSON.stringify(before) === JSON.stringify(parts)) return;
  const texts = new Set(before.map((part) => JSON.stringify(part)));
  const spans = parts.map((part) => {
    const node = span(part);
    if (mark && node.nodeType === 1 && !texts.has(JSON.stringify(part))) {
      node.classList.add("cosnb-changed");
      const was = before.find((other) => other[1] === part[1] && typeof other !== "string");
      if (was && isHash(was[0]) && isHash(part[0])) node.dataset.moved = moved(was[0], part[0]);
    }
    return node;
  });
  for (const node of [...el.childNodes]) if (!node.cosnb) node.remove();
  el.prepend(...spans);
  el.cosnb.parts = parts;
}

// The table of a stage's bytes, which come as text: as display/tree.py draws it, each byte with its source.
function hexDump(parts, more) {
  const read = ([text, source]) => (text.match(/\\x[0-9a-f]{2}|./g) ?? []).map((one) => [one[1] ? parseInt(one.slice(2), 16) : one.charCodeAt(0), source]);
  const bytes = parts.flatMap((part) => read([part].flat()));
  const hex = (number, digits) => number.toString(16).padStart(digits, "0");
  const children = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.slice(at, at + 16);
    children.push(`${at ? "\n" : ""}${hex(at, 4)}  `);
    row.forEach(([byte, source], place) => {
      if (source && source === row[place - 1]?.[1]) children.splice(-2, 2, [`${children.at(-2)[0]} ${hex(byte, 2)}`, source], " ");
      else children.push(source ? [hex(byte, 2), source] : hex(byte, 2), " ");
    });
    children.push(" ".repeat(49 - 3 * row.length), ...row.map(([byte]) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "·")));
  }
  return more ? [...children, `\n… ${more} more bytes`] : children;
}

const isHash = (text) => /^[0-9a-f]{64}$/.test(text);
const moved = (a, b) => `${[...a].filter((digit, at) => digit !== b[at]).length} of 64 digits changed`;

// Show a tree in a holder; after an edit, mark what it changed and which cards it left alone.
function show(holder, message, edited = true) {
  const root = holder.firstElementChild?.cosnb ? holder.firstElementChild : null;
  if (!message?.length) return holder.replaceChildren();
  if (!root) return holder.replaceChildren(element(message));
  if (!edited) return patch(root, message, false);
  for (const el of root.querySelectorAll(".cosnb-changed")) el.classList.remove("cosnb-changed"), delete el.dataset.moved;
  patch(root, message, true);
  // Only a view of stages, which has a legend, says what an edit left alone; of what is masked it knows nothing.
  if (!root.querySelector(".cosnb-legend")) return;
  for (const card of root.querySelectorAll(".cosnb-card")) {
    card.toggleAttribute("data-unchanged", !card.querySelector(".cosnb-changed") && !card.textContent.includes("••••"));
  }
}
