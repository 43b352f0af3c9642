// The rail of a form: one stage is shown at a time, and of each stand a dot and a word for what the last edit did to it.
// The last stop is the store's answer, which the panel puts here.

// What was chosen outlives a cell that is run again.
const SHOWN = (window.cosnbShown ??= { stage: "canonical_request", mode: "One" });
const FIRST_LOOK = "Edit a field to see which stages change.";

function railOf({ model, el, signal }, holder) {
  const group = Math.random().toString(36).slice(2);
  const rail = make("div", { className: "cosnb-rail", role: "radiogroup", ariaLabel: "Stage shown" });
  const modes = make("div", { className: "cosnb-modes", role: "radiogroup", ariaLabel: "How many stages are shown" });
  const line = make("p", { className: "cosnb-rule" });
  const heard = make("span", { className: "cosnb-unseen", role: "status" });
  const slot = row("cosnb-slot");
  const box = row("cosnb-view cosnb-rail-box", rail, row("cosnb-edit", line, modes, heard));
  el.prepend(box);
  el.append(slot);
  let [stage, answer, timer] = [SHOWN.stage, { status: "", word: "not sent" }, 0];

  function stop(within, value, chosen, ...content) {
    const input = own(make("input", { type: "radio", name: `${within.className}-${group}`, value }));
    const label = make("label");
    label.append(input, ...content);
    input.addEventListener("change", () => chosen(value));
    within.append(Object.assign(label, { input }));
  }
  const piece = (kind, text) => make("span", { className: `cosnb-${kind}`, textContent: text });
  const cards = () => [...holder.querySelectorAll(".cosnb-card[data-stage]")];
  function build() {
    const stops = cards().map((card, at) => [card.dataset.stage, String(at + 1), card.querySelector(".cosnb-title").textContent]);
    if (rail.children.length === stops.length + 1) return;
    rail.replaceChildren();
    for (const [value, dot, name] of [...stops, ["answer", "–", "Answer"]]) {
      stop(rail, value, choose, piece("dot", dot), piece("name", name), piece("word", "\u00a0"));
    }
  }
  function choose(value) {
    stage = value;
    if (value !== "answer") SHOWN.stage = value;
    draw();
    const target = value === "answer" ? slot : cards().find((card) => card.dataset.stage === value);
    if (SHOWN.mode === "All") target.scrollIntoView({ block: "nearest" });
  }
  function wordOf(value) {
    const { changed } = model.get("edit");
    if (value === "answer") return answer.word;
    const { differs } = answer;
    if (differs !== undefined) return value === "url" || differs?.includes(value) ? "differs" : differs ? "same" : "not known";
    if (model.get("stale")) return "old";
    return changed ? (changed.includes(value) ? "changed" : "same") : "\u00a0";
  }
  function draw() {
    build();
    for (const label of rail.children) {
      const { value } = label.input;
      label.input.checked = value === stage;
      label.dataset.word = wordOf(value);
      label.querySelector(".cosnb-word").textContent = wordOf(value);
      if (value === "answer") label.querySelector(".cosnb-dot").textContent = answer.status || "–";
    }
    for (const { input } of modes.children) input.checked = input.value === SHOWN.mode;
    const one = SHOWN.mode === "One";
    el.dataset.mode = SHOWN.mode;
    for (const card of cards()) {
      card.toggleAttribute("data-off", one && card.dataset.stage !== stage);
      card.toggleAttribute("data-unchanged", wordOf(card.dataset.stage) === "same");
    }
    holder.toggleAttribute("data-off", one && stage === "answer");
    slot.toggleAttribute("data-off", one && stage !== "answer");
    tell();
  }
  function tell() {
    const { label, words, changed } = model.get("edit");
    const { differs } = answer;
    const count = (names, did) => {
      const same = cards().length - names.length;
      return `${names.length === 1 ? "1 stage" : `${names.length} stages`} ${did}, ${same === 1 ? "1 is" : `${same} are`} the same.`;
    };
    if (differs !== undefined) line.replaceChildren(`The URL was changed by hand. ${differs ? `For the store ${count(differs, differs.length === 1 ? "differs" : "differ")}` : "What a store makes of it is not known."}`);
    else if (!changed) return line.replaceChildren(FIRST_LOOK);
    else line.replaceChildren("Last edit: ", make("b", { textContent: label }), `${words ? `, ${words}` : ""}. ${count(changed, "changed")}`);
    // Told once an edit, not with each key.
    clearTimeout(timer);
    timer = setTimeout(() => { heard.textContent = line.textContent; }, 1000);
  }
  for (const mode of ["One", "All"]) stop(modes, mode, () => { SHOWN.mode = mode; draw(); }, mode);
  document.addEventListener("cosnb:answer", ({ target, detail }) => {
    if (!target.contains(el)) return;
    answer = detail;
    if (detail.arrived) stage = "answer";
    else if (!detail.status && stage === "answer") stage = SHOWN.stage;
    draw();
  }, { signal });
  // Where the code of the link is.
  document.addEventListener("cosnb:code", ({ target }) => {
    const place = target.contains(el) && holder.querySelector("[data-ask]");
    if (!place) return;
    choose("url");
    place.open = true;
    place.scrollIntoView({ block: "nearest" });
    place.firstElementChild.focus({ preventScroll: true });
  }, { signal });
  model.on("change:edit", draw);
  // The panel may have told of its answer before there was a rail.
  once(() => el.closest(".cosnb-form"), (form) => form.querySelector(".cosnb-panel")?.dispatchEvent(new Event("cosnb:rail")), signal);
  return draw;
}
