// What to do with a link: copy it, change it, send it. Sending is done by the kernel, and only when it is pressed.

const SENT = "The URL that will be sent: change any byte";

function render({ model, el, signal }) {
  const panel = panelIn(el, "Send the request");

  const url = urlBox(SENT, signal);
  const text = field("textarea", "Text to upload", { rows: 2, value: "hello from the form", placeholder: "nothing: the object is empty" });
  const file = field("input", "or a file", { type: "file" });
  const kernel = lineOf({ model, el, signal }, (words) => say(words));
  // What is shown is what is sent, copied and opened; of a masked link only the kernel has the whole.
  const edited = () => url.input.value !== live && !url.input.readOnly;
  // The parts of the link that is offered, of which those of a masked one come when it is shown.
  let parts = [];
  const copy = button("Copy URL", "", () => ask({ url: "copy" }));
  const open = button("Open in a tab", "", () => {
    if (!edited() || /^https?:/i.test(url.input.value)) ask({ url: "open" });
    else say("Only a URL with http or https can be opened.");
  });
  const edit = button("Show the URL", "", () => ask({ url: "edit" }));
  const restore = button("Restore", "", () => { url.input.value = live; state(); tamper.focus(); });
  const tamper = button("Change one character", "", () => {
    url.input.value = url.input.value.replace(/[^]?$/, (last) => (last === "0" ? "1" : "0"));
    state();
  });
  const server = button("Verify like the store", "", () => ask({ server: true }));
  const code = button("Copy as code", "", () => el.closest(".cosnb-form")?.dispatchEvent(new CustomEvent("cosnb:code", { bubbles: true })));
  const again = button("Sign again", "cosnb-again", () => kernel.send({ history: 0 }));
  url.under.append(again);
  const undo = button("↶", "", () => kernel.send({ history: -1 }));
  const redo = button("↷", "", () => kernel.send({ history: 1 }));
  const share = button("Share the form", "", () => ask({ share: true }));
  const start = own(make("select", { className: "cosnb-button", ariaLabel: "Start from" }));
  start.append(...["Start from …", ...model.get("presets")].map((name) => new Option(name)));
  start.addEventListener("change", () => kernel.send({ preset: start.selectedIndex - 1 }));
  start.addEventListener("blur", () => { start.selectedIndex = 0; });
  for (const [b, name] of [[undo, "Undo"], [redo, "Redo"]]) b.setAttribute("aria-label", b.title = name);
  const send = button("Send", "cosnb-primary", () => sendNow());
  const proxy = own(make("input", { type: "checkbox" }));
  const through = make("label");
  through.append(proxy, "");
  const question = questionLine("Delete", "Keep it", (sure) => {
    send.focus();
    if (sure) sendNow({ sure });
  });
  const { line, say } = statusLine();
  const pieces = uploader((message, buffers) => (message.send ? ask : tell)(message, buffers), end);
  const answer = make("div", { ariaLive: "polite" });
  const earlier = Object.assign(labelled("This is the answer to an earlier request, not to the one above."), { role: "status" });

  const recent = Object.assign(row("cosnb-bar cosnb-recent"), { role: "group", ariaLabel: "Last links" });
  // The button goes with the list.
  const clear = button("Clear the list", "", () => {
    kernel.send({ recent: -1 });
    send.focus();
  });

  const drop = button("Remove the file", "", () => {
    file.input.value = "";
    file.input.dispatchEvent(new Event("input"));
    file.input.focus();
  });
  const upload = row("cosnb-upload", text.box, row("cosnb-input", file.box, drop));
  panel.append(
    url.box,
    url.under,
    upload,
    row("cosnb-bar", send, copy, code, open, server, edit, tamper, restore, start, share, row("cosnb-history", undo, redo)),
    through,
    question.line,
    line,
    pieces.line,
    recent,
    earlier,
    answer,
  );

  // The live URL, while it may be in this page; a masked one comes only when it is asked for.
  let live = "";
  // What the answer is to and the kernel does not know: the URL if it was changed by hand, and what was uploaded, if
  // this view asked for it.
  let asked = {};
  let asking = {};
  // How large the file was when it was chosen: of one that has gone since, a browser says that it has no bytes.
  let chosen;
  const body = () => [text.input.value, ...[...file.input.files].flatMap((one) => [one.name, one.size, one.lastModified])].join("\n");

  // A press of a button is sent at once, and a keystroke before it only when the kernel has time. So what is asked for
  // comes with what stands here: the fields, the method on the button, and the URL where it was changed by hand.
  function ask(message, buffers) {
    const page = { fields: fields(), method: model.get("method"), proxy: proxy.checked && !through.hidden };
    if (edited()) Object.assign(page, { edited: url.input.value, of: model.get("url") });
    if (message.send || message.server) asking = { url: page.edited, body: message.send && !upload.hidden ? body() : undefined };
    tell({ ...message, ...page }, buffers);
  }
  function tell(message, buffers) {
    if (!kernel.send(message, buffers)) stop();
  }

  let tellAnswer = false;
  // While an answer is waited for, there is no second Send.
  let [busy, silence] = [false, 0];
  function sendNow(more) {
    busy = true;
    state();
    say("Sending…");
    wait();
    if (upload.hidden) ask({ send: true, ...more });
    else pieces.start(file.input.files[0] ?? new Blob([text.input.value]), { send: true }, chosen);
  }
  function wait() {
    clearTimeout(silence);
    if (busy) silence = setTimeout(() => say("No word from the kernel for 10 seconds: it is busy, or it has ended."), 10_000);
  }
  function stop() {
    clearTimeout(silence);
    busy = false;
    pieces.stop();
    state();
  }
  function end(words) {
    stop();
    say(words);
  }

  function fields() {
    const found = {};
    for (const box of el.closest(".cosnb-form")?.querySelectorAll('[class*="cosnb-field-"]') ?? []) {
      const name = [...box.classList].find((one) => one.startsWith("cosnb-field-")).slice(12);
      found[name] = box.dataset.value ?? box.querySelector("input, select").value;
    }
    return found;
  }

  function state() {
    const method = model.get("method");
    const masked = model.get("masked") && !live;
    send.textContent = `Send ${method}`;
    send.classList.toggle("cosnb-danger", method === "DELETE");
    question.line.hidden ||= method !== "DELETE"; // of a masked URL the text may stay the same
    drop.hidden = !file.input.files.length;
    able(send, model.get("ready") && !busy);
    upload.hidden = !["PUT", "POST"].includes(method);
    through.hidden = !model.get("proxy");
    through.lastChild.data = ` through the proxy that is set (${model.get("proxy")})`;
    open.hidden = method !== "GET";
    for (const b of [copy, code, open, server, share]) able(b, model.get("ready"));
    edit.hidden = !masked;
    url.input.readOnly = masked;
    tamper.hidden = masked;
    able(tamper, model.get("ready"));
    url.box.firstElementChild.textContent = model.get("ready") ? SENT : "Out of date: correct the marked field";
    url.box.classList.toggle("cosnb-past", !model.get("ready"));
    url.draw(parts);
    look();
    restore.hidden = masked || url.input.value === live;
    able(undo, model.get("can_undo"));
    able(redo, model.get("can_redo"));
    const another = asked.body !== undefined && !upload.hidden && asked.body !== body();
    const old = !kernel.live() || !model.get("ready") || another || (edited() ? asked.url !== url.input.value : model.get("earlier"));
    earlier.hidden = !old || !answer.firstChild || !kernel.live();
    answer.firstElementChild?.classList.toggle("cosnb-stale", old);
    const form = el.closest(".cosnb-form");
    form?.querySelector(".cosnb-slot")?.append(earlier, answer);
    const status = answer.querySelector(".cosnb-status")?.textContent.slice(0, 3) ?? "";
    const word = status ? (old ? "before" : "now") : "not sent";
    form?.dispatchEvent(new CustomEvent("cosnb:answer", { bubbles: true, detail: { status, word, arrived: tellAnswer, differs } }));
    tellAnswer = false;
  }

  // What differs for a store of a URL that was changed by hand is asked when the keys rest; null is not known.
  let [differs, looked, resting] = [undefined, "", 0];
  function look() {
    const text = edited() && model.get("ready") ? url.input.value : "";
    if (text === looked) return;
    clearTimeout(resting);
    [looked, differs] = [text, undefined];
    if (text) resting = setTimeout(() => ask({ look: text }), 250);
  }

  function drawUrl() {
    live = model.get("masked") ? "" : model.get("url");
    parts = model.get("link").parts ?? [];
    if (parts.length) url.expires(model.get("link"));
    url.input.value = model.get("url");
    question.line.hidden = true;
    const remote = !["localhost", "127.0.0.1", "[::1]", ""].includes(location.hostname);
    say(remote && model.get("local") ? "The sandbox runs beside the kernel, on another machine than this browser: Send works from here, a copied URL opens only there." : "");
    state();
  }

  function receive(message) {
    if ((message.use || message.question || message.look || message.share) && !kernel.mine(message)) return;
    if (message.question) {
      end("");
      question.ask(message.question);
    }
    if (message.look !== undefined && message.look === looked) [differs] = [message.differs], state();
    if (message.share) copied(share, message.share), say(`Copied, without keys: ${message.share}`);
    parts = message.parts ?? parts;
    if (message.use === "repair") [live, url.input.value] = [message.live, message.url], state(), url.input.focus();
    if (message.use === "copy" && message.live) copied(pressed, message.url);
    else if (message.use === "copy") {
      copied(copy, message.url);
      if (edited()) say("Copied as it stands here, with your changes.");
      else if (url.input.readOnly) say("Copied with its signature, which is masked here: whoever has the link can use it.");
    }
    if (message.use === "open") window.open(message.url, "_blank", "noopener,noreferrer");
    if (message.use === "edit") { live = url.input.value = message.url; state(); url.input.focus(); }
    wait();
    pieces.hear(message);
    // What another view asked for does not end what this one waits for.
    if (!message.done || (busy && !kernel.mine(message))) return;
    if (!message.problem) asked = asking;
    asking = {};
    end(message.problem ?? "");
  }
  const drawAnswer = (_model, arrived) => {
    show(answer, model.get("answer"), false);
    tellAnswer = Boolean(arrived) && answer.firstChild !== null;
    state();
  };

  let pressed = null;
  answer.addEventListener("click", ({ target }) => {
    pressed = target.closest(".cosnb-use");
    if (pressed) tell({ repair: Number(pressed.dataset.use), how: pressed.dataset.how ?? "repair" });
  });
  file.input.addEventListener("input", () => { chosen = file.input.files[0]?.size; });
  for (const { input } of [url, text, file]) input.addEventListener("input", state);
  model.on("change:link change:masked", drawUrl);
  model.on("change:method change:ready change:can_undo change:can_redo change:earlier change:proxy", state);
  model.on("change:answer", drawAnswer);
  drawn(model, "change:recent", () => {
    const links = model.get("recent").map((text, at) => button(text, "", () => kernel.send({ recent: at })));
    recent.replaceChildren(labelled("Last links"), ...links, clear);
    recent.hidden = !links.length;
  });
  model.on("msg:custom", receive);
  kernel.watch((status) => {
    clearTimeout(silence);
    if (status === "connected") pieces.again(), wait();
    if (kernel.live()) state();
    else stop();
  });
  drawUrl();
  drawAnswer();
  panel.addEventListener("cosnb:rail", state);
  once(() => el.isConnected, state, signal);
}
