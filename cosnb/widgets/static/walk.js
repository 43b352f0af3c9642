// Walk through the key derivation link by link, one press each.

function walkable(root) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest(".cosnb-play");
    if (!button) return;
    const step = Number(button.dataset.step);
    const list = button.closest(".cosnb-card").querySelector(".cosnb-steps");
    const steps = [...list.querySelectorAll(".cosnb-step")];
    const at = steps.findIndex((el) => el.classList.contains("cosnb-now"));
    const now = steps[at < 0 && step < 0 ? steps.length - 1 : at + step];
    for (const el of steps) el.classList.toggle("cosnb-now", el === now), el.removeAttribute("aria-current");
    list.classList.toggle("cosnb-playing", now !== undefined);
    now?.setAttribute("aria-current", "step");
  });
}
