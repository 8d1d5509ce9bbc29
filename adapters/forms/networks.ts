import { BlockList, isIP } from 'node:net'

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** An IPv4 address as it is, also when it comes written as an IPv6 one. */
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

/** Whether an address is in one of these networks (`92.118.66.0/23`); true when none are named. */
export function isFrom(networks: readonly string[], address: string): boolean {
  if (networks.length === 0) return true
  const plain = plainAddress(address)
  if (isIP(plain) === 0) return false
  const list = new BlockList()
  for (const network of networks) {
    const [base = '', bits] = network.split('/')
    if (isIP(base) === 0) continue
    if (bits === undefined) list.addAddress(base, familyOf(base))
    else if (Number(bits) <= (isIP(base) === 6 ? 128 : 32)) list.addSubnet(base, Number(bits), familyOf(base))
  }
  return list.check(plain, familyOf(plain))
}
