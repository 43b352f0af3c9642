// Walk through the key derivation link by link. Playing is off where reduced motion is asked for.

const LINK_SECONDS = 1.4;

function player(root) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let timer = null;

  // The button says what it does next.
  const hide = () => {
    for (const button of root.querySelectorAll('.cosnb-play[data-step="0"]')) {
      button.hidden = still.matches;
      button.textContent = timer ? "Pause" : "Play";
      button.setAttribute("aria-label", timer ? "Pause at this link" : "Play the four links");
    }
  };
  const stop = () => {
    clearInterval(timer);
    timer = null;
    hide();
  };
  function go(card, step) {
    const steps = [...card.querySelectorAll(".cosnb-step")];
    const at = steps.findIndex((el) => el.classList.contains("cosnb-now"));
    const next = at < 0 ? (step > 0 ? 0 : steps.length - 1) : at + step;
    for (const el of steps) el.classList.remove("cosnb-now"), el.removeAttribute("aria-current");
    const now = steps[next];
    card.querySelector(".cosnb-steps").classList.toggle("cosnb-playing", now !== undefined);
    now?.classList.add("cosnb-now");
    now?.setAttribute("aria-current", "step");
    return now !== undefined;
  }
  function play(card) {
    if (!go(card, 1)) return;
    timer = setInterval(() => { if (!go(card, 1)) stop(); }, LINK_SECONDS * 1000);
    hide();
  }
  root.addEventListener("click", (event) => {
    const button = event.target.closest(".cosnb-play");
    if (!button) return;
    const card = button.closest(".cosnb-card");
    const playing = timer !== null;
    stop();
    if (button.dataset.step !== "0") go(card, Number(button.dataset.step));
    else if (!playing) play(card);
  });
  still.addEventListener("change", stop);
  return { hide, stop: () => { stop(); still.removeEventListener("change", stop); } };
}
