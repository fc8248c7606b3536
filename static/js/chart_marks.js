// Draws an upright line in a chart for each date of a list: <ul data-chart-marks> with <li data-mark="Nov 3"> beside the
// chart, within one .panel-body. The list may come by itself after the chart, so it is looked for after each htmx swap, too;
// the dates are written as the labels of the chart are, and those that are not among them are left out.
"use strict";

(() => {
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function line(label) {
    return {
      type: "line",
      xMin: label,
      xMax: label,
      borderColor: color("--ink-soft"),
      borderWidth: 1,
      borderDash: [1, 3],
      drawTime: "beforeDatasetsDraw",
    };
  }

  function mark(list) {
    const canvas = list.closest(".panel-body").querySelector("canvas[data-chart]");
    const chart = canvas && Chart.getChart(canvas);
    if (!chart) {
      return;
    }
    const dates = new Set([...list.querySelectorAll("[data-mark]")].map((item) => item.dataset.mark));
    // The plain options: those of the chart itself answer with objects that may not be put back.
    const { annotations } = chart.config.options.plugins.annotation;
    for (const name of Object.keys(annotations).filter((key) => key.startsWith("mark "))) {
      delete annotations[name];
    }
    for (const date of dates) {
      if (chart.data.labels.includes(date)) {
        annotations[`mark ${date}`] = line(date);
      }
    }
    chart.update();
  }

  function markAll() {
    document.querySelectorAll("[data-chart-marks]").forEach(mark);
  }

  document.addEventListener("DOMContentLoaded", markAll);
  document.addEventListener("htmx:afterSettle", markAll);
})();
