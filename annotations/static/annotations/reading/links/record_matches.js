// Whom the words typed may mean: a name that several share is never taken for the first of them.

/** Text as the register compares it: without case, accents and double spaces. */
export function fold(text) {
  return text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").split(/\s+/u).filter(Boolean).join(" ");
}

/** True where an option (title and its row) is called exactly so, by its own or another name. */
export function isCalled({ title, row }, words) {
  return [title, row?.statement, ...(row?.aliases ?? [])].some((name) => name && fold(String(name)) === fold(words));
}

/** Options in the order shown: all that are called exactly so, then others up to `most` of a kind. */
export function ranked(options, words, most) {
  const exact = options.filter((option) => isCalled(option, words));
  const others = options.filter((option) => !exact.includes(option));
  return [...exact, ...others.slice(0, Math.max(0, most - exact.length))];
}

/** True where somebody has to choose: several are called so, or the register says that the name is ambiguous. */
export function mustChoose(options, words, named) {
  return Boolean(named?.ambiguous) || options.filter((option) => isCalled(option, words)).length > 1;
}

/** The options of `named`, the register's answer for a name, with what tells them apart. */
export function withApart(options, named) {
  const apart = new Map((named?.matches ?? []).map((match) => [match.id, match.apart]));
  return options.map((option) => (apart.get(option.id) ? { ...option, meta: apart.get(option.id) } : option));
}
