// A page that was told another address than the browser's cannot load its parts, and would stay empty
// without a word: it says which setting of the reverse proxy is missing.
(async () => {
  const told = new URL(window.gradio_config?.root || "/", location.href);
  const here = location.pathname.replace(/\/$/, "");
  let advice = "";
  if (told.host !== location.host) {
    // Refused: the server's log has the reason then, too.
    advice = await (await fetch("./askpapers.js", { method: "POST" })).text();
  } else if (told.pathname.replace(/\/$/, "") !== here) {
    advice = `The page was told that it is at ${told.pathname}, but the browser has it at ${here}/: `
      + `start it with --proxy ADDRESS and have the reverse proxy send X-Forwarded-Prefix: ${here}`;
  }
  if (!advice) return;
  const notice = document.createElement("p");
  notice.setAttribute("role", "alert");
  notice.textContent = advice;
  document.body.prepend(notice);
})();
