// Keeps what is entered in the panel over a reload, a crash of the page or a sign-in elsewhere: in this tab, for this
// person, until it is saved or discarded.

import { draftName, keepDraft, readDraft } from "../../../ctplatform/js/forms/form_drafts.js";
import { debounced } from "../page/page_elements.js";

export class PassageDraft {
  constructor({ panel, config }) {
    this.panel = panel;
    this.name = draftName(config.user?.id ?? "", `passage:${config.version.id}`);
    this.later = debounced(250, () => this.keep());
    panel.root.addEventListener("input", this.later);
    panel.root.addEventListener("change", this.later);
    panel.addEventListener("recolour", this.later);
    panel.addEventListener("close", () => keepDraft(this.name, null));
    addEventListener("pagehide", () => panel.isOpen && this.keep());
  }

  keep() {
    const { panel } = this;
    if (!panel.isOpen) return;
    const { id, version } = panel.target;
    keepDraft(this.name, panel.dirty ? { id, version, span: panel.span, entered: panel.entered() } : null);
  }

  /** Open the panel as it was left; true where a draft was kept. `find` gives a mark by its id. */
  bringBack(find) {
    const draft = readDraft(this.name);
    const target = draft && (draft.id ? find(draft.id) : draft.span);
    if (!target) return false;
    this.panel.open(target);
    if (draft.id) this.panel.target = { ...target, version: draft.version }; // with its version then: a change since is a conflict
    this.panel.moveTo(draft.span);
    this.panel.enter(draft.entered);
    return true;
  }
}
