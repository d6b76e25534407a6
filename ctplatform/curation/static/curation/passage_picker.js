// Passages as evidence in a form: results are shown below the search while the user types, and a passage that is ticked moves
// to the chosen ones. Without this script the button sends the form, which comes back with what was found.

const WAIT = 250; // ms after the last key

document.querySelectorAll("[data-passages]").forEach(enhance);

function enhance(root) {
  const [words, button, chosen, results, status] = [
    "[name=passage_words]",
    "[name=find_passages]",
    "[data-chosen]",
    "[data-results]",
    "[data-status]",
  ].map((each) => root.querySelector(each));
  let timer = 0;
  let asking = null;
  let asked = "";

  words.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, WAIT);
  });
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault(); // it would save the form
    search();
  });
  button.addEventListener("click", (event) => {
    event.preventDefault();
    search();
  });
  results.addEventListener("change", ({ target }) => {
    if (target.name !== "passage" || !target.checked) return;
    chosen.append(target.closest("li"));
    chosen.hidden = false;
    target.focus();
  });

  async function search() {
    clearTimeout(timer);
    if (!words.value.trim() || words.value === asked) return; // what is shown keeps its focus
    asking?.abort();
    asking = new AbortController();
    asked = words.value;
    try {
      const answer = await fetch(`${root.dataset.found}&passage_words=${encodeURIComponent(words.value)}`, {
        signal: asking.signal,
      });
      if (answer.ok) show(await answer.text());
    } catch (error) {
      asked = "";
      if (error.name !== "AbortError") throw error;
    }
  }

  /** Show what was found, without what is chosen already; the other passages offered stay below. */
  function show(html) {
    const found = document.createElement("div");
    found.innerHTML = html;
    for (const { value } of chosen.querySelectorAll("[name=passage]"))
      found
        .querySelector(`[value="${CSS.escape(value)}"][name=passage]`)
        ?.closest("li")
        .remove();
    const group = found.firstElementChild;
    for (const { value } of group.querySelectorAll("[name=passage]"))
      results
        .querySelector(`[value="${CSS.escape(value)}"][name=passage]`)
        ?.closest("li")
        .remove();
    results.querySelector("[data-search]")?.remove();
    group.dataset.search = "";
    results.prepend(group);
    // biome-ignore lint/performance/useDomNodeTextContent: only what is shown is announced
    status.textContent = group.innerText;
  }
}
