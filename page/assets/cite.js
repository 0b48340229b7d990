// One listener for the whole page, so that it survives every re-rendering of chat and panel:
// a marker [1] opens, outlines and focuses the card it names.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#s-"]');
  if (!link) return;
  event.preventDefault();
  event.stopPropagation();
  const card = document.getElementById(link.getAttribute("href").slice(1));
  if (!card) return;
  document.querySelectorAll(".source.hit").forEach((other) => other.classList.remove("hit"));
  for (let box = card.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  card.querySelectorAll("details").forEach((abstract) => { abstract.open = true; });
  card.classList.add("hit");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  card.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "nearest" });
  card.focus({ preventScroll: true });
}, true);
