import { join } from 'node:path';
import { generatorCommand } from './generator/command.ts';
import { generate } from './generator/pipeline.ts';

await generatorCommand({
  what: 'the generated contracts',
  does: 'Generates what the services agree on from the TypeSpec sources in contracts/.',
  committed: join(import.meta.dir, 'generated'),
  make: async (temporary) => {
    await generate(temporary);
    return join(temporary, 'generated');
  },
});
