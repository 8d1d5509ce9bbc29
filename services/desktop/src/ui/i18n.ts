import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from '../text/en.ts'
import { ru } from '../text/ru.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en }
  }
}

type Language = 'ru' | 'en'
const KEY = 'perezvon.language'

/** What was chosen on this computer, else the browser's first language that we have, else Russian. */
function preferred(): Language {
  const chosen = localStorage.getItem(KEY)
  if (chosen === 'ru' || chosen === 'en') return chosen
  const known = navigator.languages.map((one) => one.slice(0, 2)).find((one) => one === 'ru' || one === 'en')
  return known === 'en' ? 'en' : 'ru'
}

export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: { ru: { translation: ru }, en: { translation: en } },
    lng: preferred(),
    fallbackLng: 'en',
    // React escapes
    interpolation: { escapeValue: false }
  })
  document.documentElement.lang = i18next.language
  document.title = i18next.t('brand')
}

export async function setLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEY, language)
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
  document.title = i18next.t('brand')
}
