/**
 * Work that a page does before it may send a form: a number with which the SHA-256 of key, submission and number begins with so
 * many zero bits. It needs no clock and no question to the server: a submission is taken once, so one work serves once.
 */
const K = new Uint32Array(64)
const H = new Uint32Array(8)

/** The first 32 bits of the fractional parts of the roots of the first primes (FIPS 180-4, 4.2.2 and 5.3.3). */
function fill(): void {
  const fraction = (root: number): number => ((root - Math.floor(root)) * 0x100000000) >>> 0
  for (let n = 2, found = 0; found < 64; n += 1) {
    let isPrime = true
    for (let d = 2; d * d <= n; d += 1) if (n % d === 0) isPrime = false
    if (!isPrime) continue
    if (found < 8) H[found] = fraction(Math.sqrt(n))
    K[found] = fraction(Math.cbrt(n))
    found += 1
  }
}
fill()

const turned = (x: number, n: number): number => (x >>> n) | (x << (32 - n))
const w = new Uint32Array(64)
const state = new Uint32Array(8)
const bytes = new Uint8Array(256)
const view = new DataView(bytes.buffer)
const at = (words: Uint32Array, place: number): number => words[place] as number

/** SHA-256 of a text of at most 200 plain characters; the first 32 bits of it. */
function hash(text: string): number {
  const length = Math.ceil((text.length + 9) / 64) * 64
  bytes.fill(0)
  for (let n = 0; n < text.length; n += 1) bytes[n] = text.charCodeAt(n)
  bytes[text.length] = 0x80
  view.setUint32(length - 4, text.length * 8)
  state.set(H)
  for (let block = 0; block < length; block += 64) {
    for (let n = 0; n < 64; n += 1) {
      if (n < 16) {
        w[n] = view.getUint32(block + n * 4)
        continue
      }
      const x = at(w, n - 15)
      const y = at(w, n - 2)
      const s0 = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3)
      const s1 = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10)
      w[n] = at(w, n - 16) + s0 + at(w, n - 7) + s1
    }
    let [a, b, c, d] = [at(state, 0), at(state, 1), at(state, 2), at(state, 3)]
    let [e, f, g, h] = [at(state, 4), at(state, 5), at(state, 6), at(state, 7)]
    for (let n = 0; n < 64; n += 1) {
      const t1 = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + at(K, n) + at(w, n)) >>> 0
      const t2 = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) >>> 0
      h = g
      g = f
      f = e
      e = (d + t1) >>> 0
      d = c
      c = b
      b = a
      a = (t1 + t2) >>> 0
    }
    state[0] = at(state, 0) + a
    state[1] = at(state, 1) + b
    state[2] = at(state, 2) + c
    state[3] = at(state, 3) + d
    state[4] = at(state, 4) + e
    state[5] = at(state, 5) + f
    state[6] = at(state, 6) + g
    state[7] = at(state, 7) + h
  }
  return at(state, 0)
}

export const isDone = (key: string, id: string, work: string, bits: number): boolean =>
  bits === 0 || Math.clz32(hash(`${key}:${id}:${work}`)) >= bits

/** Tries `most` numbers from `from` on; undefined when none of them was it. */
export function tryWork(key: string, id: string, bits: number, from: number, most: number): number | undefined {
  for (let n = from; n < from + most; n += 1) if (isDone(key, id, String(n), bits)) return n
  return undefined
}
