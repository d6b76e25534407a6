// Keys are printed as this system names them: pages come with Ctrl, Alt and Shift, and Apple's have ⌘, ⌥ and ⇧.

const APPLE = /Mac|iPhone|iPad/.test(navigator.userAgentData?.platform || navigator.platform);
const SIGNS = { Ctrl: "⌘", Alt: "⌥", Shift: "⇧", Enter: "↵" };

/** "Ctrl Enter" as it is printed here. */
export function keyName(words) {
  return APPLE ? words.replace(/\b(Ctrl|Alt|Shift|Enter)\b/g, (name) => SIGNS[name]) : words;
}

/** Rename the keys below a root, such as a copied template. */
export function nameKeys(root) {
  if (APPLE) for (const key of root.querySelectorAll("kbd")) key.textContent = keyName(key.textContent);
}

nameKeys(document);
