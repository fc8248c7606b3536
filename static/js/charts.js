// Draws every <canvas data-chart="ID"> from the JSON of that id, on load and after each htmx swap.
//
// The JSON (templates/components/chart.html puts it beside the canvas, inside a <template>):
//   labels         texts of the x axis, formatted by the server, one for each date of the window
//   values         0-100, or null for a date without practice
//   counts         answers behind each value, or null: sizes the dot
//   direction      "declining", "improving", "stable" or "not_enough_data": color, dash and marker of the line
//   class_average  0-100 or null: a dotted line across, named in the legend beside the canvas
//   unit, label    "%", "Accuracy": y axis, tooltip
//   aim            for each label 0-100 or null: a thin line to a goal, without dots (optional)
//   kind           "bar" draws bars of counts instead of the line of shares (default); direction and class_average
//                  mean nothing then. A bar chart has besides:
//   tones          for each bar "good", "steady", "bad" or "muted": its color
//   horizontal     true: the labels stand on the y axis, one bar below the other
//   highest        the longest bar there can be: end of the axis
//
//   kind           "interval" draws a line from low to high with a dot at its value for each label, around a middle line
//                  at 0. Besides labels, values, counts, tones, unit and label:
//   lows, highs    ends of each interval
//   reach          how far the axis goes to either side
//
// The line joins neighboring days of practice; over a break of up to six dates it is a dashed link, over a longer
// one it stays open, so that time without practice never looks like practice.
"use strict";

