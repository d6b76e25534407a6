// Asks before the panel closes over words that are not saved: save, discard, or go on writing.

export class UnsavedQuestion {
  /** `part` is the question in the panel; `answers` are {save, discard}. */
  constructor(part, answers) {
    Object.assign(this, { part, answers });
    part.addEventListener("click", ({ target }) => this.answer(target.closest("[data-answer]")?.dataset.answer));
  }

  get isAsking() {
    return !this.part.hidden;
  }

  /** Ask; the focus moves to the question, so that no key typed next is a command. */
  ask() {
    if (!this.isAsking) this.back = document.activeElement;
    this.part.hidden = false;
    this.part.querySelector("button").focus();
  }

  answer(answer) {
    if (!answer) return;
    this.stop({ refocus: answer === "stay" });
    this.answers[answer]?.();
  }

  stop({ refocus = false } = {}) {
    if (!this.isAsking) return;
    this.part.hidden = true;
    if (refocus) this.back?.focus({ preventScroll: true });
  }
}
