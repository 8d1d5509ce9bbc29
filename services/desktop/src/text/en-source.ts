/** Which advertisement brought them, in English. */
export const source = {
  source: {
    label: 'Where it came from',
    source: 'Source',
    campaign: 'Campaign',
    term: 'Searched for',
    first: 'First visit',
    page: 'Page',
    number: 'Number shown',
    likely: 'Probably this visit: the number was no longer on the screen, but nobody else was shown it.',
    firstTouch: 'First came from',
    unknown: 'unknown'
  }
}
