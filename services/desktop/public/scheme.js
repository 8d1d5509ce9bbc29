// Before the first paint, so that a dark desktop does not flash white. A file of its own: the policy forbids inline scripts.
;(() => {
  let wish = 'auto'
  try {
    wish = localStorage.getItem('mantine-color-scheme-value') || 'auto'
  } catch {
    // storage is switched off: follow the system
  }
  const dark = wish === 'dark' || (wish === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
})()
