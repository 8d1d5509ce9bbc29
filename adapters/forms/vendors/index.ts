import type { FormVendor } from '../../../contracts/form.ts'
import { googleAds, meta, vk } from './networks.ts'
import { calltouch, generic, tilda, wordpress, yandex } from './sites.ts'
import type { Vendor } from './vendor.ts'

export const VENDORS: Readonly<Record<FormVendor, Vendor>> = {
  generic,
  tilda,
  wordpress,
  'google-ads': googleAds,
  vk,
  meta,
  yandex,
  calltouch
}
