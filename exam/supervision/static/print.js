// Printing by a button, since the page may hold no inline script.
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
