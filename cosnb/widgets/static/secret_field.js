// A secret on its way to the kernel: typed or pasted here, sent as a message, and gone from the page.
// It is no property of the widget, so it is in no saved state; the page keeps no copy.

function render({ model, el, signal }) {
  dress(el);
  const box = row("cosnb-view cosnb-secret");
  el.append(box);

  const id = `cosnb-secret-${Math.random().toString(36).slice(2)}`;
  const label = make("label", { className: "cosnb-label", textContent: model.get("label"), htmlFor: id });
  const input = own(make("input", { type: "password", autocomplete: "off", spellcheck: false, id }));
  const status = make("span", { className: "cosnb-meta", id: `${id}-status`, role: "status" });
  input.setAttribute("aria-describedby", status.id);

  const reveal = button("Show", "", () => {
    const hidden = input.type === "password";
    input.type = hidden ? "text" : "password";
    reveal.textContent = hidden ? "Hide" : "Show";
    reveal.setAttribute("aria-pressed", String(hidden));
  });
  // A click on it leaves the focus where it was.
  reveal.addEventListener("mousedown", (event) => event.preventDefault());
  const paste = button("Paste", "", async () => {
    try {
      take(await navigator.clipboard.readText());
    } catch {
      status.textContent = "Pasting by button is blocked here: use the keyboard.";
      input.focus();
    }
  });
  const forget = button("Forget now", "", () => {
    input.value = "";
    kernel.send({ forget: true });
    // The button goes with what was forgotten.
    input.focus();
  });
  box.append(label, input, reveal, paste, forget, status);

  let timer = 0;
  // What a kernel held is gone with it.
  const kernel = lineOf({ model, el, signal }, (words) => {
    clearTimeout(timer);
    status.textContent = words;
    draw();
  });

  function take(value) {
    input.value = "";
    if (value) kernel.send({ secret: value });
  }
  model.on("msg:custom", ({ state }) => {
    if (!state) return;
    clearTimeout(timer);
    const { length, fingerprint, minutes } = state;
    status.textContent = length
      ? `held by the kernel: ${length} bytes, fingerprint ${fingerprint}, forgotten in ${minutes} min`
      : "no secret";
    if (length) timer = setTimeout(() => kernel.send({ forget: true }), minutes * 60_000);
    draw();
  });
  function draw() {
    const held = model.get("has_secret") && kernel.live();
    forget.hidden = !held;
    input.placeholder = held ? "type to replace" : "type or paste, then Enter";
  }
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") take(input.value); });
  // Taken when the field is left: not for the button that shows it, and not for another window.
  box.addEventListener("focusout", ({ target, relatedTarget }) => {
    if (document.activeElement !== target && ![input, reveal].includes(relatedTarget)) take(input.value);
  });
  drawn(model, "change:has_secret", draw);
  kernel.send({ ask: true });
  kernel.watch();
}
