// Files that are chosen or dropped are sent in pieces, each with its own progress. A piece that is lost is sent again
// from where the server says it is; a file that was broken off goes on there when it is chosen once more.
const PAUSES = [1000, 3000, 8000, 15000];

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** The row of one file: its name, a progress bar, and words for it. */
function rowOf(list, name) {
  const row = document.createElement("li");
  const label = document.createElement("label");
  label.className = "progress";
  const words = document.createElement("span");
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  label.append(words, bar);
  row.append(label);
  list.append(row);
  const say = (text) => { words.textContent = `${name}: ${text}`; };
  return {
    say,
    show(part) { bar.value = part; },
    end(text, isGood, address) {
      bar.remove();
      row.classList.add(isGood ? "upload__done" : "upload__failed");
      say(text);
      if (address) {
        const link = document.createElement("a");
        link.href = address;
        link.textContent = name;
        words.textContent = "";
        words.append(link, ` – ${text}`);
      }
    },
  };
}

async function ask(form, address, body) {
  const token = form.querySelector("input[name=csrf_token]").value;
  const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token } });
  const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
  return { status: answer.status, said };
}

function about(form, file) {
  const fields = new URLSearchParams({ name: file.name, size: file.size, changed: file.lastModified });
  if (form.dataset.folder) fields.set("map", form.dataset.folder);
  const chosen = form.querySelector("input[name=audience]:checked, input[name=audience][type=hidden]");
  if (chosen) fields.set("audience", chosen.value);
  fields.set("note", form.querySelector("input[name=note]")?.value ?? "");
  return fields;
}

/** Send all pieces from `offset` on; gives whether the whole file is there. */
async function sendPieces(form, file, address, offset, row) {
  const size = Number(form.dataset.pieceSize);
  let failures = 0;
  while (offset < file.size) {
    row.show(offset / file.size);
    try {
      const piece = file.slice(offset, offset + size, "application/octet-stream");
      const { status, said } = await ask(form, `${address}?vanaf=${offset}`, piece);
      if (status === 200 || status === 409) {
        if (said.offset === offset && failures++ >= PAUSES.length) return false;
        if (said.offset > offset) failures = 0;
        offset = said.offset;
        row.say(`${form.dataset.wordsSending}, ${Math.round((100 * offset) / file.size)}%`);
        continue;
      }
      if (status < 500 && status !== 429) return false;
    } catch {
      // The connection is gone for a moment.
    }
    if (failures >= PAUSES.length) return false;
    row.say(form.dataset.wordsAgain);
    await pause(PAUSES[failures++]);
  }
  row.show(1);
  return true;
}

async function send(form, file, row) {
  row.say(`${form.dataset.wordsSending}, 0%`);
  const begun = await ask(form, form.dataset.upload, about(form, file));
  if (begun.status !== 201) return row.end(begun.said.message ?? form.dataset.wordsFailed, false);
  const { address, offset } = begun.said;
  if (!(await sendPieces(form, file, address, offset, row))) return row.end(form.dataset.wordsFailed, false);
  const { status, said } = await ask(form, `${address}/klaar`, about(form, file));
  return row.end(said.message ?? form.dataset.wordsFailed, status === 200, said.address);
}

async function sendAll(form, files) {
  const list = form.querySelector(".upload__files");
  const waiting = [...files].map((file) => [file, rowOf(list, file.name)]);
  for (const [, row] of waiting) row.say(form.dataset.wordsWaiting);
  for (const [file, row] of waiting) {
    try {
      await send(form, file, row);
    } catch {
      row.end(form.dataset.wordsFailed, false);
    }
  }
  if (!form.querySelector(".upload__reload")) {
    const link = document.createElement("a");
    link.className = "nl-button nl-button--secondary upload__reload";
    link.href = location.pathname;
    link.textContent = form.dataset.wordsReady;
    list.after(link);
  }
}

function watch(form) {
  const input = form.querySelector("input[type=file]");
  const drop = form.querySelector(".upload__drop");
  drop.hidden = false;
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("upload--over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("upload--over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("upload--over");
    if (event.dataTransfer.files.length) sendAll(form, event.dataTransfer.files);
  });
  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    // Not the whole form at once: each file by itself, in pieces.
    event.preventDefault();
    event.stopPropagation();
    const files = [...input.files];
    form.querySelector(".upload__reload")?.remove();
    input.value = "";
    sendAll(form, files);
  });
}

export function watchUploads() {
  for (const form of document.querySelectorAll("form[data-upload]")) watch(form);
}
