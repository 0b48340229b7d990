// What the server says of an answer, and what Gradio's own parts lack for keyboard and ear.
(() => {
  const NAMES = { ".submit-button": "Ask", ".stop-button": "Stop the answer" };
  const spoken = document.createElement("div");
  spoken.id = "spoken";
  spoken.setAttribute("role", "status");

  let link = "";
  document.addEventListener("click", async (event) => {
    if (!event.target.closest?.("#copy-link")) return;
    const address = `${location.origin}${location.pathname}?${link}`;
    try {
      await navigator.clipboard.writeText(address);
      spoken.textContent = "The link is copied.";
    } catch {  // only pages that are secure may copy
      history.replaceState(null, "", address);
      spoken.textContent = "The link is in the address bar.";
    }
  });

  // Emptied once, when the question has arrived: what is typed meanwhile stays.
  function emptyBox(asked) {
    const box = document.querySelector("#question textarea");
    if (box?.value.trim().split(/\s+/).join(" ") !== asked) return;
    box.value = "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // A message is announced once, when it is whole: the log that streams is silent.
  function tell(news) {
    document.body.classList.toggle("answering", news.live);
    document.body.classList.toggle("answered", !news.live && news.keys.length > 0);
    document.body.classList.toggle("chipped", news.chips.length > 0);
    link = news.link;
    if (news.live) emptyBox(news.turn.answer.question);
    const log = document.querySelector('#chat [role="log"]');
    if (log) {
      log.setAttribute("aria-live", "off");
      log.setAttribute("aria-busy", String(news.live));
      if (!log.hasAttribute("tabindex")) log.tabIndex = 0;  // it scrolls
    }
    if (news.said && news.said !== spoken.textContent) spoken.textContent = news.said;
    if (news.live) spoken.textContent = "";
  }

  // Gradio would ask at once, and what is being written would be lost.
  document.addEventListener("keydown", (event) => {
    const asks = event.key === "Enter" && !event.shiftKey && event.target.closest?.("#question");
    if (!asks || event.target.tagName !== "TEXTAREA" || !document.body.classList.contains("answering")) return;
    event.preventDefault();
    event.stopPropagation();
    spoken.textContent = "An answer is being written: stop it, or wait.";
  }, true);

  const plain = document.createElement("textarea");
  const asTyped = (text) => {
    plain.innerHTML = text.replaceAll("<", "&lt;");
    return plain.value.replace(/\\([\\`*_{}[\]()#+\-.!|~>=])/g, "$1");
  };

  // What a reader copies is what is read, not the Markdown behind it.
  function readAloud(message) {
    const copy = message.cloneNode(true);
    copy.querySelectorAll(".katex").forEach((math) => {
      const source = math.querySelector("annotation");
      math.replaceWith(`$${source ? source.textContent : math.textContent}$`);
    });
    copy.querySelectorAll("br").forEach((br) => br.replaceWith("\n"));
    copy.querySelectorAll("li, p").forEach((block) => block.append("\n"));
    return copy.textContent.replace(/\n{3,}/g, "\n\n").trim();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.('#chat button[aria-label="Copy message"]');
    const row = button?.closest(".message-buttons-left, .message-buttons-right")?.previousElementSibling;
    const message = row?.querySelector(".message-content");
    if (message) setTimeout(() => navigator.clipboard.writeText(readAloud(message)), 50);
  });

  function name(root) {
    for (const [selector, label] of Object.entries(NAMES)) {
      root.querySelectorAll(`#question ${selector}`).forEach((button) => {
        if (button.getAttribute("aria-label") !== label) button.setAttribute("aria-label", label);
      });
    }
    root.querySelectorAll('#chat .examples[role="list"]').forEach((list) => list.setAttribute("role", "group"));
    // Gradio opens the box for editing with the Markdown of a message.
    root.querySelectorAll("#chat textarea:not([data-plain])").forEach((box) => {
      box.dataset.plain = "yes";
      if (!box.getAttribute("aria-label")) box.setAttribute("aria-label", "Edit the question");
      box.value = asTyped(box.value);
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  const hear = makeHearer();
  new MutationObserver(() => {
    if (!spoken.isConnected && document.body) document.body.append(spoken);
    hear("news", tell);
    name(document);
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