(() => {
  const LONGEST_BRIDGED_BREAK = 6;
  const drawn = new Map();

  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const STYLES = {
    declining: { color: "--chart-declining", dash: [7, 3], marker: "triangle", rotation: 180 },
    improving: { color: "--chart-improving", dash: [], marker: "triangle", rotation: 0 },
    stable: { color: "--chart-line", dash: [], marker: "circle", rotation: 0 },
    not_enough_data: { color: "--chart-muted", dash: [2, 4], marker: "circle", rotation: 0 },
  };

  const TONES = {
    good: "--chart-improving",
    steady: "--chart-line",
    bad: "--chart-declining",
    muted: "--chart-muted",
  };

  // Area grows with the answers, up to the fullest day of the chart (of 20 answers at least).
  function radii(counts) {
    const fullest = Math.max(20, ...counts.map((count) => count || 0));
    return counts.map((count) => (count ? Math.max(2.5, 5.5 * Math.sqrt(count / fullest)) : 4));
  }

  // For each date: the length of the break without practice that it lies in, 0 for a date with practice.
  function breakLengths(values) {
    const lengths = values.map(() => 0);
    for (let start = 0, index = 0; index <= values.length; index += 1) {
      if (index === values.length || values[index] !== null) {
        lengths.fill(index - start, start, index);
        start = index + 1;
      }
    }
    return lengths;
  }

  function dataset(chart, style) {
    const last = chart.values.findLastIndex((value) => value !== null);
    const lengths = breakLengths(chart.values);
    const missing = (part) => Math.max(lengths[part.p0DataIndex], lengths[part.p1DataIndex]);
    const size = radii(chart.counts).map((radius, index) => (index === last ? radius + 2 : radius));
    return {
      label: chart.label,
      data: chart.values,
      borderColor: color(style.color),
      backgroundColor: color(style.color),
      borderWidth: 2.5,
      borderDash: style.dash,
      pointRadius: size,
      pointHoverRadius: size.map((value) => value + 2),
      pointBorderColor: color("--surface"),
      pointBorderWidth: 1.5,
      pointStyle: chart.values.map((_, index) => (index === last ? style.marker : "circle")),
      pointRotation: style.rotation,
      clip: false,
      spanGaps: true,
      segment: {
        borderColor: (part) => (missing(part) > LONGEST_BRIDGED_BREAK ? "transparent" : undefined),
        borderWidth: (part) => (missing(part) > 0 ? 2 : undefined),
        borderDash: (part) => (missing(part) > 0 ? [5, 4] : undefined),
      },
    };
  }

  function averageLine(chart) {
    if (chart.class_average === null || chart.class_average === undefined) {
      return {};
    }
    return {
      average: {
        type: "line",
        yMin: chart.class_average,
        yMax: chart.class_average,
        borderColor: color("--chart-average"),
        borderWidth: 1.5,
        borderDash: [2, 4],
        drawTime: "beforeDatasetsDraw",
      },
    };
  }

  // What has to be reached by when; the tooltip and the table say it in numbers.
  function aimLine(chart) {
    if (!chart.aim) {
      return [];
    }
    return [
      {
        label: "Aim",
        data: chart.aim,
        borderColor: color("--chart-average"),
        borderWidth: 1.5,
        borderDash: [8, 4],
        pointRadius: 0,
        pointHoverRadius: 0,
        pointHitRadius: 0,
      },
    ];
  }

  const axisText = () => ({ color: color("--chart-text"), font: { size: 11 } });

  const FITTED = {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    layout: { padding: { top: 8, right: 12 } },
  };

  function answersBehind(chart, index) {
    const count = chart.counts[index];
    return count ? ` (${count} question${count === 1 ? "" : "s"})` : "";
  }

  function options(chart) {
    const text = axisText();
    return {
      ...FITTED,
      interaction: { mode: "nearest", axis: "x", intersect: false },
      scales: {
        x: { grid: { display: false }, ticks: { ...text, maxRotation: 0, autoSkipPadding: 20 } },
        y: {
          min: 0,
          max: 100,
          border: { display: false },
          grid: { color: color("--chart-grid") },
          ticks: { ...text, stepSize: 25, callback: (value) => `${value}${chart.unit}` },
        },
      },
      plugins: {
        legend: { display: false },
        annotation: { annotations: averageLine(chart), clip: false },
        tooltip: {
          displayColors: false,
          callbacks: {
            label: (point) => {
              if (point.datasetIndex > 0) {
                return `${point.dataset.label} ${Math.round(point.parsed.y)}${chart.unit}`;
              }
              const answers = answersBehind(chart, point.dataIndex);
              return `${chart.label} ${Math.round(point.parsed.y)}${chart.unit}${answers}`;
            },
          },
        },
      },
    };
  }

  function lineConfig(chart) {
    const style = STYLES[chart.direction] || STYLES.stable;
    return {
      type: "line",
      data: { labels: chart.labels, datasets: [dataset(chart, style), ...aimLine(chart)] },
      options: options(chart),
    };
  }

  function barConfig(chart) {
    const text = axisText();
    const counted = {
      min: 0,
      max: chart.highest || 1,
      border: { display: false },
      grid: { color: color("--chart-grid") },
      ticks: { ...text, precision: 0, maxTicksLimit: 6 },
    };
    const named = {
      grid: { display: false },
      ticks: { ...text, maxRotation: 0, autoSkip: !chart.horizontal, autoSkipPadding: 20 },
    };
    const bars = {
      label: chart.label,
      data: chart.values,
      backgroundColor: chart.tones.map((tone) => color(TONES[tone] || TONES.steady)),
      maxBarThickness: 22,
      borderRadius: 2,
    };
    const label = (point) => `${chart.label}: ${point.raw}${chart.unit}${answersBehind(chart, point.dataIndex)}`;
    return {
      type: "bar",
      data: { labels: chart.labels, datasets: [bars] },
      options: {
        ...FITTED,
        indexAxis: chart.horizontal ? "y" : "x",
        interaction: { mode: "nearest", axis: chart.horizontal ? "y" : "x", intersect: false },
        scales: chart.horizontal ? { x: counted, y: named } : { x: named, y: counted },
        plugins: { legend: { display: false }, tooltip: { displayColors: false, callbacks: { label } } },
      },
    };
  }

  function intervalConfig(chart) {
    const text = axisText();
    const tone = (index) => color(TONES[chart.tones[index]] || TONES.steady);
    const dots = chart.labels.map((name, index) => ({
      type: "point",
      xValue: chart.values[index],
      yValue: name,
      radius: 6,
      backgroundColor: tone(index),
      borderColor: color("--surface"),
      borderWidth: 2,
    }));
    const middle = { type: "line", xMin: 0, xMax: 0, borderColor: color("--chart-average"), borderWidth: 1.5, borderDash: [2, 4] };
    const signed = (value) => `${value > 0 ? "+" : ""}${value}`.replace("-", "−");
    const bars = {
      label: chart.label,
      data: chart.lows.map((low, index) => [low, chart.highs[index]]),
      backgroundColor: chart.tones.map((_, index) => tone(index)),
      barThickness: 4,
      borderRadius: 2,
      borderSkipped: false,
    };
    const label = ({ dataIndex: index }) =>
      `${signed(chart.values[index])}${chart.unit}, likely ${signed(chart.lows[index])} to ${signed(chart.highs[index])}`;
    return {
      type: "bar",
      data: { labels: chart.labels, datasets: [bars] },
      options: {
        ...FITTED,
        indexAxis: "y",
        interaction: { mode: "nearest", axis: "y", intersect: false },
        scales: {
          x: {
            min: -chart.reach,
            max: chart.reach,
            border: { display: false },
            grid: { color: color("--chart-grid") },
            ticks: { ...text, maxTicksLimit: 9, callback: signed },
          },
          y: { grid: { display: false }, ticks: text },
        },
        plugins: {
          legend: { display: false },
          annotation: { annotations: { middle, ...dots } },
          tooltip: { displayColors: false, callbacks: { label } },
        },
      },
    };
  }

  const CONFIGS = { bar: barConfig, interval: intervalConfig };

  function draw(canvas) {
    const data = canvas.closest("figure").querySelector("template").content.getElementById(canvas.dataset.chart);
    const chart = JSON.parse(data.textContent);
    drawn.set(canvas, new Chart(canvas, (CONFIGS[chart.kind] || lineConfig)(chart)));
  }

  // Also those that an htmx swap is about to take away: a Chart keeps its canvas and its listeners alive.
  function destroyWithin(root) {
    for (const [canvas, chart] of drawn) {
      if (root.contains(canvas) || !canvas.isConnected) {
        chart.destroy();
        drawn.delete(canvas);
      }
    }
  }

  function drawAll() {
    destroyWithin(document.createElement("div"));
    for (const canvas of document.querySelectorAll("canvas[data-chart]")) {
      if (!drawn.has(canvas)) {
        draw(canvas);
      }
    }
  }

  function fit() {
    for (const chart of drawn.values()) {
      chart.resize();
    }
  }

  document.addEventListener("DOMContentLoaded", drawAll);
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.shouldSwap) {
      destroyWithin(event.detail.target);
    }
  });
  document.addEventListener("htmx:afterSettle", drawAll);
  window.addEventListener("beforeprint", fit);
  window.addEventListener("afterprint", fit);
})();
