/** Drawings for the demo catalogue: SVG fragments on a 400 × 400 board, in a main and an accent colour. */
export interface Paint {
  main: string;
  accent: string;
}

type Draw = (paint: Paint) => string;

const ink = '#1f2430';
const paper = '#fdfbf7';

const rect = (x: number, y: number, width: number, height: number, radius: number, fill: string): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}"/>`;
const circle = (x: number, y: number, radius: number, fill: string): string =>
  `<circle cx="${x}" cy="${y}" r="${radius}" fill="${fill}"/>`;
const shape = (d: string, fill: string): string => `<path d="${d}" fill="${fill}"/>`;
const stroke = (d: string, color: string, width: number): string =>
  `<path d="${d}" fill="none" stroke="${color}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
const shine = (d: string): string => `<path d="${d}" fill="#fff" opacity=".22"/>`;
const grid = (columns: number, rows: number, cell: (column: number, row: number) => string): string =>
  Array.from({ length: columns * rows }, (_, at) => cell(at % columns, Math.floor(at / columns))).join('');

export const shapes = {
  headphones: ({ main, accent }) =>
    stroke('M112 238 v-30 a88 88 0 0 1 176 0 v30', ink, 20) +
    stroke('M124 196 a77 77 0 0 1 152 0', main, 10) +
    rect(84, 210, 58, 98, 26, main) +
    rect(258, 210, 58, 98, 26, main) +
    rect(126, 220, 24, 78, 12, accent) +
    rect(250, 220, 24, 78, 12, accent),
  mug: ({ main, accent }) =>
    stroke('M262 172 h22 a38 38 0 0 1 0 92 h-26', main, 22) +
    shape('M112 140 h160 v118 a46 46 0 0 1 -46 46 h-68 a46 46 0 0 1 -46 -46 z', main) +
    `<ellipse cx="192" cy="140" rx="80" ry="17" fill="${accent}"/>` +
    shine('M130 170 h22 v106 q-22 -8 -22 -30 z') +
    stroke('M160 108 q-14 -18 0 -34 M196 108 q-14 -18 0 -34 M232 108 q-14 -18 0 -34', paper, 7),
  lamp: ({ main, accent }) =>
    shape('M150 196 L100 320 H300 L250 196 Z', `${accent}55`) +
    stroke('M200 190 V86', ink, 8) +
    shape('M148 196 L176 106 H224 L252 196 Z', main) +
    shape('M160 196 a40 34 0 0 0 80 0 z', accent) +
    shine('M164 190 L184 114 H196 L182 190 Z'),
  bottle: ({ main, accent }) =>
    rect(176, 70, 48, 42, 10, ink) +
    shape('M172 110 h56 q4 34 24 52 v128 a28 28 0 0 1 -28 28 h-48 a28 28 0 0 1 -28 -28 v-128 q20 -18 24 -52 z', main) +
    rect(148, 204, 104, 56, 0, accent) +
    shine('M164 172 h16 v130 q-16 -4 -16 -20 z'),
  plant: ({ main, accent }) =>
    shape('M200 226 C120 214 96 150 104 108 C164 114 200 156 200 226 Z', main) +
    shape('M200 226 C280 206 306 138 298 92 C236 104 200 150 200 226 Z', main) +
    shape('M200 226 C176 160 184 104 206 66 C230 108 234 164 200 226 Z', `${main}cc`) +
    shape('M136 226 H264 L248 316 H152 Z', accent) +
    rect(128, 214, 144, 26, 10, accent) +
    shine('M154 246 h18 l6 62 h-14 z'),
  speaker: ({ main, accent }) =>
    rect(126, 72, 148, 246, 24, main) +
    circle(200, 244, 52, ink) +
    circle(200, 244, 36, accent) +
    circle(200, 244, 14, ink) +
    circle(200, 136, 30, ink) +
    circle(200, 136, 18, accent) +
    shine('M140 96 q0 -12 12 -12 h14 v222 h-14 q-12 0 -12 -12 z'),
  keyboard: ({ main, accent }) =>
    rect(56, 140, 288, 140, 22, ink) +
    grid(9, 3, (column, row) => {
      const isAccent = (column * 7 + row * 3) % 11 === 0;
      return rect(72 + column * 29, 156 + row * 30, 23, 23, 6, isAccent ? accent : main);
    }) +
    rect(72, 246, 52, 22, 6, main) +
    rect(130, 246, 140, 22, 6, accent) +
    rect(276, 246, 52, 22, 6, main),
  backpack: ({ main, accent }) =>
    stroke('M168 104 v-14 a32 32 0 0 1 64 0 v14', ink, 12) +
    rect(110, 96, 180, 224, 56, main) +
    rect(132, 212, 136, 86, 22, accent) +
    stroke('M132 240 h136', ink, 6) +
    stroke('M146 170 h108', ink, 8) +
    shine('M126 150 q0 -36 30 -42 v196 q-30 -6 -30 -36 z'),
  clock: ({ main, accent }) =>
    circle(200, 196, 122, main) +
    circle(200, 196, 98, paper) +
    grid(
      12,
      1,
      (hour) =>
        `<g transform="rotate(${hour * 30} 200 196)">${rect(197, 108, 6, hour % 3 === 0 ? 20 : 10, 3, ink)}</g>`,
    ) +
    stroke('M200 196 L200 134', ink, 9) +
    stroke('M200 196 L246 220', ink, 9) +
    stroke('M200 206 L158 148', accent, 5) +
    circle(200, 196, 9, accent),
  notebook: ({ main, accent }) =>
    rect(132, 84, 164, 234, 12, paper) +
    rect(120, 76, 164, 234, 12, main) +
    rect(248, 76, 14, 234, 0, accent) +
    rect(150, 120, 74, 44, 6, paper) +
    stroke('M162 136 h50 M162 150 h32', ink, 5) +
    grid(1, 6, (_, row) => rect(106, 98 + row * 36, 28, 12, 6, ink)),
  chair: ({ main, accent }) =>
    stroke('M142 234 L122 322 M258 234 L278 322 M170 240 L164 318 M230 240 L236 318', accent, 11) +
    shape('M138 84 q62 -26 124 0 l-10 122 q-52 18 -104 0 z', main) +
    rect(118, 202, 164, 42, 20, main) +
    shine('M152 98 q16 -6 24 -6 l-4 108 q-10 0 -12 -4 z'),
  shirt: ({ main, accent }) =>
    shape('M150 90 L88 126 L112 190 L138 178 V314 H262 V178 L288 190 L312 126 L250 90 Q200 128 150 90 Z', main) +
    stroke('M150 90 Q200 128 250 90', accent, 10) +
    rect(138, 216, 124, 22, 0, accent) +
    shine('M148 180 h18 v130 h-18 z'),
} as const satisfies Record<string, Draw>;

export type ShapeName = keyof typeof shapes;

/** A whole picture: soft background, shadow on the floor, the thing itself. */
export const drawing = (name: ShapeName, paint: Paint, background: string): string => `
  <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400">
    <defs><radialGradient id="wall" cx=".5" cy=".38" r=".8">
      <stop offset="0" stop-color="#fff" stop-opacity=".85"/><stop offset="1" stop-color="#fff" stop-opacity="0"/>
    </radialGradient></defs>
    ${rect(0, 0, 400, 400, 0, background)}
    ${rect(0, 0, 400, 400, 0, 'url(#wall)')}
    <ellipse cx="200" cy="326" rx="128" ry="17" fill="${ink}" opacity=".14"/>
    ${shapes[name](paint)}
  </svg>`;
