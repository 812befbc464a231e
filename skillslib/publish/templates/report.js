(function () {
  var root = document.documentElement, key = "skills-report-theme";
  function remembered() { try { return localStorage.getItem(key); } catch (e) { return null; } }
  function remember(theme) { try { localStorage.setItem(key, theme); } catch (e) { /* a page from a file may not store */ } }
  if (remembered()) root.dataset.theme = remembered();
  document.addEventListener("DOMContentLoaded", function () {
    document.getElementById("theme").addEventListener("click", function () {
      var dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      remember(root.dataset.theme);
    });
  });
})();
