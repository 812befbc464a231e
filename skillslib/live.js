// A chart that is drawn again whenever its specification changes. It uses the Vega bundle that start()
// put into the document, and waits for it.
const ready = async () => {
  for (let turn = 0; turn < 200 && !window.vegaEmbed; turn += 1) {
    await new Promise((go) => setTimeout(go, 50));
  }
  if (!window.vegaEmbed) throw new Error("Run the cell with sk.start() first: it brings the charts.");
};

export default {
  render({ model, el }) {
    el.className = "sk-chart";
    const draw = async () => {
      const spec = JSON.parse(model.get("spec"));
      try {
        await ready();
        el.dataset.state = "drawing";
        const live = document.createElement("div");
        const controls = document.createElement("div");
        controls.className = "sk-controls";
        if (spec) {
          await window.vegaEmbed(live, spec, {
            renderer: "svg", ast: true, actions: false, config: window.skillsConfig, bind: controls,
            tooltip: { theme: "custom" },
          });
        }
        el.replaceChildren(controls, live);
        el.dataset.state = "live";
      } catch (error) {
        el.textContent = String(error.message || error);
        el.dataset.state = "failed";
      }
    };
    model.on("change:spec", draw);
    draw();
  },
};
