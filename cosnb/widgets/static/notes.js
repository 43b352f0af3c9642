// What is said at the fields of a form: a hint, advice or an error stands on the line of the field's label, and never
// moves the field. Whole sentences stand below the fields. A screen reader is told which field each is about, and the
// notebook that a field's keys are its own.

function render({ model, el }) {
  el.classList.add("cosnb-view", "cosnb-sentences");
  const own_name = Math.random().toString(36).slice(2);
  let frame = 0;

  function noteOf(field, input, name) {
    const found = field.querySelector(".cosnb-note");
    if (found) return found;
    const note = make("p", { className: "cosnb-note", id: `cosnb-note-${name}-${own_name}` });
    const holder = row("cosnb-view cosnb-note-holder", note);
    field.append(holder);
    own(input).setAttribute("aria-describedby", note.id);
    return note;
  }
  // What a field is, behind a question mark at its label.
  function explain(field, name) {
    const label = field.querySelector(".widget-label, .cosnb-pair-head > .cosnb-label");
    if (!label || field.querySelector(".cosnb-help")) return;
    const words = make("p", { className: "cosnb-view cosnb-menu", popover: "auto", textContent: model.get("help")[name], id: `cosnb-help-${name}-${own_name}` });
    const ask = button("?", "cosnb-help", () => popUp(words, ask));
    ask.ariaLabel = `What is ${label.firstChild.textContent}?`;
    ask.setAttribute("aria-describedby", words.id);
    label.after(row("cosnb-view cosnb-help-place", ask, words));
  }
  const draw = () => {
    cancelAnimationFrame(frame);
    const form = el.closest(".cosnb-form");
    const sentences = [];
    for (const [name, [text, tone]] of Object.entries(model.get("said"))) {
      const field = name && form?.querySelector(`.cosnb-field-${name}`);
      // Rows say it themselves.
      const input = field && field.querySelector(":scope > :is(input, select)");
      // A field may be drawn after what is said of it.
      if (name && !input && !field?.cosnbRows) frame = requestAnimationFrame(draw);
      if (field && model.get("help")[name]) explain(field, name);
      if (input) {
        const note = noteOf(field, input, name);
        sayAt(note, text, tone);
        note.title = text;
        note.setAttribute("role", tone === "error" ? "alert" : "status");
        input.setAttribute("aria-invalid", String(tone === "error" && text !== ""));
      }
      if (text && (!name || tone !== "hint")) sentences.push([field?.querySelector(".widget-label, .cosnb-label")?.firstChild.textContent ?? "", text, tone]);
    }
    el.replaceChildren(...sentences.map(([label, text, tone]) => {
      const line = make("p", { className: "cosnb-note" });
      sayAt(line, label ? `${label}: ${text}` : text, tone);
      return line;
    }));
  };
  drawn(model, "change:said", draw);
  return () => cancelAnimationFrame(frame);
}
