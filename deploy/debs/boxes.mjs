/**
 * What can be had from the packages of Debian or Ubuntu without installing it. A box is unpacked under .cache/debs/,
 * never configured, and runs from there; the system stays as it was.
 *
 * `from: 'host'`: the suite of this machine, resolved against what is installed; runs on the machine's own loader with
 * the box's libraries in front. `from: <suite>`: another Debian suite, with its own loader and C library.
 */

// Of the 160 packages that Asterisk's closure has, these carry what the program and the modules we load are linked to.
// When a suite names them otherwise and one is missed, the whole closure is fetched instead.
const ASTERISK_PACKAGES = [
  /^asterisk(-modules|-voicemail|-core-sounds-en-gsm|-config)?$/,
  /^lib(c6|gcc-s1|stdc\+\+6|crypt1|cap2|edit2|bsd0|md0|tinfo6|uuid1|systemd0|nspr4|nss3|popt0|lzma5|lz4-1|zstd1)$/,
  /^(liblzma5|zlib1g|libssl[0-9.]+(t64)?|libsqlite3-0|libjansson4|liburiparser1|libxslt1\.1|libxml2(-[0-9]+)?)$/,
  /^(libgsm1|libspeex1|libspeexdsp1|libsrtp2-1|libgcrypt20|libgpg-error0|libicu67)$/
]

const asterisk = (from) => ({
  from,
  packages: ['asterisk', 'asterisk-core-sounds-en-gsm'],
  ifThere: ['asterisk-voicemail'], // a package of its own on older suites
  program: 'usr/sbin/asterisk',
  version: ['-V'],
  keep: ASTERISK_PACKAGES,
  modules: true
})

export const BOXES = {
  redis: {
    from: 'host',
    onPath: ['redis-server', 'valkey-server'],
    packages: ['redis-server'],
    program: 'usr/bin/redis-server',
    version: ['--version'],
    install: 'redis-server (or valkey-server)'
  },
  sipp: {
    from: 'host',
    onPath: ['sipp'],
    packages: ['sip-tester'],
    program: 'usr/bin/sipp',
    version: ['-v'],
    exits: 99, // what `sipp -v` answers when all is well
    install: 'sip-tester (sipp)'
  },
  baresip: {
    from: 'host',
    onPath: ['baresip'],
    packages: ['baresip-core'],
    program: 'usr/bin/baresip',
    version: ['-h'],
    exits: 254,
    install: 'baresip-core'
  },
  chromium: {
    from: 'host',
    onPath: ['chromium'],
    packages: ['chromium', 'fonts-dejavu-core'],
    program: 'usr/lib/chromium/chromium',
    version: ['--version', '--no-sandbox'],
    install: 'chromium'
  },
  asterisk: asterisk('forky'),
  'asterisk-bullseye': asterisk('bullseye')
}
