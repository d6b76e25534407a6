// What every mark of a map answers: words beside the pointer and the focus, and the records behind it.
import { hush, speak } from "../../ctplatform/js/page/spoken_words.js";

/** Give a layer its words in a tooltip, and the address that a click opens: with a mouse at once, for
    fingers by a popup that names it and says more in `lines`. */
export function answer(map, layer, { name, words, url, open, lines = [] }) {
  // The words are the name of the mark already; as its description they would be heard twice.
  layer._setAriaDescribedByOnLayer = () => {};
  layer.bindTooltip(() => Object.assign(document.createElement("span"), { textContent: words }), { direction: "top" });
  layer.on("tooltipopen", () => speak(words, layer.getElement()));
  layer.on("tooltipclose", hush);
  if (!url) return;
  layer.on("click", ({ originalEvent, latlng }) => {
    if (originalEvent.pointerType === "touch") map.openPopup(popup(name, lines, url, open), latlng);
    else location.assign(url);
  });
}

function popup(name, lines, url, open) {
  const content = document.createElement("div");
  content.append(line("b", name), ...(lines.length ? [line("span", lines.join(" · "))] : []));
  const link = line("a", open);
  link.firstChild.href = url;
  content.append(link);
  return content;
}

function line(tag, text) {
  const row = document.createElement("p");
  row.dir = "auto";
  row.append(Object.assign(document.createElement(tag), { textContent: text }));
  return row;
}
