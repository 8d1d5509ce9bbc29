import { DIRECT, direct, talk, together } from './breaking.ts'
import type { Row } from './row.ts'
import { OLGA } from './stage.ts'

const FILE = 'talks/olga.wav'
const ID = /^talks\/olga\.wav$/

/** Talks that the PBX itself records (MixMonitor). */
export const RECORDED: readonly Row[] = [
  {
    id: 'recorded-dialplan',
    name: 'the dialplan records a call from before it rings to its end',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, anna] = [await outside(OLGA.number), await phone('101')]
      await olga.dial('5550370')
      const rang = await anna.rings()
      await shows({ state: 'alerting', people: { 101: 'alerting' } })
      const answered = await anna.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected' } })
      await middle()
      await lasts(500)
      await anna.hangUp()
      const ended = await olga.ends()
      return [
        {
          ...{ ...DIRECT, line: '5550370', started: rang, ...together(answered, ended) },
          participants: [
            [OLGA.number, 'dial', 'answered', { left: ended }],
            ['101', 'dial', 'answered', { offered: rang, answered, left: ended }]
          ],
          recordings: [{ id: /^talks\/\d+\.\d+\.wav$/, started: rang, lasted: ended - rang }]
        }
      ]
    }
  },
  {
    id: 'recorded-manager',
    name: 'another program records a piece of a talk',
    async run(scene) {
      const { olga, anna, rang, answered } = await talk(scene)
      const [Channel = ''] = await scene.manager.channelsOf('PJSIP/101')
      await scene.lasts(300)
      const started = Date.now()
      await scene.manager.action('MixMonitor', { Channel, File: FILE })
      await scene.lasts(300)
      await scene.shows({ state: 'connected', people: { 101: 'connected' } })
      await scene.middle()
      const stopped = Date.now()
      await scene.manager.action('StopMixMonitor', { Channel })
      await scene.lasts(300)
      await anna.hangUp()
      const told = direct(rang, answered, await olga.ends())
      return [{ ...told, recordings: [{ id: ID, started, lasted: stopped - started }] }]
    }
  },
  {
    id: 'recorded-break',
    name: 'a recording that another program begins while the link is down is known, since when is an estimate',
    async run(scene) {
      const { olga, anna, rang, answered } = await talk(scene)
      const [Channel = ''] = await scene.manager.channelsOf('PJSIP/101')
      let started = 0
      await scene.whileCut(async () => {
        await scene.lasts(500)
        started = Date.now()
        await scene.manager.action('MixMonitor', { Channel, File: FILE })
      })
      await scene.lasts(300)
      await anna.hangUp()
      const ended = await olga.ends()
      return [{ ...direct(rang, answered, ended), recordings: [{ id: ID, started, lasted: ended - started }] }]
    }
  }
]
