// While somebody types @ and the beginning of a name in a form with `data-mentions`, those who can be mentioned are
// offered below the field. Arrows choose, Enter or Tab takes, Escape closes; typed in full a name works just as well.
const FIELD = "[data-mentions] textarea";
const TYPED = /(?:^|[\s(])@(\p{L}[\p{L}\p{M}'’.-]*(?: [\p{L}\p{M}'’.-]+){0,4})$/u;
const SHORTEST = 2;
const WAIT = 150;

let open = null;
let timer;
let asked = 0;

function typedBefore(area) {
  const found = area.value.slice(0, area.selectionStart).match(TYPED);
  return found && found[1].length >= SHORTEST ? found[1] : null;
}

function close() {
  if (!open) return;
  open.list.remove();
  open.area.removeAttribute("aria-activedescendant");
  open.area.removeAttribute("aria-controls");
  open.status.textContent = "";
  open = null;
}

/** Screen readers hear that there are names from a place that is there before it is filled. */
function statusBeside(area) {
  let status = area.parentElement.querySelector(".mentions__status");
  if (!status) {
    status = document.createElement("div");
    status.className = "mentions__status visually-hidden";
    status.setAttribute("role", "status");
    area.after(status);
  }
  return status;
}

function optionFor(person, number) {
  const option = document.createElement("li");
  option.id = `noemen-${number}`;
  option.className = "mentions__name";
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.textContent = person.name;
  if (person.function) {
    const work = document.createElement("small");
    work.textContent = person.function;
    option.append(work);
  }
  option.addEventListener("mousedown", (event) => {
    event.preventDefault();
    take(person);
  });
  return option;
}

function show(area, people, typed) {
  close();
  if (!people.length) return;
  const form = area.closest("[data-mentions]");
  const list = document.createElement("ul");
  list.id = "noemen";
  list.className = "mentions__list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.mentionsLabel);
  list.append(...people.map(optionFor));
  area.parentElement.classList.add("mentions");
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  const status = statusBeside(area);
  area.after(list);
  status.textContent = form.dataset.mentionsFound;
  open = { area, list, people, typed, status, at: -1 };
}

function choose(at) {
  const options = [...open.list.children];
  open.at = (at + options.length) % options.length;
  options.forEach((option, number) => option.setAttribute("aria-selected", String(number === open.at)));
  options[open.at].scrollIntoView({ block: "nearest" });
  open.area.setAttribute("aria-activedescendant", options[open.at].id);
}

function take(person) {
  const { area, typed } = open;
  const end = area.selectionStart;
  area.setRangeText(`${person.insert} `, end - typed.length, end, "end");
  close();
  area.focus();
  // Drafts are kept when something is typed.
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

async function ask(area, typed) {
  const turn = ++asked;
  try {
    const address = `${area.closest("[data-mentions]").dataset.mentions}&q=${encodeURIComponent(typed)}`;
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    const people = answer.ok && !answer.redirected ? (await answer.json()).people : [];
    if (turn === asked && typedBefore(area) === typed) show(area, people, typed);
  } catch {
    close();
  }
}

function onKey(event) {
  if (!open || event.target !== open.area) return;
  const deeds = {
    ArrowDown: () => choose(open.at + 1),
    ArrowUp: () => choose(open.at < 0 ? -1 : open.at - 1),
    Escape: close,
  };
  if (open.at >= 0) deeds.Enter = deeds.Tab = () => take(open.people[open.at]);
  const deed = deeds[event.key];
  if (!deed) return;
  event.preventDefault();
  event.stopPropagation();
  deed();
}

export function watchMentions() {
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.(FIELD)) return;
    clearTimeout(timer);
    const typed = typedBefore(event.target);
    if (!typed) {
      asked += 1;
      close();
      return;
    }
    timer = setTimeout(() => ask(event.target, typed), WAIT);
  });
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("focusout", (event) => {
    if (open && event.target === open.area) close();
  });
}
