// The access key id. What can only be a secret is refused here, before it is a value of the widget and saved with it.

function render({ model, el, signal }) {
  const refused = new RegExp(model.get("refused"));
  const { box, input } = field("input", "Key id", { placeholder: "access key id", autocomplete: "off", spellcheck: false });
  box.className = "cosnb-view cosnb-secret";
  const { line, say } = statusLine();
  const kernel = lineOf({ model, el, signal }, say);
  line.dataset.tone = "error";
  line.setAttribute("role", "alert");
  line.id = `cosnb-key-id-${Math.random().toString(36).slice(2)}`;
  input.setAttribute("aria-describedby", line.id);
  el.classList.add("cosnb-view", "cosnb-key-id", "cosnb-field-access_key_id");
  el.append(box, line);

  const take = () => {
    const text = input.value.trim();
    const wrong = refused.test(text);
    input.setAttribute("aria-invalid", String(wrong));
    say(wrong ? "This cannot be an access key id: it looks like a secret, and it was not taken. Paste it into Secret key or Session token below." : "");
    if (wrong) return draw();
    model.set("value", text);
    kernel.save();
  };
  const draw = () => { if (input.value.trim() !== model.get("value")) input.value = model.get("value"); };
  input.addEventListener("input", take);
  drawn(model, "change:value", draw);
}
