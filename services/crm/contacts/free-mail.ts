/** Mail providers: who has an address there is nobody's colleague. */
export const FREE_MAIL: ReadonlySet<string> = new Set(
  `mail.ru bk.ru inbox.ru list.ru internet.ru xmail.ru yandex.ru ya.ru yandex.com yandex.by yandex.kz narod.ru rambler.ru
   lenta.ru ro.ru autorambler.ru myrambler.ru vk.com gmail.com googlemail.com outlook.com hotmail.com live.com live.ru
   msn.com icloud.com me.com mac.com yahoo.com aol.com proton.me protonmail.com gmx.de gmx.net gmx.com web.de t-online.de
   ukr.net i.ua tut.by mail.com zoho.com qq.com 163.com 126.com`.split(/\s+/)
)

/** The part of an address after the @ if it belongs to a company; null for mail providers. */
export function companyDomain(address: string): string | null {
  const domain = address.slice(address.lastIndexOf('@') + 1)
  return domain !== address && !FREE_MAIL.has(domain) ? domain : null
}
