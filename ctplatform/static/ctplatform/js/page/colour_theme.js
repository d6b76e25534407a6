// Light, dark, or as the machine: the choice is a cookie that the server paints with, so no page flashes.

const YEAR = 31536000;

function choose(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  document.cookie = `theme=${theme}; path=/; max-age=${theme ? YEAR : 0}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  show();
}

function show() {
  const theme = document.documentElement.dataset.theme ?? "";
  document.querySelectorAll("[data-theme-choice] input").forEach((input) => {
    input.checked = input.value === theme;
  });
}

document.addEventListener("change", ({ target }) => {
  if (target.closest("[data-theme-choice]")) choose(target.value);
});

show();
