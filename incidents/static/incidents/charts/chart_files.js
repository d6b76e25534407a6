// The PNG of a chart: the browser draws the SVG file, whose colours are its own, to a canvas. The
// file is of this server, so the canvas may be read; nothing is sent anywhere.

const SCALE = 2; // pixels for each unit of the drawing, so that it prints well

for (const button of document.querySelectorAll("[data-png]")) {
  button.hidden = false;
  button.addEventListener("click", () => save(button.closest("p").querySelector("[data-svg]")));
}

/** Draw the SVG file that a link leads to, and save it under the same name. */
async function save(link) {
  const picture = new Image();
  picture.src = link.href;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = picture.naturalWidth * SCALE;
  canvas.height = picture.naturalHeight * SCALE;
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const file = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  const saved = document.createElement("a");
  saved.href = URL.createObjectURL(file);
  saved.download = (link.getAttribute("download") || new URL(link.href).pathname.split("/").at(-1)).replace(
    /\.svg$/,
    ".png",
  );
  saved.click();
  setTimeout(() => URL.revokeObjectURL(saved.href), 10_000);
}
