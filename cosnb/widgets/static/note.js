// A message beside a field: an error, advice or a hint. It also tells a screen reader which field it is about, and the
// notebook that the field's keys are its own.

function render({ model, el }) {
  const note = document.createElement("p");
  note.className = "cosnb-note";
  note.id = `cosnb-note-${model.get("name")}-${Math.random().toString(36).slice(2)}`;
  el.classList.add("cosnb-view", "cosnb-note-holder");
  el.append(note);
  const draw = () => {
    const { text, tone } = { text: model.get("text"), tone: model.get("tone") };
    note.textContent = text;
    note.dataset.tone = tone;
    note.hidden = !text;
    note.setAttribute("role", tone === "error" ? "alert" : "status");
    const input = el.closest(".cosnb-field")?.querySelector("input, select, textarea");
    if (!input) return;
    own(input);
    input.setAttribute("aria-describedby", note.id);
    input.setAttribute("aria-invalid", String(tone === "error" && text !== ""));
  };
  model.on("change:text change:tone", draw);
  draw();
  // The field may be drawn after its note.
  const later = requestAnimationFrame(draw);
  return () => cancelAnimationFrame(later);
}

export default { render };
