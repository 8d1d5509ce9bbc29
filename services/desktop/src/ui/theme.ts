import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

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
  fontFamily:
    "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', 'SF Mono', 'DejaVu Sans Mono', monospace",
  headings: {
    fontWeight: '650',
    sizes: { h1: { fontSize: '1.25rem' }, h2: { fontSize: '1rem' }, h3: { fontSize: '0.9rem' } }
  },
  cursorType: 'pointer'
})

/** Mantine's grey for lesser words is too pale to read: at least 4.5 to 1 here. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5a6869',
    '--mantine-color-placeholder': '#6a7778',
    '--mantine-color-error': '#c02626',
    '--mantine-color-text': '#152021'
  },
  dark: {
    '--mantine-color-dimmed': '#9fadae',
    '--mantine-color-placeholder': '#93a1a2',
    '--mantine-color-error': '#ff8f8f'
  }
})
