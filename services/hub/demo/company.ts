import type { HubConfig } from '../../../contracts/config.ts'

/** The small company of the demonstration. Numbers are of ranges that nobody is called by. */
export const PASSWORD = 'perezvon'

interface Account {
  readonly login: string
  readonly name: string
  readonly role: 'agent' | 'admin'
  readonly extension: string | null
}

export const ACCOUNTS: readonly Account[] = [
  { login: 'anna', name: 'Анна Ильина', role: 'agent', extension: '101' },
  { login: 'boris', name: 'Борис Орлов', role: 'agent', extension: '102' },
  { login: 'vera', name: 'Вера Зимина', role: 'agent', extension: '103' },
  { login: 'supervisor', name: 'Галина Седова', role: 'admin', extension: null }
]

interface Phone {
  readonly extension: string
  readonly name: string
}

/** As the PBX names them: its configuration is plain ASCII, as most are. */
export const PHONES: readonly Phone[] = [
  { extension: '101', name: 'Anna Ilina' },
  { extension: '102', name: 'Boris Orlov' },
  { extension: '103', name: 'Vera Zimina' },
  { extension: '104', name: 'Директор' },
  { extension: '105', name: 'Склад' }
]

export const LINES: HubConfig['lines'] = [
  { address: '5550100', name: 'Отдел продаж', source: 'yandex-ads' },
  { address: '5550200', name: 'Поддержка', source: 'site' },
  { address: '5550300', name: 'Директор' }
]

export interface Person {
  readonly name: string
  readonly number: string
  readonly email?: string
  readonly account?: string
  readonly note?: string
}

export const CONTACTS: readonly Person[] = [
  {
    name: 'Ирина Соколова',
    number: '+74951234567',
    email: 'sokolova@romashka.example',
    account: 'ООО «Ромашка»',
    note: 'Просит звонить после обеда.'
  },
  { name: 'Пётр Васильев', number: '+79161234501', email: 'vasilev@sever.example', account: 'АО «Север»' },
  { name: 'Мария Кузнецова', number: '+79161234502', email: 'kuznetsova@example.com' },
  { name: 'Алексей Смирнов', number: '+78121234503', account: 'ИП Смирнов', note: 'Постоянный клиент с 2019 года.' },
  { name: 'Ольга Новикова', number: '+79261234504', email: 'novikova@example.com' },
  { name: 'Дмитрий Морозов', number: '+74951234505', account: 'ООО «Ромашка»' },
  { name: 'Елена Волкова', number: '+73431234506', email: 'volkova@ural.example', account: 'ООО «Урал»' },
  { name: 'Сергей Лебедев', number: '+79031234507' },
  { name: 'Наталья Козлова', number: '+79031234508', email: 'kozlova@example.com' },
  { name: 'Андрей Павлов', number: '+78431234509', account: 'ООО «Волга»' },
  { name: 'Татьяна Егорова', number: '+79161234510', note: 'Ждёт договор.' },
  { name: 'Николай Фёдоров', number: '+78121234511', account: 'АО «Север»' }
]

export interface Customer {
  readonly number: string
  readonly name: string
}

/** Who may call: the first contacts, and somebody whom nobody knows. */
export const CUSTOMERS: readonly Customer[] = [
  ...CONTACTS.slice(0, 5).map(({ name, number }) => ({ name, number })),
  { name: 'Неизвестный номер', number: '+79991234500' }
]

export function demoConfig(amiPort: number, secret: string): HubConfig {
  return {
    region: 'RU',
    dialing: { allow: ['+7', '8800', 'internal'], deny: ['+7809'], maxPerMinute: 30 },
    trace: { keepDays: 30 },
    missed: { answerWithinMinutes: 30 },
    lines: LINES,
    adapters: [
      {
        name: 'pbx1',
        system: 'asterisk',
        ami: { host: '127.0.0.1', port: amiPort, username: 'perezvon', secret },
        endpoint: 'PJSIP/{extension}',
        context: 'internal',
        outboundPrefix: '9',
        trunks: ['PJSIP/trunk']
      } as HubConfig['adapters'][number],
      { name: 'site', system: 'forms' }
    ]
  }
}
