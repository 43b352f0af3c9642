// Walk along the key derivation, from box to HMAC to box, one press each; what is there is read out.

function walkable(root) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest(".cosnb-play");
    if (!button) return;
    const step = Number(button.dataset.step);
    const list = button.closest(".cosnb-card").querySelector(".cosnb-steps");
    const steps = [...list.children];
    const at = steps.findIndex((el) => el.classList.contains("cosnb-now"));
    const now = steps[at < 0 && step < 0 ? steps.length - 1 : at + step];
    for (const el of steps) el.classList.toggle("cosnb-now", el === now), el.removeAttribute("aria-current");
    list.classList.toggle("cosnb-playing", now !== undefined);
    now?.setAttribute("aria-current", "step");
    now?.scrollIntoView({ block: "nearest" });
    button.parentElement.querySelector(".cosnb-unseen").textContent = now?.innerText.split("\n").slice(0, 2).join(" ") ?? "";
  });
}
