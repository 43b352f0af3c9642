// A notebook runs its one-letter shortcuts on any focused element that is no text field: x would cut the cell. So plain
// keys are held back where the focus is on something of ours; chords, such as Ctrl+S, go through.

function own(el) {
  el.dataset.cosnbOwn = el.dataset.lmSuppressShortcuts = "true";
  return el;
}

// Before the notebook hears of the key. Each widget has a script of its own, and one of them does it for all.
if (!window.cosnbKeys) {
  window.cosnbKeys = true;
  window.addEventListener("keydown", (event) => {
    const chord = event.ctrlKey || event.metaKey || event.altKey;
    for (let el = event.target; el?.closest; el = el.parentElement) {
      if (el.dataset.cosnbOwn) el.toggleAttribute("data-lm-suppress-shortcuts", !chord);
    }
  }, true);
}
