// Elements of ours: a button, a label, a row. Stock buttons let a notebook's shortcuts through; these do not (own, in keys.js).

const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

function button(text, kind, action) {
  const made = own(make("button", { type: "button", className: `cosnb-button ${kind}`, textContent: text }));
  made.addEventListener("click", (event) => { if (made.ariaDisabled !== "true") action(event); });
  return made;
}

// A disabled button would lose the focus to the page, and with it the place of whoever uses the keyboard.
const able = (made, can) => made.setAttribute("aria-disabled", String(!can));

const labelled = (text) => make("span", { className: "cosnb-label", textContent: text });

function row(kind, ...items) {
  const div = make("div", { className: kind });
  div.append(...items);
  return div;
}

// Show what the model holds now, and again at each change of it.
function drawn(model, changes, draw) {
  model.on(changes, draw);
  draw();
}

// When something is found in the page, which comes in parts: at once, or a few frames later.
function once(find, then, signal) {
  const found = find();
  if (found) then(found);
  else if (!signal.aborted) requestAnimationFrame(() => once(find, then, signal));
}

// What is said at an input, as plain text.
function sayAt(note, text, tone) {
  if (note.textContent !== text) note.textContent = text;
  note.dataset.tone = tone;
  note.hidden = !text;
}

// Show what pops up beside what it belongs to; Escape and a click elsewhere close it.
function popUp(popover, beside) {
  popover.showPopover();
  const { left, bottom, top } = beside.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popover;
  popover.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  popover.style.top = `${bottom + height < innerHeight ? bottom + 2 : Math.max(8, top - height - 2)}px`;
}
