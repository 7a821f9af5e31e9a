// Live checking: what is typed is read on this computer after a pause. Every page works without this.

const PAUSE = 200; // milliseconds

function live(form) {
  const seen = document.getElementById("seen");
  let timer;
  let running;
  // What was typed before a row was added is not saved either.
  let changed = "unsaved" in form.dataset;

  async function check() {
    running?.abort();
    const mine = (running = new AbortController());
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.dataset.check, { method: "POST", body, signal: mine.signal });
      const page = await answer.text();
      // The newest text wins.
      if (!answer.ok) throw new Error(answer.status);
      if (mine === running) {
        seen.innerHTML = page;
        // Said once to a screen reader, not the whole page at every pause.
        document.getElementById("heard").textContent = seen.querySelector("h2")?.textContent;
        beside(form, seen);
      }
    } catch (error) {
      if (error.name !== "AbortError") lost();
    }
  }

  // Nothing that is no longer true stays beside the text.
  function lost() {
    seen.textContent = document.getElementById("heard").textContent = form.dataset.lost;
  }

  form.addEventListener("input", () => {
    changed = true;
    number(form);
    clearTimeout(timer);
    timer = setTimeout(check, PAUSE);
  });
  // A server that has stopped would leave an error in place of the page, and the text with it.
  form.addEventListener("submit", async (event) => {
    if (!changed) return;
    event.preventDefault();
    try {
      await fetch("/static/icon.svg");
      changed = false;
      form.requestSubmit(event.submitter);
    } catch {
      lost();
    }
  });
  addEventListener("beforeunload", (event) => changed && event.preventDefault());
  number(form);
}

// Put each problem beside its field once the person has written there.
function beside(form, seen) {
  for (const place of form.querySelectorAll("ul.problems")) {
    const field = place.id.slice("problem-".length);
    const found = [...seen.querySelectorAll("li[data-field]")].filter((one) => one.dataset.field === field);
    const input = form.elements[field];
    const written = input?.value !== "";
    place.replaceChildren(...(written ? found.map(copied) : []));
    input?.toggleAttribute("aria-invalid", written && found.length > 0);
  }
}

function copied(problem) {
  const copy = problem.cloneNode(true);
  copy.querySelector("a")?.nextSibling.remove();
  copy.querySelector("a")?.remove();
  return copy;
}

// Keep a number beside each line of a plan's text.
function number(form) {
  const column = form.querySelector(".lines pre");
  if (!column) return;
  const text = form.elements.text;
  const count = text.value.split("\n").length;
  if (column.children.length === count) return;
  text.rows = count + 1;
  column.replaceChildren();
  for (let line = 1; line <= count; line += 1) {
    const one = document.createElement("span");
    one.id = `line-${line}`;
    one.textContent = line;
    column.append(one, "\n");
  }
}

// A link to a line leads into the text.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#line-"]');
  const text = document.getElementById("text");
  if (!link || !text) return;
  event.preventDefault();
  const lines = text.value.split("\n");
  const line = Number(link.hash.slice("#line-".length)) - 1;
  const begin = lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0);
  text.focus();
  text.setSelectionRange(begin, begin + (lines[line] ?? "").length);
  document.getElementById(`line-${line + 1}`)?.scrollIntoView({ block: "center" });
});

document.querySelectorAll("form.live").forEach(live);
