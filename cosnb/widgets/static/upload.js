// What is uploaded goes to the kernel in pieces, each when the one before has come: a notebook server takes no message
// over 10 MiB, and what is sent too early would pile up. The kernel sends it on when it has all of it.

const PIECE = 2 * 1024 * 1024;
// Stores take no more in one request.
const MOST = 5 * 1024 ** 3;

const CHANGED = "The file was changed or has gone since it was chosen: choose it again.";

const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

// `ask` takes a message and its buffers to the kernel; `end` says why it is over.
function uploader(ask, end) {
  const bar = make("progress", { ariaLabel: "Upload" });
  const words = labelled("");
  const cancel = button("Cancel", "", () => {
    ask({ cancel: true, upload: name });
    if (came < body.size) return end("Cancelled: nothing was stored.");
    // The store may have all of it by now, which the kernel will tell.
    words.textContent = "Cancelling…";
    able(cancel, false);
  });
  const line = row("cosnb-bar cosnb-progress", bar, words, cancel);
  line.hidden = true;
  // What is on its way, by which name, how much of it the kernel has, and the message that goes with the first piece.
  let [body, name, came, first] = [null, "", 0, {}];

  async function next() {
    const [of, at] = [name, came];
    try {
      const piece = await body.slice(at, at + PIECE).arrayBuffer();
      if (of === name) ask({ ...(at ? {} : first), piece: at, size: body.size, upload: name }, [piece]);
    } catch {
      if (of === name) end(CHANGED);
    }
  }
  function draw(done, where) {
    bar.max = body.size;
    bar.value = done;
    words.textContent = `${megabytes(done)} of ${megabytes(body.size)} MB have come to the ${where}`;
  }
  return {
    line,
    start(what, message, size = what.size) {
      if (what.size !== size) return end(CHANGED);
      if (what.size > MOST) return end("Stores take at most 5 GiB in one request: cosnb.upload(…) sends a file in parts.");
      [body, name, came, first] = [what, Math.random().toString(36).slice(2), 0, message];
      line.hidden = what.size <= PIECE;
      able(cancel, true);
      draw(0, "kernel");
      next();
    },
    hear({ upload, came: now, sent, lost }) {
      if (!name || upload !== name) return;
      if (lost) return end("The kernel does not have the file any more: another Send took its place. Nothing was stored.");
      if (sent !== undefined && cancel.ariaDisabled !== "true") draw(sent, "store");
      // Of a piece that was sent twice, the second answer tells nothing new.
      if (!(now > came)) return;
      came = now;
      draw(came, "kernel");
      if (came < body.size) next();
    },
    // What was on its way when the connection broke may be lost.
    again: () => { if (name && came < body.size) next(); },
    stop() {
      name = "";
      line.hidden = true;
    },
  };
}
