// Draws every chart on the page that is not drawn yet. A chart carries its specification as JSON and a
// still picture, which stays until the live chart stands in its place, and for good where that fails.
(() => {
  const tooltip = { theme: "custom" };
  const draw = async (chart) => {
    chart.dataset.state = "drawing";
    const live = document.createElement("div");
    live.className = "sk-live";
    const controls = document.createElement("div");
    controls.className = "sk-controls";
    const still = chart.querySelector(".sk-still");
    chart.append(controls, live);
    live.style.visibility = "hidden";
    live.style.position = "absolute";
    try {
      const spec = JSON.parse(chart.querySelector("script.sk-spec").textContent);
      const config = window.skillsConfig;
      const drawn = await window.vegaEmbed(live, spec, {
        renderer: "svg", ast: true, actions: false, config, tooltip, bind: controls,
      });
      chart.view = drawn.view;
      if (still) still.remove();
      live.style.visibility = "";
      live.style.position = "";
      chart.dataset.state = "live";
    } catch (error) {
      live.remove();
      controls.remove();
      chart.dataset.state = "failed";
      console.error("A chart could not be drawn; its still picture stays.", error);
    }
  };
  window.skillsDraw = () => {
    document.querySelectorAll(".sk-chart:not([data-state])").forEach(draw);
  };
  window.skillsDraw();
  document.addEventListener("DOMContentLoaded", window.skillsDraw);
})();
