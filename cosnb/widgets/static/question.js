// A question that stands in its place until it is answered: the answer that changes nothing has the focus, and Escape is it.
function questionLine(yes, no, answered) {
  const words = labelled("");
  const over = (sure) => {
    line.hidden = true;
    answered(sure);
  };
  const stay = button(no, "", () => over(false));
  const line = row("cosnb-bar cosnb-progress", words, button(yes, "cosnb-danger", () => over(true)), stay);
  Object.assign(line, { role: "alertdialog", ariaLabel: "Are you sure?" });
  line.addEventListener("keydown", (event) => { if (event.key === "Escape") over(false); });
  line.hidden = true;
  const ask = (question) => {
    words.textContent = question;
    line.hidden = false;
    stay.focus();
  };
  return { line, ask };
}
