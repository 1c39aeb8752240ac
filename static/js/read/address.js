export function addressOf(path, asks) {
  const address = new URL(`${path}?${new URLSearchParams(asks)}`, location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  return address;
}
