import { clickRows } from './click.rows.ts'

/** The same where the hub reaches a person's phone through the dialplan. */
export const CLICK_LOCAL = clickRows('local')
