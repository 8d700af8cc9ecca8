/**
 * What limits count a client by: its IPv4 address, or the /64 network of its IPv6 address, which is what one household
 * or server has. `address` is the socket's, as text; IPv4 in IPv6 (`::ffff:192.0.2.1`) is IPv4.
 */
export function limitKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped || !address.includes(':')) return mapped ?? address;
  const [head = '', tail] = address.toLowerCase().split('%')[0]!.split('::');
  const first = groups(head);
  const last = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  return `${[...first, ...zeros, ...last].slice(0, 4).join(':')}::/64`;
}

const groups = (text: string): string[] => (text ? text.split(':').map((group) => group.replace(/^0+(?=.)/, '')) : []);
