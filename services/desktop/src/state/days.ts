/** Things of one day of the reader's. */
interface Day<Item> {
  /** ISO time of the first of them. */
  readonly at: string
  readonly items: readonly Item[]
}

const dayOf = (time: string): string => new Date(time).toDateString()

/** Splits what is sorted by time into days. */
export function byDay<Item extends { readonly at: string }>(items: readonly Item[]): readonly Day<Item>[] {
  const days: { at: string; items: Item[] }[] = []
  for (const item of items) {
    const last = days.at(-1)
    if (last && dayOf(last.at) === dayOf(item.at)) last.items.push(item)
    else days.push({ at: item.at, items: [item] })
  }
  return days
}

/** How many days ago it was by the calendar: 0 today, 1 yesterday. */
export function daysAgo(time: string, now: number): number {
  const [day, today] = [new Date(time), new Date(now)]
  for (const one of [day, today]) one.setHours(12, 0, 0, 0)
  return Math.round((today.getTime() - day.getTime()) / 86_400_000)
}
