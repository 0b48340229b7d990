// The map of the papers: drawn on a canvas, moved and zoomed by pointer, wheel or keys.
(() => {
  const SIZE = 5;
  let points = [], hits = new Set(), cited = new Set(), rows = [], chosen = "";
  let canvas, tip, scale = 1, left = 0, top_ = 0;

  const color = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  function pick(id) {
    const box = document.querySelector("#picked textarea, #picked input");
    if (!box || !id) return;
    chosen = id;
    box.value = `${id} ${performance.now()}`;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    draw();
  }

  const place = ([, x, y]) => [
    (x - left) * scale * (canvas.clientWidth - 40) + 20,
    (y - top_) * scale * (canvas.clientHeight - 40) + 20,
  ];

  function draw() {
    if (!canvas?.isConnected || !canvas.clientWidth) return;
    const ratio = devicePixelRatio || 1;
    canvas.width = canvas.clientWidth * ratio;
    canvas.height = canvas.clientHeight * ratio;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const rank = ([id]) => (id === chosen ? 3 : cited.has(id) ? 2 : hits.has(id) ? 1 : 0);
    const colors = ["--point", "--found", "--cited", "--chosen"].map(color);
    for (const level of [0, 1, 2, 3]) {
      pen.fillStyle = colors[level];
      for (const point of points) {
        if (rank(point) !== level) continue;
        const [x, y] = place(point);
        pen.beginPath();
        if (level === 2) pen.rect(x - SIZE, y - SIZE, 2 * SIZE, 2 * SIZE);
        else pen.arc(x, y, level === 0 ? SIZE / 2 + Math.min(scale, 4) / 2 : SIZE + level, 0, 7);
        pen.fill();
      }
    }
  }

  function nearest(x, y, within) {
    let best = null, least = within * within;
    for (const point of points) {
      const [px, py] = place(point);
      const far = (px - x) ** 2 + (py - y) ** 2;
      if (far < least) [best, least] = [point, far];
    }
    return best;
  }

  function zoom(factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) {
    const next = Math.min(40, Math.max(1, scale * factor));
    const ratio = 1 / scale - 1 / next;
    left += (x - 20) / (canvas.clientWidth - 40) * ratio;
    top_ += (y - 20) / (canvas.clientHeight - 40) * ratio;
    scale = next;
    if (scale === 1) left = top_ = 0;
    draw();
  }

  function move(dx, dy) {
    left -= dx / scale / (canvas.clientWidth - 40);
    top_ -= dy / scale / (canvas.clientHeight - 40);
    draw();
  }

  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  function show(event) {
    const [x, y] = at(event);
    const point = nearest(x, y, 12);
    tip.hidden = !point;
    if (!point) return;
    tip.textContent = point[4] ? `${point[3]} (${point[4]})` : point[3];
    tip.style.left = `${Math.min(x + 12, canvas.clientWidth - 220)}px`;
    tip.style.top = `${y + 12}px`;
  }

  function listen() {
    let from = null, moved = false;
    canvas.addEventListener("pointerdown", (event) => { from = at(event); moved = false; canvas.setPointerCapture(event.pointerId); });
    canvas.addEventListener("pointermove", (event) => {
      if (!from) return show(event);
      const [x, y] = at(event);
      if (Math.hypot(x - from[0], y - from[1]) > 4 || moved) {
        move(x - from[0], y - from[1]);
        from = [x, y];
        moved = true;
      }
    });
    canvas.addEventListener("pointerup", (event) => {
      if (from && !moved) pick(nearest(...at(event), 14)?.[0]);
      from = null;
    });
    canvas.addEventListener("pointerleave", () => { tip.hidden = true; });
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && scale === 1 && event.deltaY > 0) return;  // let the page scroll
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.25 : 0.8, ...at(event));
    }, { passive: false });
    canvas.addEventListener("keydown", (event) => {
      const keys = {
        ArrowLeft: () => move(40, 0), ArrowRight: () => move(-40, 0), ArrowUp: () => move(0, 40),
        ArrowDown: () => move(0, -40), "+": () => zoom(1.5), "-": () => zoom(1 / 1.5), 0: () => zoom(0.001),
        Enter: () => pick(nearest(canvas.clientWidth / 2, canvas.clientHeight / 2, 1e9)?.[0]),
      };
      if (!keys[event.key]) return;
      event.preventDefault();
      keys[event.key]();
    });
    addEventListener("resize", draw);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(draw, 100));
  }

  function button(text, label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  }

  function build(holder, papers) {
    canvas = document.createElement("canvas");
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-label", `Map of ${points.length} papers by meaning: arrows move, plus and minus zoom, Enter opens the paper in the middle. The table below lists the papers.`);
    tip = document.createElement("div");
    tip.className = "tip";
    tip.hidden = true;
    const bar = document.createElement("div");
    bar.className = "map-bar";
    const legend = document.createElement("span");
    legend.className = "hint";
    legend.textContent = points.length < papers ? `${points.length} of ${papers} papers` : `${papers} papers`;
    const keys = [["found", "● found"], ["cited", "■ in the answer"], ["chosen", "● chosen"]].map(([name, text]) => {
      const key = document.createElement("span");
      key.className = `key ${name}`;
      key.textContent = text;
      return key;
    });
    bar.append(button("+", "Zoom in", () => zoom(1.5)), button("−", "Zoom out", () => zoom(1 / 1.5)),
      button("⟲", "Show the whole map", () => zoom(0.001)), legend, ...keys);
    holder.replaceChildren(bar, canvas, tip);
    listen();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#p-"]');
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    pick(rows[Number(link.getAttribute("href").slice(3))]);
    document.getElementById("paper")?.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block: "nearest" });
  }, true);

  const hear = makeHearer();
  new MutationObserver(() => {
    const heard = [
      hear("points", (told) => {
        points = told.points;
        const holder = document.getElementById("map");
        if (holder && points.length) build(holder, told.papers);
      }),
      hear("hits", (told) => { hits = new Set(told.hits); rows = told.rows; }),
      hear("news", (told) => { cited = new Set(told.cited); }),
    ];
    const blank = canvas && canvas.isConnected && canvas.width <= 1;
    if (blank || heard.includes(true)) draw();
  }).observe(document.documentElement, { childList: true, subtree: true });

  new MutationObserver(draw).observe(document.documentElement, { attributes: true, subtree: true, attributeFilter: ["hidden", "class"] });
})();
