// Hears the keys of a review, and keeps the notebook from taking them for its own commands.
export default {
  render({ model, el }) {
    el.style.display = "none";
    const listen = (box) => {
      box.tabIndex = 0;
      box.setAttribute("data-lm-suppress-shortcuts", "true");
      const hear = (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const typing = event.target.matches("input:not([type=checkbox]), textarea");
        if (event.key === "Escape") box.focus({ preventScroll: true });
        else if (typing) return;
        else if (event.key === "/") box.querySelector(".sk-review-search input").focus();
        else if (model.get("heard").includes(event.key)) model.send({ key: event.key });
        else return;
        event.preventDefault();
        event.stopPropagation();
      };
      // Before the fields themselves, which keep keys to themselves.
      box.addEventListener("keydown", hear, true);
      // A button that is hidden once it was pressed would leave the keys to the notebook.
      box.addEventListener("click", (event) => {
        if (event.target.closest(".sk-review-choice")) box.focus({ preventScroll: true });
      });
    };
    const wait = () => {
      const box = el.closest(".sk-review");
      if (box) listen(box);
      else setTimeout(wait, 50);
    };
    wait();
  },
};
