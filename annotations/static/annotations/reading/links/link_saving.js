// What becomes of links when a passage is saved: made, changed, removed, repeated, put to the register; each with its way back.

import { toast } from "../../../ctplatform/js/page/toast_messages.js";
import { newKey } from "../server/api_requests.js";
import { LastLink } from "./last_link.js";
import { LinkRequests } from "./link_requests.js";
import { putValue, withdrawProposal } from "./register_values.js";
import { announce, say } from "../page/page_words.js";
import { OutdatedStep } from "../server/undo_steps.js";

export class LinkSaving {
  /** `saving` remembers the steps and says what went wrong. */
  constructor(saving) {
    this.saving = saving;
    this.config = saving.config;
    this.links = new LinkRequests(this.config.urls.links, this.config.rows);
    this.last = new LastLink(this.config);
  }

  /** Make one link of a passage; it is the one that is repeated next. */
  async add(link, annotation, key, options) {
    const added = await this.links.add(link, annotation, key, options);
    this.last.keep(added.link);
    return added;
  }

  /** Make a link, or change the one that it names. */
  async save(row, link, step) {
    const saved = link.id ? await this.links.change(link) : await this.add(link, row.id);
    if (!step.parts.length) step.what = link.id ? "relinked" : "linked";
    this.saving.remember(step, saved.takeBack);
    return saved.link;
  }

  /** Make the last link again, for another passage; `value` is what its words state. */
  repeat(mark, link) {
    const { saving } = this;
    return saving.attempt(async () => {
      const step = { what: "linked", where: saving.where(mark), parts: [] };
      const made = await this.save(mark, link, step);
      const row = saving.store.rows.get(mark.id) || mark;
      saving.panel.close();
      saving.poll.forget();
      saving.store.put({ ...row, links: [...row.links, made] });
      toast(say("link_repeated", { record: link.title }), { label: say("undo"), key: "U", run: () => saving.undo() });
      saving.poll.now();
    });
  }

  unlink({ mark, link }) {
    const { saving } = this;
    return saving.attempt(async () => {
      const makeAgain = await this.links.remove({ id: link });
      saving.panel.close();
      saving.steps.push({ what: "unlinked", where: saving.where(mark), parts: [makeAgain] });
      await saving.poll.now();
      announce(say("unlinked", { where: saving.where(mark) }));
    });
  }

  /** Put the value to the register as well; the mark is saved already, whatever comes of it. */
  async propose({ id, start, end }, { link, note }) {
    const { saving } = this;
    const kind = this.config.register.find(({ type }) => type === link.target_type);
    const reason = note || saving.map.quote(start, end).slice(0, 200);
    try {
      const { waits, proposal } = await putValue(kind, link, { annotation: id, reason, key: newKey() });
      toast(say(waits ? "proposed" : "applied", { record: link.title }));
      const takeBack = waits
        ? () => withdrawProposal(proposal)
        : () => Promise.reject(new OutdatedStep("written_already"));
      saving.steps.push({ what: "proposed", where: link.title, parts: [takeBack] });
    } catch (error) {
      const row = saving.store.rows.get(id);
      if (row) saving.panel.open(row);
      throw error;
    }
  }
}
