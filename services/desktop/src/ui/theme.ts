import { createTheme, type MantineColorsTuple } from '@mantine/core'

const pine: MantineColorsTuple = [
  '#eaf6f5',
  '#d3e9e7',
  '#a5d3cf',
  '#74bcb6',
  '#4ba8a1',
  '#329c94',
  '#21867f',
  '#17706b',
  '#125e5a',
  '#0a4a47'
]

/** Ink with a breath of green, so that the dark desktop belongs to the light one. */
const dark: MantineColorsTuple = [
  '#d3dbdb',
  '#b3bfbf',
  '#94a3a4',
  '#647476',
  '#455456',
  '#334042',
  '#263133',
  '#1b2426',
  '#141b1d',
  '#0e1415'
]

export const theme = createTheme({
  colors: { pine, dark },
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.36,
  respectReducedMotion: true,
  defaultRadius: 'sm',
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', 'SF Mono', 'DejaVu Sans Mono', monospace",
  headings: {
    fontWeight: '650',
    sizes: { h1: { fontSize: '1.25rem' }, h2: { fontSize: '1rem' }, h3: { fontSize: '0.9rem' } }
  },
  cursorType: 'pointer'
})
