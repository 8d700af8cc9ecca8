import { expect, test } from 'bun:test';
import { composeVariables } from './read-compose.ts';
import { readEnvExample } from './read-env-example.ts';
import { readVariables } from './read-variables.ts';

const variables = readVariables();
const examples = new Map(readEnvExample().map((example) => [example.name, example]));

test('a field of the configuration is read as it is written', () => {
  const of = (name: string) => variables.find((variable) => variable.name === name);
  expect(of('RESERVATION_TTL')).toEqual({
    name: 'RESERVATION_TTL',
    form: 'integer 20–86400',
    fallback: '900',
    isOptional: false,
    readers: ['products'],
  });
  expect(of('SERVICE_TOKEN')).toMatchObject({
    form: 'secret, 16 characters or more',
    isOptional: true,
    readers: ['all'],
  });
  expect(of('ADMIN_EMAIL')).toMatchObject({ fallback: undefined, isOptional: false, readers: ['users'] });
  expect(of('LOG_FORMAT')).toMatchObject({ form: 'text, json', fallback: 'text' });
});

test('.env.example has every variable that the code reads, with its default', () => {
  const asValue = (text = '') => (/^[\d\s./]+$/.test(text) && text.includes('/') ? evaluated(text) : text);
  const wrong = variables.flatMap(({ name, fallback }) => {
    const example = examples.get(name);
    if (!example) return [`${name} is missing`];
    return !example.isSet || example.value === asValue(fallback)
      ? []
      : [`${name} is ${fallback}, not ${example.value}`];
  });
  expect(wrong).toEqual([]);
});

/** `1 / 6` to the places of .env.example. */
function evaluated(text: string): string {
  const [above = 0, below = 1] = text.split('/').map(Number);
  return (above / below).toFixed(10);
}

test('.env.example has every variable that docker-compose.yml takes from its caller', () => {
  expect(composeVariables().filter((name) => !examples.has(name))).toEqual([]);
});
