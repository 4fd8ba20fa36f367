// The tags that the page offers: what each is called, in which ways it can be written, and what its chip says. They are read
// from the list to choose from, so that the server alone decides what a tag is.

const list = document.querySelector("#tag-picker");
const words = document.querySelector("[data-blocks]")?.dataset ?? {};
const options = new Map([...(list?.options ?? [])].map((option) => [option.value, option]));

/** Every tag: its group and its name together, the group alone, the name alone. */
export const offered = [...options.values()].map((option) => (
  { tag: option.value, label: option.textContent.trim(), group: option.parentElement.label, name: option.dataset.name }));

/** The list of ways in which a tag can be written; null where there is one alone. */
export function waysOf(name) {
  const kind = options.get(name)?.dataset.kind;
  return kind ? document.querySelector(`[data-formats="${kind}"]`) : null;
}

/** A tag's group and name. */
export const labelOf = (name) => options.get(name)?.textContent.trim() ?? name;

/** Whether the tag exists and can be written in its way. */
export function known({ name, form }) {
  return options.has(name) && (!form || [...(waysOf(name)?.options ?? [])].some((way) => way.value === form));
}

/** What a chip says: the name and, where it is not the usual one, the way of writing; an unknown one as it is written. */
export function chipWords(tag) {
  if (!known(tag)) return `${words.unknown} ${tag.said}`;
  const way = tag.form && [...waysOf(tag.name).options].find((one) => one.value === tag.form).dataset.name;
  return way ? `${labelOf(tag.name)}, ${way}` : labelOf(tag.name);
}
