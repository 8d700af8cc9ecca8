// Runs in the page, on what stands in #told. Time is counted in seconds of shops: gaps without one are left out.
globalThis.timeline = (() => {
  const { samples, faults, kills } = JSON.parse(document.getElementById('told').textContent);
  samples.sort((a, b) => a.at - b.at);
  const atIndex = (at) => {
    let low = 0;
    let high = samples.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (samples[middle].at + 1000 <= at) low = middle + 1;
      else high = middle;
    }
    return low + Math.min(1, Math.max(0, (at - (samples[low]?.at ?? at)) / 1000));
  };
  return {
    samples,
    xs: samples.map((_, index) => index),
    spans: faults.map((one) => ({ ...one, x0: atIndex(one.from), x1: atIndex(one.until) })),
    marks: kills.map((one) => ({ ...one, x: atIndex(one.at) })),
    clock: (index) => {
      const sample = samples[Math.round(index)];
      return sample ? new Date(sample.at).toISOString().slice(11, 19) : '';
    },
  };
})();
