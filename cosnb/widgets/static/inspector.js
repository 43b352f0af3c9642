// Paste a link that fails, and what is known about it. What is pasted is a live credential: it goes to the kernel as a
// message, and is in no saved state. Findings come back as a tree.

function render({ model, el, signal }) {
  dress(el);
  const panel = panelIn(el, "URL inspector");
  const result = make("div");
  el.append(result);

  const evidence = field("textarea", "A URL, a curl command, a HAR entry, or text with the URL in it", { rows: 5, spellcheck: false });
  const method = field("select", "Method it was sent with", {});
  for (const name of ["", "GET", "PUT", "HEAD", "DELETE", "POST"]) method.input.append(new Option(name || "as pasted", name));
  const headers = field("textarea", "Headers it was sent with, one a line", { rows: 3, spellcheck: false, placeholder: "Content-Type: text/plain" });
  const answer = field("textarea", "What the store answered", { rows: 3, spellcheck: false, placeholder: "<Error><Code>SignatureDoesNotMatch</Code>…" });
  const boxes = { text: evidence, method, headers, answer };
  const { line, say } = statusLine();
  const kernel = lineOf({ model, el, signal }, say);
  const send = button("Send it and ask why", "cosnb-primary", () => ask({ send: true }));
  const form = button("Open in the form", "", () => {
    old = firstField();
    ask({ form: true });
  });
  const clear = button("Clear", "", () => {
    for (const { input } of Object.values(boxes)) input.value = "";
    ask({});
  });
  panel.append(
    evidence.box,
    row("cosnb-upload", method.box, headers.box, answer.box),
    row("cosnb-bar", send, form, clear),
    line,
  );

  let [timer, pressed] = [0, null];
  // The first field of the form that stood below when another was asked for.
  let old;
  const firstField = (before) => {
    const field = el.closest(".cosnb-form").querySelector(":scope .cosnb-form .cosnb-field :is(select, input)");
    return field !== before && field;
  };
  // The answer that the inspector filled in itself, and the request that it answers.
  let [filled, answered] = ["", ""];
  const request = () => JSON.stringify([evidence.input.value, method.input.value, headers.input.value]);
  function ask(what) {
    clearTimeout(timer);
    if (filled && answer.input.value === filled && answered !== request()) answer.input.value = filled = "";
    say(evidence.input.value ? "Looking…" : "");
    kernel.send({
      inspect: Object.fromEntries(Object.entries(boxes).map(([name, { input }]) => [name, input.value])),
      ...what,
    });
  }
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask({}), 300);
  };

  model.on("msg:custom", (message) => {
    const mine = kernel.mine(message);
    if (message.done) say(message.problem ?? "");
    if (message.paste !== undefined) evidence.input.value = message.paste;
    // What was pressed in another view is asked there.
    if (message.paste !== undefined && (mine || !message.view)) evidence.input.focus(), ask({});
    if (message.copy !== undefined && mine) copied(pressed, message.copy);
    // What a view asks for when it opens comes a while later, and leaves alone what was typed by then.
    if (message.fill && (mine ? !evidence.input.value : !message.view)) {
      for (const [name, value] of Object.entries(message.fill)) boxes[name].input.value = value;
      [filled, answered] = [answer.input.value, request()];
    }
    if (message.form && mine) once(() => firstField(old), goTo, signal);
  });
  result.addEventListener("click", (event) => {
    pressed = event.target.closest(".cosnb-use");
    if (pressed) kernel.send({ use: Number(pressed.dataset.use), copy: pressed.dataset.how === "copy" });
  });
  for (const { input } of Object.values(boxes)) input.addEventListener("input", soon);
  drawn(model, "change:tree change:ready", () => {
    show(result, model.get("tree"), false);
    for (const b of [send, form]) b.disabled = !model.get("ready");
  });
  kernel.send({ opened: true });
  kernel.watch();
}

// The note above the form comes into sight, and its first field has the focus.
function goTo(field) {
  field.closest(".cosnb-form").previousElementSibling.scrollIntoView({ block: "start" });
  field.focus({ preventScroll: true });
}
