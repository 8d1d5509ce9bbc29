import type { FormMapping, FormVendor } from '../../../contracts/form.ts'
import { generic } from './generic.ts'

/** What each vendor calls its fields, beside what forms of all kinds do. */
export const MAPPINGS: Readonly<Record<FormVendor, FormMapping>> = {
  generic,
  tilda: { id: ['tranid'], consent: ['checkbox'] },
  wordpress: {
    page: ['_url', '_post_url', '_page_url'],
    id: ['posted_data_hash']
  },
  'google-ads': {
    name: ['full_name'],
    phone: ['phone_number', 'work_phone'],
    email: ['email', 'work_email'],
    id: ['lead_id']
  },
  vk: { name: ['first_name', 'full_name'], phone: ['phone_number'], email: ['email'], id: ['lead_id'] },
  meta: {
    name: ['full_name', 'first_name'],
    phone: ['phone_number', 'phone', 'work_phone_number'],
    email: ['email', 'work_email'],
    id: ['leadgen_id']
  },
  yandex: {
    id: ['answer_id', 'params[answer_id]'],
    name: ['params[name]'],
    phone: ['params[phone]'],
    email: ['params[email]']
  },
  calltouch: {
    name: ['fio', 'clientname', 'name'],
    phone: ['callerphone', 'requestphone', 'phone'],
    email: ['requestemail', 'clientemail', 'email'],
    text: ['comment', 'requestcomment'],
    page: ['url', 'requesturl'],
    id: ['id']
  }
}
