// Elements of ours: a button, a label, a row. Stock buttons let a notebook's shortcuts through; these do not (own, in keys.js).

function button(text, kind, action) {
  const made = own(document.createElement("button"));
  made.type = "button";
  made.className = `cosnb-button ${kind}`;
  made.textContent = text;
  made.addEventListener("click", (event) => { if (made.ariaDisabled !== "true") action(event); });
  return made;
}

// A disabled button would lose the focus to the page, and with it the place of whoever uses the keyboard.
const able = (made, can) => made.setAttribute("aria-disabled", String(!can));

function labelled(text) {
  const label = document.createElement("span");
  label.className = "cosnb-label";
  label.textContent = text;
  return label;
}

function row(kind, ...items) {
  const div = document.createElement("div");
  div.className = kind;
  div.append(...items);
  return div;
}
