// Tick what happens to a good link. The kernel answers with the stages of both sides and the diagnosis, as trees;
// it sends the request only when Send is pressed.

function render({ model, el, signal }) {
  dress(el);
  const panel = panelIn(el, "Break a good link");
  const place = (label) => make("div", { role: "group", ariaLabel: label });

  const boxes = new Map();
  const tick = (id, label) => {
    const pill = make("label", { className: "cosnb-chip" });
    const box = own(make("input", { type: "checkbox" }));
    pill.append(box, make("span", { textContent: label }));
    box.addEventListener("change", soon);
    boxes.set(id, box);
    return pill;
  };
  for (const [group, rows] of model.get("choices")) {
    const set = place(group);
    set.className = "cosnb-line";
    set.append(labelled(group), row("cosnb-group", ...rows.map(([id, label]) => tick(id, label))));
    panel.append(set);
  }

  const send = button("Send", "cosnb-primary", () => {
    settle();
    say("Sending…");
    kernel.send({ send: true, ticked: ticked() });
  });
  const clear = button("Untick all", "", () => {
    for (const box of boxes.values()) box.checked = false;
    settle();
  });
  const { line, say } = statusLine();
  const kernel = lineOf({ model, el, signal }, say);
  const answer = place("What the store answered");
  // The tree in it is a group of that name itself.
  const stages = make("div");
  const findings = place("Why it fails");
  panel.append(row("cosnb-bar", send, clear), line, answer, stages, findings);

  const ticked = () => [...boxes].filter(([, box]) => box.checked).map(([id]) => id);

  // The search for proof may take a second or two: several ticks in a row ask for one.
  let timer = 0;
  function soon() {
    clearTimeout(timer);
    timer = setTimeout(settle, 250);
  }
  function settle() {
    clearTimeout(timer);
    if (JSON.stringify(ticked()) === JSON.stringify(model.get("ticked"))) return;
    model.set("ticked", ticked());
    kernel.save();
  }

  drawn(model, "change:ticked", () => { for (const [id, box] of boxes) box.checked = model.get("ticked").includes(id); });
  // A comparison marks what differs by itself; what differs from the one before is of no interest.
  for (const [name, holder] of Object.entries({ answer, stages, findings })) {
    drawn(model, `change:${name}`, () => { show(holder, model.get(name), false); });
  }
  model.on("msg:custom", (message) => { if (message.done) say(message.problem ?? ""); });
  kernel.watch();
}
