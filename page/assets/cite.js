// Listeners on the whole page, so that they survive every re-rendering of chat and panel.
// A marker [1] opens, outlines and focuses the card it names; a card leads back to its marker.
(() => {
  const calm = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

  function openCard(id) {
    const card = document.getElementById(id);
    if (!card) return;
    document.querySelectorAll(".source.hit").forEach((other) => other.classList.remove("hit"));
    for (let box = card.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    card.querySelectorAll("details").forEach((abstract) => { abstract.open = true; });
    card.classList.add("hit");
    card.scrollIntoView({ behavior: calm(), block: "nearest" });
    card.focus({ preventScroll: true });
  }

  function goBack(id) {
    const marker = document.querySelector(`#chat a[href="#${CSS.escape(id)}"]`);
    if (!marker) return;
    marker.scrollIntoView({ behavior: calm(), block: "center" });
    marker.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#s-"], a[href^="#back-"]');
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    const name = link.getAttribute("href").slice(1);
    if (name.startsWith("back-")) goBack(name.slice(5));
    else openCard(name);
  }, true);
})();
