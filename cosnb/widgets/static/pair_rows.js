// Rows of names and values. What is typed is signed at once; a row that is removed hands the focus on.

function render({ model, el }) {
  const label = model.get("description");
  const many = label.toLowerCase(), what = many.slice(0, -1);
  const group = row("cosnb-pairs");
  Object.assign(group, { role: "group", ariaLabel: `${label}: ${model.get("placeholder")}` });
  const list = row("cosnb-pair-list");
  const add = button("Add ▾", "cosnb-add", open);
  add.setAttribute("aria-label", `Add a ${what}`);
  const menu = make("div", { className: "cosnb-view cosnb-menu", popover: "auto", role: "group", ariaLabel: `Common ${many}` });
  for (const [name, use] of [...Object.entries(model.get("choices")), ["", "Other…"]]) {
    const item = button(name, "cosnb-item", () => { menu.hidePopover(); grow(name); });
    item.append(make("small", { className: "cosnb-raw", textContent: use }));
    menu.append(item);
  }
  const head = labelled(label);
  head.append(make("small", { className: "cosnb-raw", textContent: ` ${model.get("placeholder")}` }));
  group.append(row("cosnb-pair-head", head, add), list);
  el.classList.add("cosnb-view", "cosnb-rows");
  el.cosnbRows = true;
  el.append(group, menu);

  function open() {
    popUp(menu, add);
    menu.firstElementChild.focus();
  }

  const rows = () => [...list.children];
  function take() {
    model.set("value", rows().map((one) => [one.name.value, one.text.value]));
    try { model.save_changes(); } catch { /* the panel says that the kernel has gone */ }
  }
  function made() {
    const [name, text] = ["Name", "Value"].map((label) => own(make("input", { spellcheck: false, placeholder: label.toLowerCase() })));
    name.setAttribute("aria-label", `Name of a ${what}`);
    const note = make("p", { className: "cosnb-note", id: `cosnb-row-${Math.random().toString(36).slice(2)}` });
    for (const input of [name, text]) input.addEventListener("input", take), input.setAttribute("aria-describedby", note.id);
    const one = row("cosnb-pair", name, text, button("✕", "", () => remove(one)), note);
    return Object.assign(one, { name, text, note });
  }
  function remove(one) {
    const next = one.nextElementSibling?.querySelector("button") ?? add;
    one.remove();
    next.focus();
    take();
  }
  function grow(name) {
    const one = made();
    list.append(one);
    one.name.value = name;
    (name ? one.text : one.name).focus();
    take();
  }
  const draw = () => {
    const value = model.get("value");
    el.dataset.value = JSON.stringify(value);
    while (list.children.length > value.length) list.lastElementChild.remove();
    while (list.children.length < value.length) list.append(made());
    rows().forEach((one, at) => {
      if (one.name.value !== value[at][0]) one.name.value = value[at][0];
      if (one.text.value !== value[at][1]) one.text.value = value[at][1];
    });
    drawSaid();
  };
  function drawSaid() {
    rows().forEach((one, at) => {
      const [text, tone] = model.get("said")[at] ?? ["", "hint"];
      const name = one.name.value || `row ${at + 1}`;
      one.text.setAttribute("aria-label", `Value of ${name}`);
      one.querySelector("button").setAttribute("aria-label", `Remove ${name}`);
      one.dataset.field = model.get("name") === "headers" ? `header:${one.name.value.toLowerCase()}` : `query:${one.name.value}`;
      sayAt(one.note, text, tone);
      for (const input of [one.name, one.text]) input.setAttribute("aria-invalid", String(tone === "error" && text !== ""));
    });
  }
  model.on("change:said", drawSaid);
  drawn(model, "change:value", draw);
}
