// Draws the charts of the page with uPlot (https://github.com/leeoniya/uPlot, MIT), on what report-timeline.js has read.
(() => {
  const { timeline, uPlot } = globalThis;
  const { samples, spans, marks, xs, clock } = timeline;
  const place = document.getElementById('charts');
  if (samples.length === 0) {
    place.innerHTML = '<p class="quiet">Nothing was measured.</p>';
    return;
  }
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const colours = () =>
    dark.matches
      ? {
          ink: '#9a9da2',
          line: '#31353a',
          blue: '#6cb2ff',
          red: '#ff8a80',
          amber: '#e6b450',
          green: '#57c78b',
          fault: 'rgba(230,180,80,.14)',
        }
      : {
          ink: '#66696d',
          line: '#e3e0da',
          blue: '#1f6feb',
          red: '#b3261e',
          amber: '#b37400',
          green: '#1a7f4b',
          fault: 'rgba(179,116,0,.10)',
        };

  const charts = [
    { title: 'Orders accepted, per second', series: [['accepted', 'acked', 'blue']], marks: true },
    { title: 'Errors, per second (no answer, or 5xx)', series: [['errors', 'errors', 'red']] },
    {
      title: 'Placing an order, ms',
      series: [
        ['half of them', 'p50', 'green'],
        ['99 of 100', 'p99', 'amber'],
      ],
      log: true,
    },
    { title: 'Events not yet read', series: [['lag', 'lag', 'amber']], hold: true },
    { title: 'Memory of all services, MB', series: [['memory', 'memory', 'green']], scale: 1 / 2 ** 20, hold: true },
  ];

  const underneath = (withMarks) => ({
    hooks: {
      drawClear: (u) => {
        const { ctx, bbox } = u;
        const c = colours();
        ctx.save();
        ctx.beginPath();
        ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
        ctx.clip();
        for (const { x0, x1, outcome } of spans) {
          const left = u.valToPos(x0, 'x', true);
          const right = u.valToPos(x1, 'x', true);
          ctx.fillStyle = c.fault;
          ctx.fillRect(left, bbox.top, Math.max(1, right - left), bbox.height);
          ctx.fillStyle = outcome === 'held' ? c.green : c.red;
          ctx.fillRect(left, bbox.top, Math.max(1, right - left), 3 * devicePixelRatio);
        }
        ctx.restore();
      },
      draw: (u) => {
        if (!withMarks) return;
        const { ctx, bbox } = u;
        ctx.save();
        ctx.fillStyle = colours().red;
        for (const { x } of marks) {
          const at = u.valToPos(x, 'x', true);
          if (at < bbox.left || at > bbox.left + bbox.width) continue;
          const size = 4 * devicePixelRatio;
          const foot = bbox.top + bbox.height;
          ctx.beginPath();
          ctx.moveTo(at, foot - 2 * size);
          ctx.lineTo(at + size, foot);
          ctx.lineTo(at - size, foot);
          ctx.fill();
        }
        ctx.restore();
      },
    },
  });

  const line = document.createElement('p');
  line.className = 'faultline';
  const say = (index) => {
    if (index == null) {
      line.textContent =
        'Shaded: a fault is on (green edge: it held, red: it broke something). Triangles: kills. Point at a time to see what; drag to zoom, double-click for all.';
      return;
    }
    const now = spans.filter(({ x0, x1 }) => x0 <= index + 0.5 && x1 >= index - 0.5).map(({ fault }) => fault);
    const killed = marks
      .filter(({ x }) => Math.abs(x - index) <= 1)
      .map(({ process, signal, failpoint }) => `${signal} ${process}${failpoint ? ` at ${failpoint}` : ''}`);
    line.textContent = [clock(index), ...now, ...killed].join(' · ');
  };

  /** A figure that was not taken in a second is that of the last one. */
  const held = (values) => {
    let last = null;
    return values.map((value) => (last = value ?? last));
  };

  let plots = [];
  const draw = () => {
    const range = plots[0] && { min: plots[0].scales.x.min, max: plots[0].scales.x.max };
    for (const plot of plots) plot.destroy();
    place.replaceChildren(line);
    const c = colours();
    plots = charts.map(({ title, series, log, hold, scale = 1, marks: withMarks }) => {
      const box = document.createElement('div');
      box.className = 'chart';
      const head = document.createElement('h3');
      head.textContent = title;
      box.append(head);
      place.append(box);
      const data = series.map(([, field]) => {
        const values = samples.map((sample) =>
          sample[field] == null ? null : Math.max(log ? 1 : 0, sample[field] * scale),
        );
        return hold ? held(values) : values;
      });
      const isDecade = (tick) => !log || Math.log10(tick) % 1 === 0;
      const axis = { stroke: c.ink, grid: { stroke: c.line, width: 1 }, ticks: { stroke: c.line, width: 1 } };
      const plot = new uPlot(
        {
          width: place.clientWidth,
          height: place.clientWidth < 600 ? 150 : 180,
          cursor: { sync: { key: 'chaos' } },
          scales: {
            x: { time: false },
            y: log
              ? { distr: 3, range: (_u, _min, max) => [1, Math.max(10, 10 ** Math.ceil(Math.log10(max || 10)))] }
              : { range: (_u, _min, max) => [0, Math.max(1, max * 1.1)] },
          },
          axes: [
            { ...axis, values: (_u, ticks) => ticks.map(clock), space: 80 },
            {
              ...axis,
              size: 56,
              grid: { ...axis.grid, filter: (_u, ticks) => ticks.map((tick) => (isDecade(tick) ? tick : null)) },
              ticks: { ...axis.ticks, filter: (_u, ticks) => ticks.map((tick) => (isDecade(tick) ? tick : null)) },
              values: (_u, ticks) =>
                ticks.map((tick) => (tick == null || !isDecade(tick) ? '' : tick.toLocaleString('en'))),
            },
          ],
          series: [
            { label: 'at', value: (_u, index) => (index == null ? '–' : clock(index)) },
            ...series.map(([label, , colour]) => ({
              label,
              stroke: c[colour],
              width: 1.5,
              spanGaps: false,
              points: { show: false },
              value: (_u, value) => (value == null ? '–' : Math.round(value).toLocaleString('en')),
            })),
          ],
          plugins: [underneath(withMarks)],
          hooks: {
            setCursor: [(u) => say(u.cursor.idx)],
            setScale: [
              (u, key) => {
                if (key !== 'x') return;
                const { min, max } = u.scales.x;
                for (const other of plots)
                  if (other !== u && (other.scales.x.min !== min || other.scales.x.max !== max))
                    other.setScale('x', { min, max });
              },
            ],
          },
        },
        [xs, ...data],
        box,
      );
      return plot;
    });
    if (range?.max != null) for (const plot of plots) plot.setScale('x', range);
    say(null);
  };
  draw();
  let width = place.clientWidth;
  addEventListener('resize', () => {
    if (place.clientWidth === width) return;
    width = place.clientWidth;
    draw();
  });
  dark.addEventListener('change', draw);
})();
