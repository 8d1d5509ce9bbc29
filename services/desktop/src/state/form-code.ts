/** Where what is copied sends to. */
interface Target {
  /** The hub's own address, without a slash at its end. */
  readonly hub: string
  readonly key: string
}

export const addressOf = ({ hub, key }: Target): string => `${hub}/f/${key}`

/** The one line that makes forms of a page lead forms. `consent`: nothing of a visit is kept before the visitor agrees. */
export const snippetOf = (target: Target, { consent }: { readonly consent: boolean }): string =>
  `<script async src="${addressOf(target)}.js"${consent ? ' data-consent="required"' : ''}></script>`

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string => text.replace(/[&<>"]/g, (one) => ESCAPES[one] ?? one)

interface Words {
  readonly name: string
  readonly phone: string
  readonly email: string
  readonly comment: string
  readonly consent: string
  readonly yes: string
  readonly send: string
}

/** A form that works on any page, with scripts or without. */
export function htmlFormOf(target: Target, honeypot: string | null, words: Words): string {
  const say = (word: keyof Words): string => escaped(words[word])
  const trap = honeypot
    ? [
        `  <input name="${escaped(honeypot)}" tabindex="-1" autocomplete="off" aria-hidden="true" style="position:absolute;left:-9999px">`
      ]
    : []
  return [
    `<form action="${escaped(addressOf(target))}" method="post" accept-charset="utf-8" data-perezvon>`,
    `  <label>${say('name')} <input name="name" autocomplete="name"></label>`,
    `  <label>${say('phone')} <input name="phone" type="tel" autocomplete="tel" required></label>`,
    `  <label>${say('email')} <input name="email" type="email" autocomplete="email"></label>`,
    `  <label>${say('comment')} <textarea name="comment"></textarea></label>`,
    `  <label><input name="consent" type="checkbox" value="${say('yes')}" required> ${say('consent')}</label>`,
    ...trap,
    `  <button>${say('send')}</button>`,
    '</form>'
  ].join('\n')
}
