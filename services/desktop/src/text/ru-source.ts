import type { source as english } from './en-source.ts'

/** Which advertisement brought them, in Russian. */
export const source: typeof english = {
  source: {
    label: 'Откуда пришёл',
    source: 'Источник',
    campaign: 'Кампания',
    term: 'Искал',
    first: 'Первый визит',
    page: 'Страница',
    number: 'Показанный номер',
    likely: 'Вероятно, этот визит: номера на экране уже не было, но никому другому его не показывали.',
    firstTouch: 'Впервые пришёл',
    unknown: 'неизвестно'
  }
}
