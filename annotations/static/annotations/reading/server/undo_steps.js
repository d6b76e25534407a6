// Steps taken on this page, newest last, so that U takes back the last one, whatever it was.

import { RefusedRequest } from "./api_requests.js";
import { say } from "../page/page_words.js";

/** What a step rested on is gone or was changed by somebody else: it cannot be taken back. */
export class OutdatedStep extends RefusedRequest {
  constructor(key) {
    super(409, { detail: say(key) });
  }
}

export class UndoSteps {
  constructor() {
    this.steps = [];
  }

  /**
   * A step is {what, where, parts, id, dismiss}: `what` names the words for it, `parts` are
   * functions that take its parts back (the last one first), `dismiss` removes its toast.
   */
  push(step) {
    this.steps.at(-1)?.dismiss?.(); // its toast printed U, which now means this step
    this.steps.push(step);
  }

  /** The last step, or the last one about the mark `id`; undefined without one. */
  last(id) {
    return id ? this.steps.findLast((step) => step.id === id) : this.steps.at(-1);
  }

  /** Take one step back. A part that fails stays, so that it can be tried again. */
  async run(step) {
    step.dismiss?.();
    try {
      while (step.parts.length) {
        await step.parts.at(-1)();
        step.parts.pop();
      }
    } catch (error) {
      if (!(error instanceof OutdatedStep)) throw error;
      this.drop(step); // it can never be taken back: the step before it can
      throw error;
    }
    this.drop(step);
  }

  drop(step) {
    this.steps = this.steps.filter((other) => other !== step);
  }
}
