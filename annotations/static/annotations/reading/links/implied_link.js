// What a link may start with: the field that the passage's code implies, and the value that its words state.

const FIELDS = {
  "detail.time": { incident: "date", warning: "date", allegation: "date", assessment: "horizon" },
  "detail.place": { incident: "place" },
  "detail.casualties": { incident: "killed" },
  "detail.target": { incident: "target", allegation: "target" },
  "actor.mention": { actor: "name" },
  "actor.relation": { actor: "relations" },
  "resp.statement": { incident: "responsibility" },
  "resp.allegation": { allegation: "proposition" },
  "resp.verdict": { allegation: "verdict" },
  "judg.descriptive": { assessment: "statement" },
  "judg.causal_trend": { assessment: "statement" },
  "judg.forecast": { assessment: "statement" },
};
const HARMS = [
  [/\b(injur|wound)/iu, "injured"],
  [/\b(abduct|kidnap)/iu, "abducted"],
  [/\bhostage/iu, "hostages"],
  [/\bmissing\b/iu, "missing"],
];
const FIGURE =
  /(?:(?:more|fewer|less) than|at least|at most|up to|about|around|nearly|almost|over|between)?\s*\d[\d.,]*\d?(?:\s*(?:to|and|-|–)\s*\d[\d.,]*\d?)?/iu;
const DATED = /\p{Nd}|yesterday|today|\b(last|this|next)\b|\b(day|week|month|year|spring|summer|autumn|winter)/iu;
const ROWS_ALONE = new Set(["relations", "responsibility", "verdict"]); // fields whose rows say it, not a value
const LONGEST = 80;

/** The field of a kind of record that a code implies; "" where it implies none. */
export function impliedField(code, type, quote = "") {
  const field = FIELDS[code.toLowerCase()]?.[type] ?? "";
  return field === "killed" ? (HARMS.find(([words]) => words.test(quote))?.[1] ?? field) : field;
}

/** The value that a quote states of a field, in its own words; "" where it is too long to be one. */
export function impliedValue(field, how, quote) {
  const words = quote.trim().replace(/\s+/gu, " ");
  if (ROWS_ALONE.has(field) || (how === "date" && !DATED.test(words))) return "";
  if (how === "casualties") {
    const figure = words
      .match(FIGURE)?.[0]
      .trim()
      .replace(/[.,]+$/u, "");
    if (figure) return figure;
  }
  return words.length <= LONGEST ? words : "";
}
