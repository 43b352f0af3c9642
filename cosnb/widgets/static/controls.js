// What the panels are made of besides buttons and rows: fields, a line for what is going on, and one to the kernel.

function panelIn(el, label) {
  const panel = make("div", { className: "cosnb-view cosnb-panel", role: "group", ariaLabel: label });
  el.append(panel);
  return panel;
}

function field(tag, label, properties) {
  const box = make("label", { className: "cosnb-input" });
  const input = own(make(tag, properties));
  box.append(labelled(label), input);
  return { box, input };
}

function statusLine() {
  const line = make("p", { className: "cosnb-note", role: "status", hidden: true });
  const say = (words) => {
    line.textContent = words;
    line.hidden = !words;
  };
  return { line, say };
}

// A view's line to its kernel. Every view of a widget hears every answer, so a request carries the view's name, the
// answer repeats it, and only the view that asked acts on it. A kernel that was restarted knows the widget no more:
// what is sent to it is lost in silence, so it is said.
const GONE = "The kernel was restarted: run the cell again.";
const LOST = {
  connecting: "The connection to the kernel is lost: what was asked for comes when it is back.",
  disconnected: "The kernel has ended: start it, and run the cell again.",
};

function lineOf({ model, el, signal }, say) {
  const view = Math.random().toString(36).slice(2);
  let live = !el.classList.contains("jupyter-widgets-disconnected");
  // JupyterLab and Notebook 7 tell of the connection, others do not.
  const joined = model.widget_manager?.kernel?.connectionStatusChanged;
  const reach = (action) => {
    try {
      if (live) return action(), true;
    } catch {
      // The connection has ended, and the notebook has not said so yet.
    }
    say(GONE);
    return false;
  };
  // It comes once, when the notebook lets go of the kernel.
  model.on("comm_live_update", () => { live = false; });
  return {
    live: () => live,
    mine: (message) => message.view === view,
    send: (message, buffers) => reach(() => model.send({ ...message, view }, undefined, buffers)),
    save: () => reach(() => model.save_changes()),
    // Say it at once, where something is claimed or waited for; `changed` hears of it, and of a connection that is back.
    watch(changed = () => {}) {
      model.on("comm_live_update", () => { say(GONE); changed(); });
      const follow = (_kernel, status) => {
        if (!live) return;
        if (status === "disconnected") live = false;
        say(LOST[status] ?? "");
        changed(status);
      };
      joined?.connect(follow);
      signal.addEventListener("abort", () => joined?.disconnect(follow));
    },
  };
}
