import { basename, join } from 'node:path';
import { runToEnd, type Ran } from '../shop/run.ts';
import { root } from '../suite/projects.ts';
import type { Change } from './change.ts';

/** What buf's own WIRE_JSON lacks for callers that are not rebuilt: deleted methods and fields, `optional` gone or come. */
const config = {
  version: 'v2',
  breaking: {
    use: [
      'WIRE_JSON',
      'FIELD_NO_DELETE',
      'FIELD_SAME_CARDINALITY',
      'RPC_NO_DELETE',
      'PACKAGE_NO_DELETE',
      'PACKAGE_SERVICE_NO_DELETE',
    ],
    // Said once by the rules above.
    except: [
      'FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED',
      'FIELD_NO_DELETE_UNLESS_NAME_RESERVED',
      'FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY',
      'FIELD_SAME_JSON_NAME',
      'FILE_SAME_PACKAGE',
    ],
  },
};

interface Said {
  path?: string;
  type: string;
  message: string;
}

/** What `buf breaking` finds between two folders of .proto files, in our words. Throws what buf says when it can not read them. */
export async function compareProtos(before: string, after: string): Promise<Change[]> {
  const contracts = join(root, 'contracts');
  const buf = join(contracts, 'node_modules/@bufbuild/buf/bin/buf');
  const ran = await runToEnd({
    argv: [
      process.execPath,
      '--bun',
      buf,
      'breaking',
      after,
      '--against',
      before,
      '--error-format',
      'json',
      '--config',
      JSON.stringify(config),
    ],
    cwd: contracts,
  });
  const said = readSaid(ran);
  const protos = said.length > 0 ? await readProtos(after) : '';
  return said.map((one) => translate(one, protos));
}

/** What buf found: nothing with code 0, a line of JSON for each with code 100. Anything else is no answer, and throws. */
export function readSaid({ code, text }: Ran): Said[] {
  if (code === 0) return [];
  const lines = text.split('\n').filter(Boolean);
  if (code !== 100 || lines.length === 0 || !lines.every((line) => line.startsWith('{')))
    throw new Error(`buf breaking ended with ${code}: ${text || 'it said nothing'}`);
  return lines.map((line) => JSON.parse(line) as Said);
}

export async function readProtos(folder: string): Promise<string> {
  const files = await Array.fromAsync(new Bun.Glob('**/*.proto').scan(folder));
  return (await Promise.all(files.toSorted().map((file) => Bun.file(join(folder, file)).text()))).join('\n');
}

const words: Record<string, Pick<Change, 'rule' | 'says' | 'gone' | 'mark'>> = {
  FIELD_NO_DELETE: { rule: 'grpc-field-removed', says: '{} is gone', gone: true },
  FIELD_SAME_NAME: { rule: 'grpc-field-renamed', says: 'its field $number was called `$was` and is called `$is` now' },
  FIELD_WIRE_JSON_COMPATIBLE_TYPE: { rule: 'grpc-field-type-changed', says: '{} was of type $was and is $is now' },
  FIELD_SAME_CARDINALITY: { rule: 'grpc-field-presence-changed', says: '{} was $was and is $is now' },
  RPC_NO_DELETE: { rule: 'grpc-method-removed', says: 'the method is gone', gone: true },
  RPC_SAME_REQUEST_TYPE: { rule: 'grpc-message-changed', says: 'it took $was and takes $is now' },
  RPC_SAME_RESPONSE_TYPE: { rule: 'grpc-message-changed', says: 'it answered $was and answers $is now' },
  PACKAGE_SERVICE_NO_DELETE: { rule: 'grpc-service-removed', says: 'the service is gone', gone: true },
  PACKAGE_NO_DELETE: { rule: 'grpc-package-renamed', says: 'the package is gone', mark: 'package' },
};

function translate({ path = '', type, message }: Said, after: string): Change {
  const word = (pattern: RegExp) => pattern.exec(message)?.slice(1) ?? [];
  const [number = ''] = word(/field "(\d+)"/i);
  const [owner = ''] = word(/(?:on message|on service|present service) "(\w+)"/);
  const [was = '', is = ''] = word(/from "([^"]+)" to "([^"]+)"/);
  const [member = type === 'FIELD_SAME_NAME' ? is : ''] = word(/(?:with name|RPC) "(\w+)"/);
  const service = word(/package "ecomm\.(\w+)"/)[0] ?? basename(path, '.proto');

  const { rule, says, gone, mark } = words[type] ?? { rule: 'grpc-changed', says: message.replace(/ See http.*/, '') };
  const other = type === 'FIELD_NO_DELETE' ? numberOf(after, owner, member) : undefined;
  const name = owner ? `${owner}${type.startsWith('RPC') ? `.${member}` : ''}` : 'package';
  const scope = `Rpc.${service[0]?.toUpperCase()}${service.slice(1)}`;
  return {
    rule: other ? 'grpc-field-renumbered' : rule,
    subject: { protocol: 'gRPC', service, name, title: `gRPC ecomm.${service}${owner ? `.${name}` : ''}` },
    keys: [...(member ? [`${scope}.${owner}.${member}`] : []), ...(owner ? [`${scope}.${owner}`] : []), scope],
    gone: gone && !other,
    mark,
    says: other
      ? `{} had the number ${number} and has ${other} now`
      : says.replace('$number', number).replace('$was', was).replace('$is', is),
  };
}

/** The number of a message's field. */
function numberOf(text: string, message: string, field: string): string | undefined {
  const [, body = ''] = new RegExp(`^message ${message} \\{([^}]*)\\}`, 'm').exec(text) ?? [];
  return new RegExp(`\\b${field} = (\\d+);`).exec(body)?.[1];
}
