import type { words as english } from './en-words.ts'

/** The words of contracts/ as people say them. */
export const words: typeof english = {
  role: { agent: 'оператор', supervisor: 'супервизор', marketer: 'маркетолог', admin: 'администратор' },
  withdrawn: {
    answered: 'Вы ответили',
    'answered-elsewhere': 'Ответили с другого телефона',
    answeredBy: 'Звонок принят: {{by}}',
    'caller-hung-up': 'Клиент положил трубку',
    'no-answer': 'Не ответили вовремя',
    declined: 'Отклонён',
    busy: 'Ваш телефон был занят',
    transferred: 'Переведён',
    ended: 'Звонок завершён',
    dismissed: 'Убрано',
    taken: 'Заявка ваша',
    'taken-elsewhere': 'Заявку взял другой',
    takenBy: 'Заявку взял(а) {{by}}',
    'time-out': 'Время вышло',
    closed: 'Заявки больше нет'
  },
  agentState: { offline: 'не в сети', available: 'свободен', ringing: 'звонит', busy: 'занят' },
  state: {
    queued: 'В очереди',
    alerting: 'Звонит',
    connected: 'Разговор',
    held: 'На удержании',
    ended: 'Завершён'
  },
  match: {
    chosen: 'Так указал сотрудник',
    'phone-exact': 'Это их номер',
    'email-exact': 'Это их адрес',
    'shared-number': 'Номер указан у нескольких контактов',
    'shared-address': 'Адрес указан у нескольких контактов',
    'spoke-before': 'Уже разговаривали'
  },
  outcome: {
    answered: 'Отвечен',
    missed: 'Пропущен',
    abandoned: 'Не дождался',
    busy: 'Занято',
    failed: 'Не удался',
    voicemail: 'Автоответчик'
  },
  direction: { inbound: 'Входящий', outbound: 'Исходящий', internal: 'Внутренний' },
  part: {
    answered: 'ответ',
    'answered-elsewhere': 'ответил коллега',
    'no-answer': 'нет ответа',
    busy: 'занято',
    declined: 'отклонён',
    cancelled: 'вызов снят',
    failed: 'недоступен',
    now: 'в разговоре'
  },
  via: {
    dial: 'напрямую',
    queue: 'из очереди',
    transfer: 'переводом',
    pickup: 'перехватом',
    park: 'с парковки',
    conference: 'в конференции',
    'click-to-call': 'с рабочего места',
    message: 'письменно'
  },
  transferKind: { blind: 'Слепой перевод', attended: 'Перевод с консультацией', blonde: 'Перевод во время вызова' },
  reason: {
    'phone-busy': 'ваш телефон занят',
    'phone-unreachable': 'ваш телефон недоступен',
    'phone-no-answer': 'на вашем телефоне не сняли трубку',
    'phone-declined': 'ваш телефон отклонил вызов',
    'destination-busy': 'номер занят',
    'destination-unreachable': 'номер недоступен',
    'destination-no-answer': 'никто не ответил',
    'destination-declined': 'вызов отклонён',
    'no-such-number': 'такого номера нет',
    congestion: 'все линии заняты',
    'link-lost': 'нет связи с телефонной станцией',
    expired: 'станция не успела начать вызов',
    interrupted: 'звонок прервался',
    'not-permitted': 'станция этого не разрешает'
  },
  why: {
    title: 'Почему так?',
    none: 'То, из чего сложился этот звонок, уже не хранится.',
    masked: 'Номера и имена скрыты: вашей роли они здесь не видны.',
    everything: 'Показать всё',
    kind: {
      picture: 'Станцию спросили, что происходит',
      missing: 'Отбой, который так и не пришёл',
      expected: 'Звонок заказан с рабочего места',
      failed: 'Звонок не состоялся',
      restored: 'Система запущена заново',
      settings: 'Настройки системы',
      gap: 'Здесь чего-то не хватает'
    }
  },
  problem: {
    'bad-input': 'Сервер этого не принял: {{detail}}',
    'bad-cursor': 'Список изменился: загрузите его заново.',
    'not-signed-in': 'Сначала войдите.',
    'wrong-credentials': 'Нет такого логина, или пароль неверен.',
    'not-permitted': 'Вашей роли это не разрешено.',
    'number-not-allowed': 'На этот номер отсюда звонить нельзя.',
    'not-found': 'Этого больше нет.',
    conflict: 'Уже так, или кто-то успел раньше. {{detail}}',
    'phone-busy': 'Ваш телефон занят.',
    'phone-unreachable': 'Ваш телефон недоступен. Он включён?',
    'phone-declined': 'Ваш телефон отклонил вызов.',
    'no-phone': 'У вас нет телефона: попросите добавочный у администратора.',
    'too-large': 'Слишком большой объём.',
    'not-a-number': 'Это не телефонный номер.',
    'too-many-requests': 'Слишком много запросов: подождите немного.',
    'call-refused': 'Станция отказала в звонке. {{detail}}',
    unavailable: 'Часть системы недоступна. Попробуйте через минуту.',
    internal: 'Сбой на сервере. Причина - в его журнале.',
    away: 'Сервер не отвечает. Проверьте связь.'
  }
}
