/** The page of the API: Swagger UI with groups of tags, a search over all operations, and the theme. */

import { matchesAll, textOf } from "./operation_search.js";

const SEARCH = "Search addresses, summaries and descriptions";
const page = document.querySelector("#api-docs");
const csrf = document.querySelector('meta[name="csrf-token"]');
const dark = window.matchMedia("(prefers-color-scheme: dark)");

/** The theme that was chosen on the pages, else that of the machine. */
function setTheme() {
  const chosen = document.cookie.match(/(?:^|; )theme=(\w+)/)?.[1];
  document.documentElement.classList.toggle("dark-mode", chosen ? chosen === "dark" : dark.matches);
}

/** The tags and operations that contain all words; of a tag that does, every operation. */
function search(tags, phrase) {
  const words = phrase.toLowerCase().split(/\s+/);
  return tags
    .map((tag, name) => {
      const about = `${name} ${tag.getIn(["tagDetails", "description"], "")}`;
      return tag.update("operations", (all) => all.filter((each) => matchesAll(words, `${about} ${textOf(each)}`)));
    })
    .filter((tag) => tag.get("operations").size > 0);
}

/** Writes the name of a group above its first tag. */
function withGroups(Tag, system) {
  return (properties) => {
    const groups = system.specSelectors.specJson().get("x-tagGroups") ?? [];
    const group = groups.find((each) => each.getIn(["tags", 0]) === properties.tag);
    const { createElement, Fragment } = system.React;
    const heading = group && createElement("h2", { className: "api-group" }, group.get("name"));
    return createElement(Fragment, null, heading, createElement(Tag, properties));
  };
}

/** Requests that change something carry the token of the session. */
function addCsrf(request) {
  const changes = !["GET", undefined].includes(request.method);
  if (changes && request.credentials === "same-origin") request.headers["X-CSRFToken"] = csrf.content;
  return request;
}

function labelSearch() {
  const field = page.querySelector(".operation-filter-input");
  field?.setAttribute("placeholder", SEARCH);
  field?.setAttribute("aria-label", SEARCH);
}

setTheme();
dark.addEventListener("change", setTheme);
window.SwaggerUIBundle({
  url: page.dataset.schema,
  domNode: page,
  presets: [window.SwaggerUIBundle.presets.apis],
  plugins: [() => ({ fn: { opsFilter: search }, wrapComponents: { OperationTag: withGroups } })],
  layout: "BaseLayout",
  docExpansion: "none",
  defaultModelsExpandDepth: 0,
  filter: true,
  deepLinking: true,
  requestInterceptor: addCsrf,
  onComplete: labelSearch,
});
