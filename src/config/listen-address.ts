import { isIP, isIPv4, isIPv6 } from "node:net";
import { z } from "zod";

/** A label of a host's name. Source: RFC 1123, 2.1. */
const label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const hostName = new RegExp(`^(?=.{1,253}$)${label}(?:\\.${label})*$`);
/** The last label tells an address from a name: no name of a host ends in digits alone. */
const looksLikeAddress = /(?:^|\.)\d+$/;

/** Where a server can listen: an address of IPv4 or IPv6 without brackets, a host's name, or `*`. */
export const hostSchema = z.string().refine(isHost, {
  message: "an IPv4 or IPv6 address (without brackets, zone or port) or the name of a host",
});

function isHost(host: string): boolean {
  if (host === "*" || isIPv4(host)) return true;
  if (host.includes(":")) return isIPv6(host) && !host.includes("%");
  return hostName.test(host) && !looksLikeAddress.test(host);
}

/** Whether systemd can listen there: it takes addresses only, and no names but that of this machine. */
export function isSocketAddress(host: string): boolean {
  return host === "*" || host.toLowerCase() === "localhost" || isIP(host) !== 0;
}

/** Whether two programs cannot both listen on one port of these. The same stands in `modules/config/listeners/address.nix`. */
export function addressesMeet(one: string, other: string): boolean {
  return addressesOf(one).some((a) =>
    addressesOf(other).some((b) => a === b || covers(a, b) || covers(b, a)),
  );
}

/** `localhost` is an address of both families; IPv6 has many spellings of one address. */
function addressesOf(host: string): string[] {
  const lower = host.toLowerCase();
  if (lower === "localhost") return ["127.0.0.1", "::1"];
  return [isIPv6(lower) ? new URL(`http://[${lower}]`).hostname.slice(1, -1) : lower];
}

/** `::` takes the IPv4 addresses as well, as Linux does it by default. */
function covers(wildcard: string, address: string): boolean {
  if (wildcard === "::" || wildcard === "*") return true;
  return wildcard === "0.0.0.0" && (!address.includes(":") || address === "::");
}
