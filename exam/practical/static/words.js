// The page's own words for scripts, in the language of the page.
const holder = document.querySelector("[data-words]");
export const words = holder ? JSON.parse(holder.dataset.words) : {};
