// The reading page, put together: text, marks, margin, panel, keys, and what passes between them.

import "../../../ctplatform/js/site_scripts.js"; // this page loads no other module: its bundle holds that of all pages
import { toast } from "../../../ctplatform/js/page/toast_messages.js";
import { call } from "../server/api_requests.js";
import { ConnectionState } from "../server/connection_state.js";
import { KeyboardSelection } from "../text/keyboard_selection.js";
import { PassageHandles } from "../text/passage_handles.js";
import { HoverCard } from "../drawing/hover_card.js";
import { PageKeys } from "./page_keys.js";
import { AnnotationLayer } from "../drawing/annotation_layer.js";
import { MarginNotes } from "../drawing/margin_notes.js";
import { UnsentAnnotations } from "../server/unsent_annotations.js";
import { TextOutline } from "../text/text_outline.js";
import { PassagePanel } from "../panel/passage_panel.js";
import { PassageDraft } from "../panel/passage_draft.js";
import { LayerPolling } from "../server/layer_polling.js";
import { ReadingPosition } from "../text/reading_position.js";
import { AnnotationSaving } from "../server/annotation_saving.js";
import { announce, learn, say } from "./page_words.js";
import { TextSelection } from "../text/text_selection.js";
import { session } from "../server/session_renewal.js";
import { ReaderSettings } from "./reader_settings.js";
import { AnnotationStore } from "../server/annotation_store.js";
import { TextMap } from "../text/article_text.js";
import { PageCommands } from "./page_commands.js";
import { namedMark, PassageNavigation } from "../text/passage_navigation.js";

const config = JSON.parse(document.getElementById("reading-config").textContent);
const $ = (selector) => document.querySelector(selector);

class ReadingPage extends PageCommands {
  constructor() {
    super();
    this.config = config;
    learn(config.words);
    session.start();
    this.root = $(".reading");
    this.map = new TextMap($("[data-text]"));
    this.store = new AnnotationStore(config);
    this.layer = new AnnotationLayer(this.map);
    this.notes = new MarginNotes(this);
    this.panel = new PassagePanel({ ...this, config });
    this.walking = new PassageNavigation(this);
    this.outline = new TextOutline({ ...this, root: $(".reading-outline") });
    this.cursor = new KeyboardSelection(this.map);
    this.selecting = new TextSelection(this.map, this.layer, {
      mayWrite: config.may_write,
      paused: () => this.cursor.active, // a selection by keys is finished by a key
    });
    this.settings = new ReaderSettings(this.root, () => this.notes.place());
    this.poll = new LayerPolling({
      ask: (known) => call("GET", config.urls.layer, { known, polling: true }),
      take: (layer) => this.taken(layer),
      reached: () => this.connection.reached(),
      failed: (error) => this.connection.failed(error),
    });
    const box = `ctplatform-unsent-${config.user?.id}-${config.version.id}`;
    this.outbox = new UnsentAnnotations(localStorage, box, (...given) => this.saving.deliver(...given));
    this.saving = new AnnotationSaving({ ...this, config });
    this.card = new HoverCard(this);
    this.handles = new PassageHandles(this);
    this.wire();
    this.connection = new ConnectionState(this);
    this.draft = new PassageDraft({ ...this, config });
    this.keyboard = new PageKeys(this, { single: config.shortcuts });
    this.resuming = new ReadingPosition(this);
    this.poll.now();
    this.poll.start();
  }

  wire() {
    const { panel, selecting, store, walking, cursor } = this;
    store.addEventListener("change", () => this.draw());
    selecting.addEventListener("select", ({ detail }) => this.propose(detail));
    selecting.addEventListener("offer", ({ detail }) => this.offer(detail));
    selecting.addEventListener("hit", ({ detail }) => this.hit(detail.ids));
    selecting.addEventListener("hover", ({ detail }) => {
      this.hover(detail.ids[0] || null);
      this.card.show(detail.ids, detail);
    });
    panel.addEventListener("here", () => this.nextHere());
    panel.addEventListener("recolour", ({ detail }) => this.layer.show("active", detail));
    panel.addEventListener("close", () => this.closed());
    panel.addEventListener("open", () => this.printKeys());
    panel.addEventListener("close", () => this.printKeys());
    walking.addEventListener("active", ({ detail }) => this.report(detail));
    cursor.addEventListener("move", ({ detail }) => this.picked(detail));
    cursor.addEventListener("stop", () => this.layer.show("active", walking.active));
    document.addEventListener("click", (event) => this.clicked(event));
    this.root.addEventListener("pointerover", (event) =>
      this.hover(event.target.closest?.("[data-mark]")?.dataset.mark || null),
    );
    this.root.addEventListener("focusin", (event) =>
      this.hover(event.target.closest("[data-mark]")?.dataset.mark || null),
    );
    addEventListener("hashchange", () => this.follow());
    addEventListener("beforeunload", (event) => panel.dirty && event.preventDefault());
    $("#whose")?.addEventListener("change", ({ target }) => store.show({ mine: target.value === "mine" }));
  }

  /** Draw what the store knows. The first time it is measured, and the address is followed. */
  draw() {
    this.layer.set(this.store.visible());
    this.notes.draw();
    this.outline.draw();
    if (this.panel.isOpen) this.panel.recoloured();
  }

