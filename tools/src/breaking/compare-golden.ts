import type { Change } from './change.ts';

/** What was released stays readable: a golden file never changes its content and never goes. */
export function compareGolden(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Change[] {
  return Array.from(before).flatMap(([path, was]): Change[] => {
    const is = after.get(path);
    if (is !== undefined && Bun.deepEquals(parsed(is), parsed(was))) return [];
    const [type = '', version = ''] = path.split('/');
    return [
      {
        rule: is === undefined ? 'golden-removed' : 'golden-changed',
        subject: { protocol: 'golden file', service: '', name: type, title: `event ${type}` },
        keys: [`golden/${path}`],
        says: `the released example contracts/golden/${path} of version ${version} ${is === undefined ? 'is gone' : 'was changed'}`,
      },
    ];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
