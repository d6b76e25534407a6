// After Back a page shows the words that it was asked for, not those typed before it was left.

addEventListener("pageshow", () => {
  for (const input of document.querySelectorAll("form:not([method=post]) input[type=search]"))
    input.value = input.defaultValue;
});
