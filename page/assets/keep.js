// Conversations are kept in this browser and nowhere else, each under a key of its own, so that two
// tabs do not overwrite each other's. The server is sent one only to show it again.
(() => {
  const PREFIX = "askpapers:conversation:";
  const CURRENT = "askpapers:current";
  let current = sessionStorage.getItem(CURRENT);

  const read = (key) => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  };
  const list = () => Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .map(read)
    .filter((kept) => kept && Array.isArray(kept.turns) && kept.turns.length)
    .sort((a, b) => b.time - a.time);

  let aside = [];  // the current conversation's first turns, where it is too long to be sent
  const notice = document.createElement("p");
  notice.id = "too-long";
  notice.setAttribute("role", "status");

  function setCurrent(id) {
    [current, aside] = [id, []];
    notice.remove();
    if (id) sessionStorage.setItem(CURRENT, id);
    else sessionStorage.removeItem(CURRENT);
  }

  // A full browser forgets the oldest conversations first.
  function write(kept) {
    const text = JSON.stringify(kept);
    for (;;) {
      try { localStorage.setItem(PREFIX + kept.id, text); return; } catch {
        const oldest = list().filter((other) => other.id !== kept.id).pop();
        if (!oldest) return;
        localStorage.removeItem(PREFIX + oldest.id);
      }
    }
  }

  // What was read out of the question: each chip can be taken away, and the question is asked anew.
  function showChips(chips) {
    const place = document.getElementById("chips");
    if (!place) return;
    place.replaceChildren(...chips.map(([text, key]) => {
      const kept = chips.map(([, other]) => other).filter((other) => other !== key);
      return button(`Take away: ${text}`, `${text} ✕`, () => send({ do: "keep", kept }));
    }));
  }

  let told = false;
  function keep({ keys, turn, chips }) {
    showChips(chips);
    if (!keys.length && !told) { told = true; return; }  // the page as it begins
    told = true;
    if (!keys.length) setCurrent(null);
    else {
      if (!current) {
        const random = crypto.getRandomValues(new Uint32Array(2));
        setCurrent(Array.from(random, (n) => n.toString(16)).join(""));
      }
      const kept = read(PREFIX + current) ?? { id: current, turns: [] };
      const known = new Map(kept.turns.map((old) => [old.key, old]));
      if (turn) known.set(turn.key, turn);
      kept.turns = [...aside, ...keys.map((key) => known.get(key)).filter(Boolean)];
      kept.time = Date.now();
      write(kept);
    }
    render();
  }

  function send(command) {
    const box = document.querySelector("#inbox textarea, #inbox input");
    if (!box) return false;
    box.value = JSON.stringify({ ...command, at: performance.now() });
    box.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  }

  // The newest turns that the server takes at once. Gradio sends them as JSON within JSON, twice: as
  // the box's value and as what the event brought.
  function fit(turns) {
    const measure = (turn) => new TextEncoder().encode(JSON.stringify(JSON.stringify(turn))).length;
    let left = MOST_SENT / 2 - 20_000;
    const first = turns.findLastIndex((turn) => (left -= measure(turn)) < 0) + 1;
    return turns.slice(first);
  }

  function open(id) {
    const kept = read(PREFIX + id);
    if (!kept) return;
    setCurrent(id);
    const turns = fit(kept.turns);
    aside = kept.turns.slice(0, kept.turns.length - turns.length);
    if (aside.length) {
      notice.textContent = "This conversation is too long to be sent as a whole: here are the newest "
        + `${turns.length} of its ${kept.turns.length} questions.`;
      document.getElementById("chat")?.before(notice);
    }
    send({ do: "restore", turns });
    render();
  }

  function forget(kept) {
    localStorage.removeItem(PREFIX + kept.id);
    if (kept.id === current) send({ do: "clear" });
    render();
  }

  function button(label, text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    if (label !== text) made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  }

  function row(kept) {
    const title = kept.turns[0]?.answer?.question ?? "…";
    const item = document.createElement("li");
    const choose = button(title, title, () => open(kept.id));
    choose.className = "choose";
    if (kept.id === current) choose.setAttribute("aria-current", "true");
    item.append(choose, button(`Delete “${title}”`, "✕", () => forget(kept)));
    return item;
  }

  function render() {
    const place = document.getElementById("conversations");
    if (!place) return;
    const all = list();
    const rows = document.createElement("ul");
    rows.append(...all.map(row));
    const fresh = button("New conversation", "New conversation", () => send({ do: "clear" }));
    const parts = [fresh, rows];
    if (all.length) {
      parts.push(button("Delete all", "Delete all", () => {
        if (!confirm(`Delete all ${all.length} conversations from this browser?`)) return;
        all.forEach((kept) => localStorage.removeItem(PREFIX + kept.id));
        send({ do: "clear" });
        render();
      }));
    }
    place.replaceChildren(...parts);
  }

  function download({ name, kind, text }) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: `${kind};charset=utf-8` }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  let begun = false;
  function begin() {
    if (begun || !document.querySelector("#inbox textarea, #inbox input")) return;
    begun = true;
    const query = location.search;
    if (new URLSearchParams(query).has("q")) {
      history.replaceState(null, "", location.pathname);
      setCurrent(null);
      setTimeout(() => send({ do: "ask", query }), 300);
    } else if (current) {
      setTimeout(() => open(current), 300);
    }
  }

  const hear = makeHearer();
  new MutationObserver(() => {
    hear("news", keep);
    hear("parcel", download);
    hear("digest-parcel", download);
    hear("verify-parcel", download);
    if (document.getElementById("conversations")?.childElementCount === 0) render();
    begin();
  }).observe(document.documentElement, { childList: true, subtree: true });
  addEventListener("storage", render);
})();
