import type { Paint, ShapeName } from './demo-shapes.ts';

export interface DemoProduct extends Paint {
  name: string;
  description: string;
  price: number;
  stock: number;
  sku: string;
  shape: ShapeName;
  background: string;
}

type Row = [
  name: string,
  description: string,
  price: number,
  stock: number,
  sku: string,
  shape: ShapeName,
  colours: string,
];

/** Colours: main, accent, background. */
const rows: Row[] = [
  [
    'Aurora wireless headphones',
    'Forty hours on one charge, and quiet enough to hear yourself think.',
    99.99,
    1000,
    'AUDIO-001',
    'headphones',
    '#3d5a9e #f2a65a #dbe4f5',
  ],
  [
    'Stoneware mug',
    'Thrown by hand, glazed twice, holds 350 ml of whatever gets you started.',
    18.5,
    400,
    'MUG-001',
    'mug',
    '#c8553d #5b2a1e #f8e1d4',
  ],
  [
    'Desk lamp Halo',
    'A warm cone of light and nothing around it.',
    64,
    120,
    'LAMP-001',
    'lamp',
    '#2f6f6b #f6c453 #d9ece7',
  ],
  [
    'Steel bottle 750 ml',
    'Cold for a day, hot for half of one.',
    27.9,
    350,
    'BOTTLE-001',
    'bottle',
    '#5f8fb4 #eaf2f8 #e1ecf4',
  ],
  ['Rubber plant, small', 'Forgives you for forgetting it.', 22, 60, 'PLANT-001', 'plant', '#3f7d4e #c97b4a #e4f0df'],
  ['Bookshelf speaker', 'One honest box; two make a pair.', 149, 80, 'AUDIO-002', 'speaker', '#6b4a3a #d9b38c #f1e6da'],
  [
    'Mechanical keyboard Tern',
    'Compact, quiet switches, keys you can replace.',
    129.95,
    150,
    'KEYS-001',
    'keyboard',
    '#e9e4da #ef6f53 #dfe3ea',
  ],
  [
    'City backpack 20 l',
    'A laptop, a lunch, a rain jacket, and room for the way back.',
    89,
    140,
    'BAG-001',
    'backpack',
    '#46624d #d8a657 #e5ebdf',
  ],
  [
    'Wall clock Meridian',
    'Silent movement, easy to read from across the room.',
    45.5,
    90,
    'CLOCK-001',
    'clock',
    '#b5485d #3c6e9f #f7e0e4',
  ],
  [
    'Dotted notebook A5',
    'A hundred and sixty pages that lie flat.',
    12.9,
    600,
    'PAPER-001',
    'notebook',
    '#4b5d9b #f0b84c #e3e6f4',
  ],
  [
    'Oak chair Linde',
    'Solid oak legs, a moulded seat, made to be sat on for decades.',
    189,
    40,
    'CHAIR-001',
    'chair',
    '#e7b04b #8a5a33 #fbf0d5',
  ],
  [
    'Organic cotton shirt',
    'Heavy cotton that keeps its shape.',
    29,
    500,
    'SHIRT-001',
    'shirt',
    '#2e7f93 #f4efe4 #d9edf0',
  ],
  [
    'Studio headphones',
    'Closed, wired, and repairable to the last screw.',
    179,
    70,
    'AUDIO-003',
    'headphones',
    '#2b2d38 #d94f4f #e8e6e3',
  ],
  ['Espresso cup', 'Thick walls, small handle, 80 ml.', 11.5, 300, 'MUG-002', 'mug', '#f1ead9 #4a3024 #d9cbb6'],
  ['Pendant lamp Dusk', 'Spun metal over the kitchen table.', 119, 35, 'LAMP-002', 'lamp', '#7a4f8f #ffd27a #ece0f2'],
  [
    'Glass bottle 500 ml',
    'Borosilicate in a sleeve that survives the bag.',
    21,
    220,
    'BOTTLE-002',
    'bottle',
    '#7fb7a3 #2f5d50 #e2f1ea',
  ],
  ['Monstera, large', 'Already taller than the sofa.', 58, 15, 'PLANT-002', 'plant', '#2c6e5a #e3d5c1 #dceee6'],
  [
    'Travel speaker',
    'Fits the cup holder, fills the room.',
    74.9,
    160,
    'AUDIO-004',
    'speaker',
    '#e2725b #fbe3d6 #fde9e0',
  ],
  [
    'Low keyboard Plover',
    'Flat, full-size, and silent in meetings.',
    79,
    200,
    'KEYS-002',
    'keyboard',
    '#9fb6cd #f7d26a #e8eef4',
  ],
  ['Day bag 12 l', 'Small enough to take along, always.', 54, 110, 'BAG-002', 'backpack', '#c05f6b #f4d8b8 #f9e4e4'],
  [
    'Kitchen clock',
    'Enamel, like the one at your grandparents.',
    38,
    75,
    'CLOCK-002',
    'clock',
    '#3f8f86 #e4663f #dcf0ec',
  ],
  [
    'Sketchbook A4',
    'Heavy paper that takes ink and water.',
    19.9,
    260,
    'PAPER-002',
    'notebook',
    '#2d2f36 #e85d4a #ebe7e0',
  ],
  ['Workshop chair', 'Stacks six high, wipes clean.', 79.5, 3, 'CHAIR-002', 'chair', '#5d83b8 #39424f #dfe8f4'],
  ['Striped shirt', 'Breton stripes, boxy cut.', 34.5, 180, 'SHIRT-002', 'shirt', '#f3efe6 #31518f #d7dfee'],
  [
    'Reading lamp Firefly',
    'Clips to the book and leaves the other half in the dark.',
    24.9,
    0,
    'LAMP-003',
    'lamp',
    '#e58f3a #fff0b8 #fcebd3',
  ],
  ['Kids shirt Comet', 'Soft, tough, and already loved.', 16, 240, 'SHIRT-003', 'shirt', '#f2b134 #d1495b #fdf0cf'],
  ['Herb pot', 'Basil, mostly.', 9.99, 90, 'PLANT-003', 'plant', '#6fa843 #5a7fa6 #edf5df'],
  ['Enamel mug', 'For campfires and desks alike.', 14, 320, 'MUG-003', 'mug', '#31518f #f3efe6 #dde5f2'],
];

/** What a new shop sells, in the order of the ids from 1. SKU LAPTOP-001 is left free for the tour. */
export const demoCatalogue: DemoProduct[] = rows.map(([name, description, price, stock, sku, shape, colours]) => {
  const [main = '', accent = '', background = ''] = colours.split(' ');
  return { name, description, price, stock, sku, shape, main, accent, background };
});
