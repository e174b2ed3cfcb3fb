/**
 * Whether a URL's host stands for a place that only this machine or its network can reach. `hostname` is that of a
 * parsed URL, so that an IPv4 address has been brought to its dotted form from any spelling.
 */
export function isPrivateHost(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, "");
  if (name.startsWith("[")) return isPrivateAddress(name.slice(1, -1));
  if (ipv4(name) !== undefined) return isPrivateAddress(name);
  // A name without a dot is one of the local network's.
  return !name.includes(".") || privateSuffixes.some((suffix) => name.endsWith(suffix));
}

/** Whether an IP address is not one of the public internet's. What is no address counts as private. */
export function isPrivateAddress(address: string): boolean {
  const four = ipv4(address);
  if (four !== undefined) return isPrivateIpv4(four);
  const groups = ipv6(address.split("%", 1)[0]!);
  return groups === undefined || isPrivateIpv6(groups);
}

const privateSuffixes = [
  ".localhost",
  ".local",
  ".localdomain",
  ".internal",
  ".intranet",
  ".lan",
  ".home",
  ".corp",
  ".private",
  ".home.arpa",
];

/** First address and prefix length of what RFC 6890 and its followers keep from the public internet. */
const privateBlocks: readonly (readonly [address: string, bits: number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];

function isPrivateIpv4(address: number): boolean {
  return privateBlocks.some(([start, bits]) =>
    Math.floor(address / 2 ** (32 - bits)) === Math.floor(ipv4(start)! / 2 ** (32 - bits))
  );
}

function isPrivateIpv6(groups: number[]): boolean {
  const [first = 0, second = 0] = groups;
  const embedded = embeddedIpv4(groups);
  if (embedded !== undefined) return isPrivateIpv4(embedded);
  // Only 2000::/3 is public; within it, Teredo and the addresses for documents are not.
  if (first < 0x2000 || first > 0x3fff) return true;
  return first === 0x2001 && (second === 0 || second === 0xdb8);
}

/** The IPv4 address inside a mapped, translated (64:ff9b::/96) or 6to4 one. */
function embeddedIpv4(groups: number[]): number | undefined {
  const at = (index: number) => groups[index]! * 65_536 + groups[index + 1]!;
  if (groups[0] === 0x2002) return at(1);
  const head = groups.slice(0, 6).join();
  return head === "0,0,0,0,0,65535" || head === "100,65435,0,0,0,0" ? at(6) : undefined;
}

/** The number of a dotted IPv4 address. */
function ipv4(text: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (!parts || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((number, part) => number * 256 + part, 0);
}

/** The eight groups of an IPv6 address. */
function ipv6(text: string): number[] | undefined {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const tail = dotted ? ipv4(dotted[2]!) : undefined;
  if (dotted && tail === undefined) return undefined;
  const plain = dotted
    ? `${dotted[1]}${Math.floor(tail! / 65_536).toString(16)}:${(tail! % 65_536).toString(16)}`
    : text;
  const halves = plain.split("::").map((half) => half === "" ? [] : half.split(":"));
  const [head = [], rest = []] = halves;
  const missing = 8 - head.length - rest.length;
  if (halves.length > 2 || (halves.length === 2 ? missing < 1 : missing !== 0)) return undefined;
  const groups = [...head, ...new Array<string>(missing).fill("0"), ...rest];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.map((group) => parseInt(group, 16));
}
