/** What a search over the operations of the API looks at. */

/** The words of an operation: its method, address, summary and description. */
export function textOf(operation) {
  const said = ["summary", "description"].map((name) => operation.getIn(["operation", name], ""));
  return [operation.get("method"), operation.get("path"), ...said].join(" ");
}

/** Whether a text contains every word, in any case. */
export function matchesAll(words, text) {
  const found = text.toLowerCase();
  return words.every((word) => found.includes(word));
}
