import type { Touch } from '../../../../contracts/submission.ts'

const hostOf = (address: string): string => {
  try {
    return new URL(address).hostname
  } catch {
    return address // as it came: whoever sent it may have written anything
  }
}

/** Where a visit came from, in a few words: the source with its medium, else whose page led here. */
export function originOf(touch: Touch | null): string | null {
  if (touch === null) return null
  const { utmSource, utmMedium, referrer } = touch
  const named = [utmSource, utmMedium].filter(Boolean).join(' / ')
  return named || (referrer ? hostOf(referrer) : null)
}

/** The campaign and which of its advertisements. */
export const campaignOf = (touch: Touch | null): string | null =>
  [touch?.utmCampaign, touch?.utmContent].filter(Boolean).join(' / ') || null
