/** Ends the process with one sentence where Node is too old. This file and its importers run on any Node. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  process.stderr.write(
    `Perezvon needs Node 20.19 or later, and this is ${process.versions.node}: install a later one\n`
  )
  process.exit(1)
}
