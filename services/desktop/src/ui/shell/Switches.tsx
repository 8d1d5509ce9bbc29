import { ActionIcon, SegmentedControl, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { IconMoon, IconSun } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { setLanguage } from '../i18n.ts'

export function LanguageSwitch() {
  const { t, i18n } = useTranslation()
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('language.label')}
      data-testid="language"
      value={i18n.language}
      onChange={(language) => void setLanguage(language === 'en' ? 'en' : 'ru')}
      data={[
        { value: 'ru', label: <abbr title={t('language.ru')}>RU</abbr> },
        { value: 'en', label: <abbr title={t('language.en')}>EN</abbr> }
      ]}
    />
  )
}

export function SchemeSwitch() {
  const { t } = useTranslation()
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false })
  const other = scheme === 'dark' ? 'light' : 'dark'
  return (
    <ActionIcon
      variant="default"
      size={30}
      aria-label={t(`theme.${other}`)}
      title={t(`theme.${other}`)}
      onClick={() => setColorScheme(other)}
    >
      {scheme === 'dark' ? <IconSun size={17} /> : <IconMoon size={17} />}
    </ActionIcon>
  )
}
