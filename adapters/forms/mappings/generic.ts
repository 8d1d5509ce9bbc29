import type { FormMapping } from '../../../contracts/form.ts'

/** What forms of all kinds call their fields. A star at the end: whatever begins so. */
export const generic: FormMapping = {
  name: [
    ...['name', 'имя', 'fio', 'фио', 'ваше имя', 'your-name', 'full_name', 'fullname', 'first_name', 'firstname'],
    ...['contact_name', 'client_name', 'contacts[name]', 'your name', 'name-*']
  ],
  phone: [
    ...['phone', 'tel', 'telephone', 'телефон', 'ваш телефон', 'phone_number', 'your-phone', 'your-tel', 'mobile'],
    ...['contacts[phone]', 'your phone', 'номер телефона', 'phones', 'tel-*', 'phone-*']
  ],
  email: [
    ...['email', 'e-mail', 'mail', 'почта', 'электронная почта', 'your-email', 'email_address', 'contacts[email]'],
    ...['your email', 'emails', 'email-*']
  ],
  text: [
    ...['comment', 'comments', 'message', 'text', 'сообщение', 'комментарий', 'вопрос', 'question', 'your-message'],
    ...['description', 'contacts[text]', 'your message', 'textarea-*']
  ],
  consent: ['consent', 'agree', 'agreement', 'согласие', 'acceptance', 'privacy', 'acceptance-*'],
  page: ['_page', 'page', 'page_url', 'href', 'url', '_url', 'referer', 'extra[href]'],
  id: []
}
