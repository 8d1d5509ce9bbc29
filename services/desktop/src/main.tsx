import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import './ui/shell/page.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './ui/App.tsx'
import { startI18n } from './ui/i18n.ts'

await startI18n()
const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>
)