  taken(layer) {
    const first = !this.painted;
    const fresh = this.store.take(layer);
    if (first) {
      this.painted = true;
      if (this.draft.bringBack((id) => this.store.find(id))) toast(say("draft_back"));
      else this.follow();
      performance.mark("annotations-painted");
      this.root.dataset.painted = String(layer.annotations.length);
    } else if (fresh.length) announce(say("news", { n: fresh.length, name: this.store.maker(fresh[0]).name }));
  }

  signIn() {
    this.connection.signIn();
  }

  /** Open the panel on a span, unless words in it would be lost. */
  propose(span, { focus = false } = {}) {
    this.cursor.active = false;
    if (this.panel.dirty && this.panel.target.id) {
      this.panel.leave();
      return;
    }
    if (this.panel.dirty) this.panel.moveTo(span);
    else this.panel.open(span, { focus });
    this.offer(null);
  }

  /** On touch a selection is still being dragged: offer the panel, do not push it in. */
  offer(span) {
    const button = $("#mark-offer");
    if (!button) return;
    this.offered = span;
    button.hidden = !span;
  }

  hit(ids) {
    if (this.panel.dirty && ids.length) this.panel.leave();
    if (this.panel.dirty) return;
    if (!ids.length) {
      this.panel.close();
      this.walking.activate(null);
      return;
    }
    const at = ids.indexOf(this.walking.active); // the same spot again: the next longer mark
    this.openMark(ids[(at + 1) % ids.length], { ids });
  }

  /** The next one of the marks at one place. */
  nextHere() {
    const at = this.here.indexOf(this.walking.active);
    this.openMark(this.here[(at + 1) % this.here.length], { ids: this.here });
  }

  openMark(id, options = {}) {
    const mark = this.store.find(id);
    if (mark && this.panel.dirty) return this.panel.leave();
    if (!mark) return false;
    this.walking.activate(id, { scroll: options.scroll ?? false });
    if (!mark.unsent) this.panel.open(mark, options);
    this.here = options.ids || this.layer.index.at(mark.start).map((each) => each.id);
    this.panel.sayHere(this.here.indexOf(id) + 1, this.here.length);
    return true;
  }

  closed() {
    this.layer.show("active", this.walking.active);
    this.cursor.stop();
    document.getSelection().removeAllRanges();
  }

  /** At the foot stand the keys that work now. */
  printKeys() {
    const { isOpen, parts } = this.panel;
    const state = !isOpen ? "text" : parts.editing.disabled ? "others" : "panel";
    for (const keys of document.querySelectorAll(".reading-foot [data-keys]"))
      keys.hidden = keys.dataset.keys !== state;
  }

  hover(id) {
    if (id === this.hovered) return;
    this.hovered = id;
    this.layer.show("hover", id);
    for (const note of document.querySelectorAll(".note[data-hover]")) note.removeAttribute("data-hover");
    if (id) document.querySelector(`.note[data-mark="${CSS.escape(id)}"]`)?.setAttribute("data-hover", "");
  }

  clicked(event) {
    const { target } = event;
    const retry = target.closest("[data-retry]")?.dataset.retry;
    const discard = target.closest("[data-discard]")?.dataset.discard;
    if (retry) this.outbox.put({ ...this.outbox.items().find(({ key }) => key === retry), refused: "" });
    if (retry) this.connection.reached();
    if (discard) this.outbox.remove(discard);
    const action = target.closest("[data-reading]")?.dataset.reading;
    if (action) this[action](target);
    const note = target.closest(".note");
    if (note && !target.closest("a.chip, button")) {
      event.preventDefault();
      this.openMark(note.dataset.mark, { scroll: true, focus: Boolean(target.closest("a")) });
    }
    const number = target.closest(".block-number");
    if (number) this.copyReference(number);
  }

  async copyReference(number) {
    const words = `${config.title}, ¶${number.textContent.trim()}, ${number.href}`;
    try {
      await navigator.clipboard.writeText(words);
      toast(say("reference_copied"));
    } catch {
      // Plain http has no clipboard: the address bar holds the reference all the same.
    }
  }

  report(mark) {
    const label = this.store.labelOf(mark.code, say("remark"));
    announce([label, this.map.quote(mark.start, mark.end).slice(0, 200), mark.note].filter(Boolean).join(". "));
  }

  picked(span) {
    this.layer.show("active", { ...span, colour: "plain", certainty: "certain" });
    this.walking.reveal(span.start, span.end);
    announce(this.map.quote(span.start, span.end).slice(0, 200));
  }

  follow() {
    const paragraph = this.map.paragraphs.findIndex(({ id }) => `#${id}` === location.hash);
    if (paragraph >= 0) this.walking.hold(paragraph);
    const elsewhere = paragraph < 0 && this.store.parts.ofAnchor(location.hash);
    if (elsewhere) location.replace(elsewhere);
    const id = namedMark(location);
    const row = id && this.store.rows.get(id);
    if (row && !this.store.parts.holds(row)) location.replace(this.store.parts.ofMark(row));
    else if (id && this.store.find(id)) this.openMark(id, { scroll: true });
    else if (id && this.painted) toast(say("no_such_mark"));
  }
}

new ReadingPage();
