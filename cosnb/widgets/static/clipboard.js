// Copying. A value that is masked in the page is asked of the kernel at the moment it is copied, and kept nowhere.

async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = own(make("textarea", { value: text }));
    area.style.cssText = "position:fixed;opacity:0";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) throw new Error("blocked");
  }
}

async function copied(button, text) {
  const before = button.dataset.before ?? button.textContent;
  button.dataset.before = before;
  try {
    await toClipboard(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Copying is blocked";
  }
  setTimeout(() => { button.textContent = before; }, 1500);
}
