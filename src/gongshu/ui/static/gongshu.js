// What pages do beyond links and forms: charts from json blocks, progress of uploads, copying. Every page works without it.
"use strict";
(function () {
  const palette = ["#1d3f72", "#b9772a", "#3f7f6b", "#8a4a5e", "#6f86ab", "#8c8372", "#b03a2e"];
  const font = getComputedStyle(document.body).fontFamily;

  function option(said) {
    const base = {
      color: palette,
      textStyle: { fontFamily: font, color: "#22262d" },
      // Drawn on the canvas: an HTML box would need inline styles, which the page's policy forbids.
      tooltip: { trigger: said.kind === "pie" ? "item" : "axis", renderMode: "richText", confine: true },
      legend: { show: said.series.length > 1 || said.kind === "pie", bottom: 0, type: "scroll" },
      grid: { left: 8, right: 16, top: 24, bottom: said.series.length > 1 ? 40 : 8, containLabel: true },
      animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    };
    if (said.kind === "pie") {
      const values = said.series[0].values.map((value, at) => ({ name: said.labels[at], value }));
      return { ...base, series: [{ type: "pie", radius: ["45%", "70%"], center: ["50%", "45%"], data: values }] };
    }
    if (said.kind === "points") {
      // Positions on bare axes: a map's pictures would have to come from elsewhere, and nothing does.
      const axis = (name) => ({ type: "value", scale: true, name, nameLocation: "middle", nameGap: 28, axisLabel: { hideOverlap: true }, splitLine: { lineStyle: { color: "#e2ddd3" } } });
      const tooltip = { ...base.tooltip, trigger: "item", formatter: (point) => `${point.value[2]}\n${point.value[0]}, ${point.value[1]}` };
      const grid = { left: 28, right: 24, top: 16, bottom: 36, containLabel: true };
      return { ...base, tooltip, grid, xAxis: axis(said.axes[0]), yAxis: { ...axis(said.axes[1]), nameGap: 48 },
        series: [{ type: "scatter", name: said.series[0].name, symbolSize: 6, data: said.series[0].values, itemStyle: { opacity: 0.7 } }] };
    }
    const names = { type: "category", data: said.labels, axisTick: { show: false }, axisLabel: { interval: 0, hideOverlap: true } };
    const values = { type: "value", name: said.unit, minInterval: said.whole ? 1 : 0, splitLine: { lineStyle: { color: "#e2ddd3" } } };
    const across = said.kind === "bars";
    const series = said.series.map((each) => ({
      name: each.name, data: each.values, type: said.kind === "line" ? "line" : "bar", barMaxWidth: 26, stack: said.stack, symbolSize: 6,
    }));
    return { ...base, xAxis: across ? values : names, yAxis: across ? { ...names, inverse: true } : values, series };
  }

  let library;
  function echarts() {
    library = library || new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = document.documentElement.dataset.echarts;
      script.onload = () => resolve(window.echarts);
      script.onerror = reject;
      document.head.append(script);
    });
    return library;
  }

  async function draw(place) {
    if (place.dataset.drawn) return;
    place.dataset.drawn = "yes";
    const said = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    const tools = await echarts();
    place.hidden = false;
    const table = place.closest(".chart").querySelector("details");
    if (table) table.open = false;
    const chart = tools.init(place);
    chart.setOption(option(said));
    new ResizeObserver(() => chart.resize()).observe(place);
  }

  async function copy(button) {
    const target = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(target.value || target.textContent.trim());
    button.classList.add("copied");
    const word = button.querySelector("[data-done]");
    if (word) word.textContent = word.dataset.done;
  }

  // The answer to an upload is shown as it came: asking for it again would lose the messages that it carries.
  let shown = false;
  function show(text, address) {
    shown = true;
    const page = new DOMParser().parseFromString(text, "text/html");
    if (address && address !== location.href) history.pushState(null, "", address);
    document.title = page.title;
    document.body.replaceWith(page.body);
    window.htmx.process(document.body);
    start(document);
    scrollTo(0, 0);
  }

  function upload(form) {
    const bar = form.querySelector("progress");
    const request = new XMLHttpRequest();
    request.open("POST", form.action || location.href);
    request.upload.addEventListener("progress", (event) => {
      if (!bar || !event.lengthComputable) return;
      bar.hidden = false;
      bar.max = event.total;
      bar.value = event.loaded;
    });
    request.addEventListener("load", () => show(request.responseText, request.responseURL));
    request.addEventListener("error", () => { form.dataset.plain = "yes"; form.submit(); });
    request.send(new FormData(form));
  }

  function start(root) {
    root.querySelectorAll("[data-chart]").forEach(draw);
    root.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = !navigator.clipboard; });
    // On a phone menu and tabs are pushed sideways: where we are is in sight.
    root.querySelectorAll(".entry-tabs [aria-current], .places [aria-current]").forEach((here) => {
      const row = here.closest(".entry-tabs, .places-console, .wide");
      const beyond = here.getBoundingClientRect().right - row.getBoundingClientRect().right;
      if (beyond > 0) row.scrollLeft += beyond + 16;
    });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
    const printing = event.target.closest("[data-print]");
    if (printing) window.print();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form.upload") || form.dataset.plain) return;
    event.preventDefault();
    upload(form);
  });
  document.addEventListener("change", (event) => {
    // A filter sends its form at once; without JavaScript there is a button for it.
    if (event.target.closest("[data-submit-on-change]")) event.target.form.requestSubmit();
  });
  // Going back to the form of an upload asks for it again.
  window.addEventListener("popstate", () => { if (shown) location.reload(); });
  // A link that led to the next hits is gone with the hits it stood below; what has come in its place takes the focus.
  // A request that is tried on a page is answered there, also where the answer is a refusal.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.closest(".trial-answer")) event.detail.shouldSwap = true;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const place = event.detail.elt.querySelector("[data-takes-focus]");
    if (place && (!document.activeElement || document.activeElement === document.body)) place.focus();
  });
  document.addEventListener("htmx:load", (event) => start(event.detail.elt));
  start(document);
}());
