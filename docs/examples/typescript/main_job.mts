/** The main job of the platform, by openapi-fetch and the types that openapi-typescript generates.
 *
 * Prints what the answers said as one JSON object; ends with an error where one is not as expected.
 */

import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Problem = components["schemas"]["Problem"];
type Answer<Data> = { data?: Data; error?: Problem; response: Response };

declare const process: { env: Record<string, string | undefined> };

const TEXT = "Two gunmen attacked the market in Maiduguri. More than 150 people died.";
const PROJECT = "sahel";

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

/** The media types that are read here; some addresses also have JSON-LD, to those who ask for it. */
type Read = "application/json" | "application/problem+json";

function signIn(token: string) {
  return createClient<paths, Read>({
    baseUrl: setting("CTPLATFORM"),
    headers: { Authorization: `Token ${token}` },
  });
}

/** The body of an answer that is not an error. */
function received<Data>({ data, error, response }: Answer<Data>): Data {
  if (error !== undefined || data === undefined) {
    throw new Error(`${response.status} ${response.url}: ${JSON.stringify(error)}`);
  }
  return data;
}

function etagOf(response: Response): string {
  const tag = response.headers.get("ETag");
  if (tag === null) throw new Error(`${response.url} has no ETag`);
  return tag;
}

/** What `read` answers once it is no longer undefined; asked five times a second, for a minute. */
async function waitFor<Value>(read: () => Promise<Value | undefined>): Promise<Value> {
  for (let asked = 0; asked < 300; asked += 1) {
    const found = await read();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("Nothing came within a minute.");
}

const author = signIn(setting("TOKEN"));
const reviewer = signIn(setting("SECOND"));

async function annotate(quote: string) {
  const article = received(
    await author.POST("/api/v1/articles/", { body: { project: PROJECT, title: "A report", text: TEXT } }),
  );
  if (article.current_version === null) throw new Error("The article has no text.");
  const start = TEXT.indexOf(quote);
  const made = received(
    await author.POST("/api/v1/annotations/", {
      body: { article_version: article.current_version.id, start, end: start + quote.length, quote },
    }),
  );
  if (Array.isArray(made)) throw new Error("One annotation was sent, and several came back.");
  return made;
}

async function record(passage: string) {
  const incident = received(
    await author.POST("/api/v1/incidents/", {
      body: {
        project: PROJECT,
        title: "Attack on a market",
        date: "2016-11",
        country: "NG",
        reason: "From the text.",
        evidence: [passage],
      },
    }),
  );
  const link = received(
    await author.POST("/api/v1/links/", {
      body: {
        annotation: passage,
        target_type: "incident",
        target_id: incident.id,
        field: "killed",
        stated_value: "more than 150",
        role: "supports",
      },
    }),
  );
  return { incident, link };
}

/** The reviewer publishes the candidate as read. */
async function publish(id: string) {
  const read = await reviewer.GET("/api/v1/incidents/{id}/", { params: { path: { id } } });
  received(read);
  const published = await reviewer.POST("/api/v1/incidents/{id}/publish/", {
    params: { path: { id }, header: { "If-Match": etagOf(read.response) } },
    body: { reason: "Read." },
  });
  const incident = received(published);
  if ("diff" in incident) throw new Error("Expected that one approval is enough.");
  return { state: incident.state, tag: etagOf(published.response) };
}

/** The author's change awaits review, and the reviewer accepts it. */
async function proposeAndReview(id: string, tag: string) {
  const proposal = received(
    await author.PATCH("/api/v1/incidents/{id}/", {
      params: { path: { id }, header: { "If-Match": tag } },
      body: { title: "Attack on the old market", reason: "As in the text." },
    }),
  );
  if (!("diff" in proposal)) throw new Error("Expected that the change awaits review.");
  const accepted = received(
    await reviewer.POST("/api/v1/proposals/{id}/accept/", {
      params: { path: { id: proposal.id } },
      body: { version: proposal.version },
    }),
  );
  return { before: proposal.state, after: accepted.state };
}

/** The points of a new series of the months around the attack, once they are counted. */
async function count() {
  const series = received(
    await author.POST("/api/v1/series/", {
      body: {
        project: PROJECT,
        title: "Attacks by month",
        measure: "count",
        bucket: "month",
        start: "2016-10-01",
        end: "2016-12-31",
        coverage: "full",
      },
    }),
  );
  return waitFor(async () => {
    const page = received(
      await author.GET("/api/v1/series/{series}/points/", {
        params: { path: { series: series.id }, query: { ordering: "bucket" } },
      }),
    );
    return page.results.length > 0 ? page.results : undefined;
  });
}

/** Two exports: a table as a stream, and lines of JSON as the file of a job. */
async function exportAll() {
  const table = received(
    await author.GET("/api/v1/incidents/export/", {
      params: { query: { project: PROJECT, country: ["NG"], format: "csv" } },
      parseAs: "text",
    }),
  );
  const asked = received(
    await author.POST("/api/v1/incidents/export/", {
      params: { query: { project: PROJECT, format: "jsonl" } },
    }),
  );
  const path = { id: asked.id };
  await waitFor(async () => {
    const job = received(await author.GET("/api/v1/jobs/{id}/", { params: { path } }));
    return job.state === "done" ? job : undefined;
  });
  const lines = received(await author.GET("/api/v1/jobs/{id}/download/", { params: { path }, parseAs: "text" }));
  return { table, lines };
}

/** How a value that is no date is refused. */
async function refuse() {
  const { error, response } = await author.POST("/api/v1/incidents/", {
    body: { project: PROJECT, title: "A", date: "soon" },
  });
  return { status: response.status, pointers: error?.errors.map((each) => each.pointer) };
}

const me = received(await author.GET("/api/v1/me/"));
const passage = await annotate("More than 150 people died");
const { incident, link } = await record(passage.id);
const published = await publish(incident.id);
const reviewed = await proposeAndReview(incident.id, published.tag);
const points = await count();
const exported = await exportAll();
const refused = await refuse();

console.log(
  JSON.stringify({
    user: me.username,
    quote: passage.quote,
    link: [link.target_id === incident.id, link.role],
    published: published.state,
    reviewed,
    points: points.map((point) => [point.bucket, point.n_expected]),
    exported,
    refused,
  }),
);
